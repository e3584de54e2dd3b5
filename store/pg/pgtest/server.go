//go:build unix

package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Options of a server. The zero value is right for tests: fast and unsafe.
type Options struct {
	Durable  bool              // fsync and full page writes on, as in production
	Settings map[string]string // of postgresql.conf
}

// Server is a private server, running unless it was stopped or killed.
type Server struct {
	Port int

	bin, dir string // programs; the server's own folder, with data in it
	user     *syscall.Credential
	settings []string // arguments -c name=value
	cmd      *exec.Cmd
	log      *os.File
}

// New makes a cluster in a new temporary folder and starts it. Close removes
// it. No server on this machine: ErrNone.
func New(ctx context.Context, o Options) (_ *Server, err error) {
	s, err := prepare()
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	if err := s.run(ctx, "initdb", "-D", s.data(), "-U", "tintinh", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-sync"); err != nil {
		return nil, err
	}
	s.configure(o)
	return s, s.Start(ctx)
}

// prepare finds the programs and makes the folder.
func prepare() (*Server, error) {
	bin, err := Find()
	if err != nil {
		return nil, err
	}
	user, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "pg") // short: a socket's path has at most 107 bytes
	if err != nil {
		return nil, fmt.Errorf("make a folder for PostgreSQL: %w", err)
	}
	s := &Server{bin: bin, dir: dir, user: user}
	if s.Port, err = freePort(); err == nil && user != nil {
		err = os.Chown(dir, int(user.Uid), int(user.Gid))
	}
	if err == nil {
		s.log, err = os.OpenFile(filepath.Join(dir, "log"), os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o644)
	}
	if err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("prepare PostgreSQL: %w", err)
	}
	return s, nil
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

func (s *Server) configure(o Options) {
	settings := map[string]string{
		"listen_addresses": "127.0.0.1", "port": fmt.Sprint(s.Port), "unix_socket_directories": s.dir,
		"max_connections": "200", "shared_buffers": "128MB", "wal_level": "replica", "hot_standby": "on",
		"max_wal_size": "2GB", "log_min_messages": "warning",
	}
	if !o.Durable {
		settings["fsync"], settings["full_page_writes"], settings["synchronous_commit"] = "off", "off", "off"
	}
	for k, v := range o.Settings {
		settings[k] = v
	}
	for k, v := range settings {
		s.settings = append(s.settings, "-c", k+"="+v)
	}
}

// Start starts the server and waits until it takes connections.
func (s *Server) Start(ctx context.Context) error {
	s.cmd = exec.Command(filepath.Join(s.bin, "postgres"), append([]string{"-D", s.data()}, s.settings...)...)
	s.cmd.Stdout, s.cmd.Stderr, s.cmd.Dir = s.log, s.log, s.dir
	// A group of its own: an interrupt from the terminal is for the test.
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: s.user}
	if err := s.cmd.Start(); err != nil {
		return fmt.Errorf("start PostgreSQL: %w", err)
	}
	return s.await(ctx, s.DSN("postgres"))
}

// await returns when the server answers.
func (s *Server) await(ctx context.Context, dsn string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		c, err := pgx.Connect(ctx, dsn)
		if err == nil {
			return c.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL does not answer: %w; it says:\n%s", err, s.lastLog())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// DSN of a database of the server.
func (s *Server) DSN(database string) string {
	return fmt.Sprintf("postgres://tintinh@127.0.0.1:%d/%s?sslmode=disable", s.Port, database)
}

// Create makes a database and returns its DSN; template "" is the empty one.
func (s *Server) Create(ctx context.Context, name, template string) (dsn string, err error) {
	if template == "" {
		template = "template0"
	}
	err = s.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()+" TEMPLATE "+pgx.Identifier{template}.Sanitize())
	return s.DSN(name), err
}

// Exec runs one statement as the server's owner, in database postgres.
func (s *Server) Exec(ctx context.Context, sql string) error {
	c, err := pgx.Connect(ctx, s.DSN("postgres"))
	if err != nil {
		return fmt.Errorf("connect to the private PostgreSQL: %w", err)
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, sql); err != nil {
		return fmt.Errorf("%.80s: %w", sql, err)
	}
	return nil
}

// Number is the result of a query that gives one, in a database.
func (s *Server) Number(ctx context.Context, database, sql string) (n int64, err error) {
	c, err := pgx.Connect(ctx, s.DSN(database))
	if err != nil {
		return 0, fmt.Errorf("connect to the private PostgreSQL: %w", err)
	}
	defer c.Close(ctx)
	if err := c.QueryRow(ctx, sql).Scan(&n); err != nil {
		return 0, fmt.Errorf("%.80s: %w", sql, err)
	}
	return n, nil
}

// KillAll ends all processes of the server with SIGKILL, as a machine's crash
// would but for the disk; Start recovers.
func (s *Server) KillAll() error {
	if s.cmd == nil || s.cmd.Process == nil {
		return nil
	}
	pid := s.cmd.Process.Pid
	err := syscall.Kill(pid, syscall.SIGSTOP) // it starts no more children
	children, cerr := childrenOf(pid)
	err = errors.Join(err, cerr)
	for _, p := range append(children, pid) {
		if kerr := syscall.Kill(p, syscall.SIGKILL); kerr != nil && !errors.Is(kerr, syscall.ESRCH) {
			err = errors.Join(err, kerr)
		}
	}
	s.cmd.Wait() // its error is the signal
	s.cmd = nil
	for _, p := range children { // the next server must not find their shared memory
		for i := 0; i < 1000 && syscall.Kill(p, 0) == nil; i++ {
			time.Sleep(10 * time.Millisecond)
		}
	}
	return err
}

// childrenOf lists a process's children: each of the server's is the leader of
// a group of its own, so that no signal to a group reaches them.
func childrenOf(pid int) (children []int, err error) {
	out, err := exec.Command("ps", "-A", "-o", "pid=,ppid=").Output()
	if err != nil {
		return nil, fmt.Errorf("list processes: %w", err)
	}
	for line := range strings.Lines(string(out)) {
		var p, parent int
		if _, err := fmt.Sscan(line, &p, &parent); err == nil && parent == pid {
			children = append(children, p)
		}
	}
	return children, nil
}

// Close ends the server and removes its folder.
func (s *Server) Close() error {
	err := s.KillAll()
	return errors.Join(err, s.log.Close(), os.RemoveAll(s.dir))
}

// run runs one of the server's programs to its end.
func (s *Server) run(ctx context.Context, program string, args ...string) error {
	c := exec.CommandContext(ctx, filepath.Join(s.bin, program), args...)
	c.Dir = s.dir
	c.SysProcAttr = &syscall.SysProcAttr{Credential: s.user}
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", program, err, out)
	}
	return nil
}

func (s *Server) lastLog() string {
	b, err := os.ReadFile(s.log.Name())
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return strings.Join(lines[max(0, len(lines)-10):], "\n")
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

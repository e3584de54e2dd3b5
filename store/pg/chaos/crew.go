//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/tintinh/tintinh/store/pg/pgtest"
)

// crew is the tintinh processes of a day. Each has a User-Agent of its own, so
// that the papers know who asked.
type crew struct {
	binary, dir, dsn string
	server           *pgtest.Server

	mu      sync.Mutex
	running map[*member]bool
	all     []*member
}

// member is one process. What became of it is known when done is closed.
type member struct {
	cmd    *exec.Cmd
	agent  string
	stderr bytes.Buffer
	killed bool // by us, with SIGKILL
	told   bool // to stop, with SIGTERM
	done   chan struct{}
	err    error
}

// newCrew builds the program and makes its folder.
func newCrew(ctx context.Context, s *servers, c *city) (*crew, error) {
	dir, err := os.MkdirTemp("", "day")
	if err != nil {
		return nil, err
	}
	k := &crew{binary: filepath.Join(dir, "tintinh"), dir: dir, dsn: s.dsn, server: s.primary, running: map[*member]bool{}}
	build := exec.CommandContext(ctx, "go", "build", "-o", k.binary, "github.com/tintinh/tintinh/cmd/tintinh")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("build the program (in its repository): %w: %s", err, out), k.close())
	}
	config := "data: data\nlog: {level: warn}\ncrawl: {workers: 6, timeout: 2s, revisit: [2s, 4s, 8s, 16s, 32s]}\n" + c.portals()
	if err := os.WriteFile(filepath.Join(dir, "config.yaml"), []byte(config), 0o644); err != nil {
		return nil, errors.Join(err, k.close())
	}
	return k, nil
}

// start adds a worker.
func (k *crew) start(ctx context.Context) (*member, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	m := &member{agent: fmt.Sprintf("may/%d (+https://vidu.vn/lien-he)", len(k.all)), done: make(chan struct{})}
	m.cmd = exec.CommandContext(ctx, k.binary, "crawl", "--max-time", "1m")
	m.cmd.Dir = k.dir
	m.cmd.Env = []string{"TINTINH_CLUSTER_POSTGRES=" + k.dsn, "TINTINH_USER_AGENT=" + m.agent}
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "TINTINH_") {
			m.cmd.Env = append(m.cmd.Env, v)
		}
	}
	m.cmd.Stderr = &m.stderr
	if err := m.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start a worker: %w", err)
	}
	k.running[m] = true
	k.all = append(k.all, m)
	go func() {
		m.err = m.cmd.Wait()
		k.mu.Lock()
		delete(k.running, m)
		k.mu.Unlock()
		close(m.done)
	}()
	return m, nil
}

func (k *crew) count() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.running)
}

// any is a random worker to whom nothing was done yet; nil: there is none.
func (k *crew) any(r *rand.Rand) *member {
	k.mu.Lock()
	defer k.mu.Unlock()
	var free []*member
	for _, m := range k.all { // in order, for the chance to be the seed's
		if k.running[m] && !m.killed && !m.told {
			free = append(free, m)
		}
	}
	if len(free) == 0 {
		return nil
	}
	return free[r.IntN(len(free))]
}

// stop tells a worker to leave.
func (k *crew) stop(m *member) error {
	m.told = true
	return ignoreGone(m.cmd.Process.Signal(syscall.SIGTERM))
}

// kill ends a worker as a crash would.
func (k *crew) kill(m *member) error {
	m.killed = true
	if err := ignoreGone(m.cmd.Process.Kill()); err != nil {
		return err
	}
	<-m.done
	return nil
}

// hurry lets the leases of a dead worker end a second from now, as an operator
// may (docs/cluster.md), instead of in a minute or three: then its last request
// is over, and the pause after it.
func (k *crew) hurry(ctx context.Context, m *member) error {
	return k.server.Exec(ctx, fmt.Sprintf(`UPDATE tintinh.hosts SET token = token + 1, lease_until = n.soon, ready = greatest(due, cooldown, n.soon)
		FROM (SELECT (extract(epoch FROM now()) * 1e9)::bigint + 1000000000 AS soon) n
		WHERE lease_until > n.soon AND worker LIKE '%%/%d/%%'`, m.cmd.Process.Pid))
}

// leave tells all workers to go, and waits for them.
func (k *crew) leave(ctx context.Context) error {
	for _, m := range k.members() {
		select {
		case <-m.done:
			continue
		default:
		}
		if err := k.stop(m); err != nil {
			return err
		}
		select {
		case <-m.done:
		case <-ctx.Done():
			return fmt.Errorf("wait for a worker that was told to stop: %w", context.Cause(ctx))
		}
	}
	return nil
}

// members are all that ever were.
func (k *crew) members() []*member {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]*member(nil), k.all...)
}

// close ends what still runs and removes the folder.
func (k *crew) close() error {
	for _, m := range k.members() {
		m.cmd.Process.Kill() // fails if it ended
		<-m.done
	}
	return os.RemoveAll(k.dir)
}

// stoppedCode is how the program ends when it did as SIGTERM said.
const stoppedCode = 128 + int(syscall.SIGTERM)

// inOrder reports whether a worker ended by itself, or as it was told: its
// figures are complete. A worker that failed is an error.
func (m *member) inOrder() (bool, error) {
	status, ok := m.cmd.ProcessState.Sys().(syscall.WaitStatus)
	switch {
	case ok && status.Signaled():
		if m.killed || m.told && status.Signal() == syscall.SIGTERM { // before it listened to signals
			return false, nil
		}
	case m.err == nil, m.told && m.cmd.ProcessState.ExitCode() == stoppedCode:
		return true, nil
	}
	return false, fmt.Errorf("worker %s: %w: %s", m.agent, m.err, m.stderr.String())
}

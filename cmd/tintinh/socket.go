package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/tintinh/tintinh/store"
)

// bbolt admits one process. While a crawl holds the file it answers the
// commands that read it on a unix socket beside it: the client sends its
// arguments, the crawl runs the very same command on its open store, and what
// that prints comes back in frames.
//
//	client → one JSON line: {"args": […]}
//	crawl  → frames: kind(1) length(4) bytes; kinds: output, errors, exit (one byte: the code)
const socketFile = "tintinh.sock"

const (
	frameOutput byte = 1
	frameErrors byte = 2
	frameExit   byte = 3
)

const (
	maxAnswers  = 8                // at the same time; more wait
	maxRequest  = 64 << 10         // bytes of arguments
	askPatience = 10 * time.Second // for a request to arrive
	slowReader  = time.Minute      // for a frame to be taken
)

// answers is the crawl's end of the socket.
type answers struct {
	listener net.Listener
	cancel   context.CancelFunc
	open     sync.WaitGroup
}

// answer begins to answer readers of the store. What goes wrong here never
// makes the crawl fail: readers are then told that the store is busy.
func (a *app) answer(ctx context.Context, cfg *Config, db store.Store, log *slog.Logger) *answers {
	path := filepath.Join(cfg.Data, socketFile)
	l, err := listen(path)
	if err != nil {
		log.Warn("export and status cannot be answered while this run holds the store", "err", err)
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	s := &answers{listener: l, cancel: cancel}
	slots := make(chan struct{}, maxAnswers)
	s.open.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return // closed
			}
			select {
			case slots <- struct{}{}:
			case <-ctx.Done():
				c.Close()
				return
			}
			s.open.Go(func() {
				defer func() { <-slots }()
				defer c.Close()
				a.answerOne(ctx, cfg, db, c)
			})
		}
	})
	return s
}

// listen opens the socket. One that is there is of a run that was killed, for
// whoever holds the store owns the name.
func listen(path string) (net.Listener, error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("remove the socket of an earlier run: %w", err)
		}
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// stop ends what is being answered, before the store is closed.
func (s *answers) stop() {
	if s == nil {
		return
	}
	s.listener.Close() // and removes the socket
	s.cancel()
	s.open.Wait()
}

// answerOne runs one command. A client that goes away, or takes nothing for
// slowReader, ends it.
func (a *app) answerOne(ctx context.Context, cfg *Config, db store.Store, c net.Conn) {
	stop := context.AfterFunc(ctx, func() { c.SetDeadline(time.Now()) })
	defer stop()
	c.SetReadDeadline(time.Now().Add(askPatience))
	var ask struct{ Args []string }
	if err := json.NewDecoder(io.LimitReader(c, maxRequest)).Decode(&ask); err != nil {
		return // not one of ours
	}
	var mu sync.Mutex
	out, errs := &frames{c, &mu, frameOutput}, &frames{c, &mu, frameErrors}
	b := &app{stdin: c, stdout: out, stderr: errs, getenv: a.getenv, held: db, loaded: cfg}
	cmd := b.command()
	cmd.SetArgs(ask.Args)
	code := exitFailed
	defer func() {
		if r := recover(); r != nil { // a reader's bug is not the crawl's end
			fmt.Fprintf(errs, "tintinh: the run that holds the store failed to answer: %v\n", r)
		}
		(&frames{c, &mu, frameExit}).Write([]byte{byte(code)})
	}()
	code = b.report(cmd.ExecuteContext(ctx))
}

// frames is an output stream to the client.
type frames struct {
	c    net.Conn
	mu   *sync.Mutex
	kind byte
}

func (f *frames) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.c.SetWriteDeadline(time.Now().Add(slowReader))
	head := binary.BigEndian.AppendUint32([]byte{f.kind}, uint32(len(p)))
	if _, err := f.c.Write(head); err != nil {
		return 0, err
	}
	return f.c.Write(p)
}

// errNoAnswer: the run ended before its answer did.
var errNoAnswer = errors.New("the run that held the store ended before it had answered: try again")

// copyAnswer writes frames to where they belong, until the exit code.
func copyAnswer(r io.Reader, stdout, stderr io.Writer) (code int, err error) {
	head := make([]byte, 5)
	for {
		if _, err := io.ReadFull(r, head); err != nil {
			return exitOverlap, errNoAnswer
		}
		size := binary.BigEndian.Uint32(head[1:])
		body := io.LimitReader(r, int64(size))
		switch head[0] {
		case frameOutput:
			_, err = io.Copy(stdout, body)
		case frameErrors:
			_, err = io.Copy(stderr, body)
		case frameExit:
			var code [1]byte
			if _, err := io.ReadFull(body, code[:]); err != nil || size != 1 {
				return exitOverlap, errNoAnswer
			}
			return int(code[0]), nil
		default:
			return exitFailed, fmt.Errorf("the run that holds the store answers in a form this version does not know (frame %d)", head[0])
		}
		if err != nil {
			return exitFailed, err
		}
	}
}

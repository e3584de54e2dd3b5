//go:build unix

package pgtest

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Standby makes a streaming copy of a running server and starts it. Set
// synchronous_standby_names to '*' at the primary afterwards (Sync) for
// commits to wait for it.
func (s *Server) Standby(ctx context.Context) (_ *Server, err error) {
	b, err := prepare()
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			b.Close()
		}
	}()
	primary := fmt.Sprintf("host=127.0.0.1 port=%d user=tintinh", s.Port)
	if err := b.run(ctx, "pg_basebackup", "-D", b.data(), "-R", "-X", "stream", "-c", "fast", "--no-sync", "-d", primary); err != nil {
		return nil, err
	}
	b.settings = slices.Clone(s.settings)
	for i, v := range b.settings {
		switch {
		case strings.HasPrefix(v, "port="):
			b.settings[i] = fmt.Sprintf("port=%d", b.Port)
		case strings.HasPrefix(v, "unix_socket_directories="):
			b.settings[i] = "unix_socket_directories=" + b.dir
		}
	}
	return b, b.Start(ctx)
}

// Sync makes every commit wait until a standby has it on its disk.
func (s *Server) Sync(ctx context.Context) error {
	if err := s.Exec(ctx, "ALTER SYSTEM SET synchronous_standby_names = '*'"); err != nil {
		return err
	}
	return s.Exec(ctx, "SELECT pg_reload_conf()")
}

// Promote makes a standby the primary. It waits for no synchronous standby of
// its own: there is none yet.
func (s *Server) Promote(ctx context.Context) error {
	if err := s.Exec(ctx, "SELECT pg_promote(true, 60)"); err != nil {
		return err
	}
	if err := s.Exec(ctx, "ALTER SYSTEM RESET synchronous_standby_names"); err != nil {
		return err
	}
	return s.Exec(ctx, "SELECT pg_reload_conf()")
}

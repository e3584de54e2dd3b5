//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/tintinh/tintinh/store/pg/pgtest"
)

// servers are the PostgreSQL of a trial: one, or a primary with a synchronous
// standby. Both are as durable as in production.
type servers struct {
	primary, standby *pgtest.Server
	dsn              string
}

func newServers(ctx context.Context, pair bool) (s *servers, err error) {
	s = &servers{}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if s.primary, err = pgtest.New(ctx, pgtest.Options{Durable: true}); err != nil {
		return s, err
	}
	const options = "/postgres?sslmode=disable&pool_max_conns=2&connect_timeout=2"
	s.dsn = fmt.Sprintf("postgres://tintinh@127.0.0.1:%d%s", s.primary.Port, options)
	if !pair {
		return s, nil
	}
	if s.standby, err = s.primary.Standby(ctx); err != nil {
		return s, err
	}
	s.dsn = fmt.Sprintf("postgres://tintinh@127.0.0.1:%d,127.0.0.1:%d%s&target_session_attrs=read-write", s.primary.Port, s.standby.Port, options)
	return s, s.primary.Sync(ctx)
}

// crash ends all processes of the server and starts it again.
func (s *servers) crash(ctx context.Context) error {
	if err := s.primary.KillAll(); err != nil {
		return err
	}
	return s.primary.Start(ctx)
}

// failover ends the primary for good and promotes the standby.
func (s *servers) failover(ctx context.Context) error {
	if err := s.primary.KillAll(); err != nil {
		return err
	}
	return s.standby.Promote(ctx)
}

func (s *servers) close() (err error) {
	for _, server := range []*pgtest.Server{s.primary, s.standby} {
		if server != nil {
			err = errors.Join(err, server.Close())
		}
	}
	return err
}

//go:build unix

package pgtest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/tintinh/tintinh/store/pg/pgtest"
)

func start(t *testing.T, o pgtest.Options) *pgtest.Server {
	t.Helper()
	s, err := pgtest.New(t.Context(), o)
	if errors.Is(err, pgtest.ErrNone) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// rows counts the rows of table t as a server sees them.
func rows(t *testing.T, s *pgtest.Server) (n int) {
	t.Helper()
	ctx := context.Background()
	c, err := pgx.Connect(ctx, s.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	if err := c.QueryRow(ctx, "SELECT count(*) FROM t").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestFailover: what a primary with a synchronous standby acknowledged is there
// after it was killed and started again, and at the standby that took over.
func TestFailover(t *testing.T) {
	ctx := t.Context()
	primary := start(t, pgtest.Options{Durable: true})
	must(t, primary.Exec(ctx, "CREATE TABLE t AS SELECT 1 AS n"))
	standby, err := primary.Standby(ctx)
	must(t, err)
	t.Cleanup(func() { standby.Close() })
	must(t, primary.Sync(ctx))
	must(t, primary.Exec(ctx, "INSERT INTO t VALUES (2)"))

	must(t, primary.KillAll())
	must(t, primary.Start(ctx))
	if n := rows(t, primary); n != 2 {
		t.Errorf("%d rows after a crash", n)
	}
	must(t, primary.Exec(ctx, "INSERT INTO t VALUES (3)"))
	must(t, primary.KillAll())
	must(t, standby.Promote(ctx))
	must(t, standby.Exec(ctx, "INSERT INTO t VALUES (4)"))
	if n := rows(t, standby); n != 4 {
		t.Errorf("%d rows at the standby that was promoted", n)
	}
}

package pg_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/conform"
	"github.com/tintinh/tintinh/store/pg"
	"github.com/tintinh/tintinh/store/pg/pgtest"
)

// server is the one of this test binary; nil where none is installed.
var server *pgtest.Server

func TestMain(m *testing.M) {
	ctx := context.Background()
	var err error
	if server, err = pgtest.New(ctx, pgtest.Options{}); err != nil {
		fmt.Fprintln(os.Stderr, "pg:", err)
		server = nil
	} else { // for the tests inside the package
		for _, name := range []string{"UPGRADE", "GROUP1", "GROUP2", "GROUP3", "GROUP4", "GROUP5"} {
			if dsn, err := server.Create(ctx, strings.ToLower(name), ""); err == nil {
				os.Setenv("TINTINH_TEST_"+name, dsn)
			}
		}
	}
	code := m.Run()
	if server != nil {
		if err := server.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "pg:", err)
		}
	}
	os.Exit(code)
}

var databases atomic.Int64

func need(t testing.TB) {
	t.Helper()
	if server == nil {
		t.Skip("no PostgreSQL server is installed here: on Debian, apt-get install postgresql")
	}
}

func create(t testing.TB, template string) string {
	t.Helper()
	dsn, err := server.Create(context.Background(), fmt.Sprintf("t%d", databases.Add(1)), template)
	if err != nil {
		t.Fatal(err)
	}
	return dsn
}

// empty is the DSN of a new database without a store.
func empty(t testing.TB) string {
	t.Helper()
	need(t)
	return create(t, "")
}

// template is a database with an empty store, made once: copying it is faster
// than making 100 tables again.
var template = sync.OnceValue(func() error {
	dsn, err := server.Create(context.Background(), "template", "")
	if err == nil {
		_, _, err = pg.Migrate(context.Background(), dsn)
	}
	return err
})

// fresh is the DSN of a new, empty store.
func fresh(t testing.TB) string {
	t.Helper()
	need(t)
	if err := template(); err != nil {
		t.Fatal(err)
	}
	return create(t, "template")
}

func open(t testing.TB, dsn string) *pg.DB {
	t.Helper()
	db, err := pg.Open(context.Background(), dsn, pg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestConform(t *testing.T) {
	stores := map[string]string{} // folder → DSN
	conform.Engine{RealTime: true, Open: func(t *testing.T, dir string) store.Store {
		if stores[dir] == "" {
			stores[dir] = fresh(t)
		}
		return open(t, stores[dir])
	}}.Run(t)
}

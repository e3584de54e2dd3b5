package pg_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/tintinh/tintinh/store/pg"
)

func exec(t *testing.T, dsn, sql string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	if _, err := c.Exec(t.Context(), "SET search_path = tintinh; "+sql); err != nil {
		t.Fatal(err)
	}
}

// refused opens a store that is not of this version.
func refused(t *testing.T, dsn string, have int, says string) {
	t.Helper()
	db, err := pg.Open(t.Context(), dsn, pg.Options{})
	if err == nil {
		db.Close()
		t.Fatalf("a store of schema %d was opened", have)
	}
	var wrong *pg.SchemaError
	if !errors.As(err, &wrong) || wrong.Have != have || wrong.Want != pg.Schema {
		t.Errorf("schema %d: %v", have, err)
	}
	if !strings.Contains(err.Error(), says) {
		t.Errorf("schema %d: %v does not say %q", have, err, says)
	}
}

func migrated(t *testing.T, dsn string, from int) {
	t.Helper()
	was, is, err := pg.Migrate(t.Context(), dsn)
	if err != nil || was != from || is != pg.Schema {
		t.Fatalf("migrated from %d to %d, %v; want %d to %d", was, is, err, from, pg.Schema)
	}
}

func TestSchema(t *testing.T) {
	dsn := empty(t)
	refused(t, dsn, 0, "run 'tintinh db migrate --to DSN' once")
	migrated(t, dsn, 0)
	open(t, dsn).Close()
	migrated(t, dsn, pg.Schema)

	exec(t, dsn, "UPDATE meta SET schema = 7")
	refused(t, dsn, 7, "update the program")
	_, _, err := pg.Migrate(t.Context(), dsn)
	var newer *pg.SchemaError
	if !errors.As(err, &newer) || newer.Have != 7 {
		t.Errorf("migrate of a newer store: %v", err)
	}
}

// TestMigrateTogether: however many do it, it is done once.
func TestMigrateTogether(t *testing.T) {
	dsn := empty(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if _, _, err := pg.Migrate(context.Background(), dsn); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	open(t, dsn).Close()
}

// TestPassword: it is shown nowhere.
func TestPassword(t *testing.T) {
	for _, dsn := range []string{"postgres://tho:matkhau@[khong", "postgres://tho:matkhau@127.0.0.1:1/kho", "host=127.0.0.1 port=1 password=matkhau sslmode=nao"} {
		_, err := pg.Open(t.Context(), dsn, pg.Options{})
		if err == nil {
			t.Fatalf("%s was opened", dsn)
		}
		if text := err.Error() + pg.Place(dsn); strings.Contains(text, "matkhau") {
			t.Errorf("the password is shown: %s", text)
		}
	}
}

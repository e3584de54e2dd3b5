package pg

import (
	"errors"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestUpgrade runs a step that there is not yet: a store of version 2 gets it
// once, and a step that fails changes nothing.
func TestUpgrade(t *testing.T) {
	dsn := os.Getenv(internalDSN) // set by TestMain, which has the server
	if dsn == "" {
		t.Skip("no PostgreSQL server is installed here: on Debian, apt-get install postgresql")
	}
	ctx := t.Context()
	cfg, err := configure(dsn, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := pgx.ConnectConfig(ctx, cfg.ConnConfig)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	run := func(wantFrom int, steps ...string) error {
		t.Helper()
		from, err := upgrade(ctx, c, steps)
		if from != wantFrom {
			t.Errorf("from %d, want %d (%v)", from, wantFrom, err)
		}
		return err
	}
	third := append(steps(), "ALTER TABLE runs ADD COLUMN machine text")
	for i, err := range []error{
		run(0, steps()[:1]...),
		run(1, steps()...),
		run(2, third...),
		run(3, third...), // again: nothing is left to do
	} {
		if err != nil {
			t.Errorf("step %d: %v", i, err)
		}
	}
	if err := run(3, append(third, "CREATE TABLE half (n integer); SELECT 1/0")...); err == nil {
		t.Error("a step that fails was no error")
	}
	var half bool
	if err := c.QueryRow(ctx, "SELECT to_regclass('half') IS NOT NULL").Scan(&half); err != nil || half {
		t.Errorf("half a step is there: %v, %v", half, err)
	}
	var wrong *SchemaError
	if err := checkSchema(ctx, c); !errors.As(err, &wrong) || wrong.Have != 3 {
		t.Errorf("version after it: %v", err)
	}
}

// The names of variables that hold the databases of tests inside the package.
const (
	internalDSN = "TINTINH_TEST_UPGRADE"
	groupDSN    = "TINTINH_TEST_GROUP" // and a number
)

// FuzzCodec: a damaged body is an error, and what is encoded comes back.
func FuzzCodec(f *testing.F) {
	c, err := newCodec()
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", "j", "z", "j{}", "z\x28\xb5\x2f\xfd", "x{}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c.article(b) // must not panic
		if len(b) == 0 {
			return
		}
		body, err := c.encode(b)
		if err != nil {
			t.Fatal(err)
		}
		if line, err := c.line(body); err != nil || string(line) != string(b) {
			t.Fatalf("%q came back as %q, %v", b, line, err)
		}
	})
}

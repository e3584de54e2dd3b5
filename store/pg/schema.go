package pg

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Schema is the version of the tables in doc.go.
const Schema = 2

// partitions of each partitioned table. 16 are ~25 GB each at 10⁹ URLs; they
// cannot be changed later without copying the store.
const partitions = 16

// steps make version i+1 of a store of version i. What is released is never
// changed, only added to.
func steps() []string { return []string{tables(), notes2} }

const hosts1 = `
CREATE TABLE meta (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), schema integer NOT NULL, created timestamptz NOT NULL DEFAULT now());
CREATE TABLE hosts (
	host text COLLATE "C" PRIMARY KEY,
	ready bigint NOT NULL DEFAULT 9223372036854775807,
	due bigint NOT NULL DEFAULT 9223372036854775807,
	cooldown bigint NOT NULL DEFAULT 0,
	lease_until bigint NOT NULL DEFAULT 0,
	token bigint NOT NULL DEFAULT 0,
	last bigint NOT NULL DEFAULT 0,
	articles bigint NOT NULL DEFAULT 0,
	urls bigint NOT NULL DEFAULT 0,
	mark bytea,
	worker text NOT NULL DEFAULT ''
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
CREATE INDEX hosts_ready ON hosts (ready);
CREATE TABLE host_states (host text COLLATE "C" PRIMARY KEY, state bytea NOT NULL)
	WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
CREATE TABLE cursors (name text COLLATE "C" PRIMARY KEY, cursor bytea NOT NULL);
CREATE TABLE runs (started bigint, pid bigint, run bytea NOT NULL, PRIMARY KEY (started, pid));
CREATE TABLE articles (id text COLLATE "C" PRIMARY KEY, host text COLLATE "C" NOT NULL, n bigint NOT NULL, changes integer NOT NULL);
CREATE TABLE revisions (id text COLLATE "C", r integer, host text COLLATE "C" NOT NULL, n bigint NOT NULL, PRIMARY KEY (id, r));
CREATE TABLE digests (hash bytea PRIMARY KEY, id text COLLATE "C" NOT NULL);
CREATE TABLE bands (band bigint, seen bigint, id text COLLATE "C", PRIMARY KEY (band, seen, id));
`

// notes2 is version 2.
const notes2 = `CREATE TABLE notes (name text COLLATE "C" PRIMARY KEY, note bytea);`

// partitioned are the tables that grow with the crawl: name, columns, settings
// of each partition. Dead rows of urls are what slows a crawl down, so its
// vacuum comes early; what is only added to is packed full. The key of changes
// says what is superseded, so that a walk's list needs no look at the bodies.
var partitioned = [][3]string{
	{"urls", `host text COLLATE "C", key bytea, due bigint NOT NULL, row bytea NOT NULL, PRIMARY KEY (host, key)`, "fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02"},
	{"captures", `host text COLLATE "C", key bytea, at bigint, capture bytea NOT NULL, PRIMARY KEY (host, key, at)`, ""},
	{"changes", `host text COLLATE "C", n bigint, id text COLLATE "C" NOT NULL, superseded boolean NOT NULL, body bytea NOT NULL, PRIMARY KEY (host, n) INCLUDE (superseded)`, ""},
}

// tables is version 1.
func tables() string {
	var b strings.Builder
	b.WriteString(hosts1)
	for _, t := range partitioned {
		fmt.Fprintf(&b, "CREATE TABLE %s (%s) PARTITION BY HASH (host);\n", t[0], t[1])
		with := ""
		if t[2] != "" {
			with = " WITH (" + t[2] + ")"
		}
		for i := range partitions {
			fmt.Fprintf(&b, "CREATE TABLE %s_%02d PARTITION OF %s FOR VALUES WITH (MODULUS %d, REMAINDER %d)%s;\n", t[0], i, t[0], partitions, i, with)
		}
	}
	// Only rows that will ever be due are in it.
	b.WriteString("CREATE INDEX urls_due ON urls (host, due) WHERE due < 9223372036854775807;\n")
	// zstd made the bodies: compressing them again costs time and saves nothing.
	for i := range partitions {
		fmt.Fprintf(&b, "ALTER TABLE changes_%02d ALTER COLUMN body SET STORAGE EXTERNAL;\n", i)
	}
	return b.String()
}

// Migrate creates the tables of a store, or brings those of an older version
// up to date, in one transaction. It returns the version before (0: there was
// none) and after. A store of a newer version is a *SchemaError.
func Migrate(ctx context.Context, dsn string) (from, to int, err error) {
	cfg, err := configure(dsn, Options{})
	if err != nil {
		return 0, 0, err
	}
	c, err := pgx.ConnectConfig(ctx, cfg.ConnConfig)
	if err != nil {
		return 0, 0, friendly(place(cfg.ConnConfig), err)
	}
	defer c.Close(context.WithoutCancel(ctx))
	from, err = upgrade(ctx, c, steps())
	for i := 0; i < conflictRetries && (conflict(err) || code(err) == duplicateSchema || code(err) == duplicateTable); i++ {
		from, err = upgrade(ctx, c, steps()) // somebody else is at it
	}
	if err != nil {
		return from, from, fmt.Errorf("migrate the store: %w", friendly(place(cfg.ConnConfig), err))
	}
	return from, max(from, len(steps())), nil
}

// upgrade runs the steps that a store has not seen. Of two at the same time one
// waits for the row of meta, or fails because the other made the tables.
func upgrade(ctx context.Context, c *pgx.Conn, steps []string) (from int, err error) {
	err = pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		if from, err = lockedVersion(ctx, tx); err != nil {
			return err
		}
		if from > len(steps) {
			return &SchemaError{Store: place(c.Config()), Have: from, Want: len(steps)}
		}
		for i, sql := range steps[from:] {
			if _, err := tx.Exec(ctx, sql); err != nil { // several statements: no parameters
				return fmt.Errorf("step %d: %w", from+i+1, err)
			}
		}
		_, err := tx.Exec(ctx, "INSERT INTO meta (schema) VALUES ($1) ON CONFLICT (only_row) DO UPDATE SET schema = excluded.schema", len(steps))
		return err
	})
	return from, err
}

// lockedVersion is the version of the store, 0 where there is none; then its
// namespace is there.
func lockedVersion(ctx context.Context, tx pgx.Tx) (version int, err error) {
	var name string
	if err := tx.QueryRow(ctx, "SELECT split_part(current_setting('search_path'), ',', 1)").Scan(&name); err != nil {
		return 0, err
	}
	name = strings.Trim(strings.TrimSpace(name), `"`)
	if _, err := tx.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+pgx.Identifier{name}.Sanitize()); err != nil {
		return 0, err
	}
	var found bool
	if err := tx.QueryRow(ctx, "SELECT to_regclass('meta') IS NOT NULL").Scan(&found); err != nil || !found {
		return 0, err
	}
	err = tx.QueryRow(ctx, "SELECT schema FROM meta FOR UPDATE").Scan(&version)
	if errors.Is(err, pgx.ErrNoRows) {
		err = errors.New("its table meta is empty: it is not a store of this program")
	}
	return version, err
}

// checkSchema refuses a store that this program does not know.
func checkSchema(ctx context.Context, c *pgx.Conn) error {
	var have int
	err := c.QueryRow(ctx, "SELECT schema FROM meta").Scan(&have)
	var missing *pgconn.PgError
	switch {
	case errors.As(err, &missing) && (missing.Code == undefinedTable || missing.Code == undefinedColumn), errors.Is(err, pgx.ErrNoRows):
		return &SchemaError{Store: place(c.Config()), Want: Schema}
	case err != nil:
		return err
	case have != Schema:
		return &SchemaError{Store: place(c.Config()), Have: have, Want: Schema}
	}
	return nil
}

package search

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
)

// tables in the order of creation. words: contentless, so that only the index
// is kept; detail=none, because pairs stand for positions. The ascii tokenizer
// leaves everything beyond ASCII alone: tokens are made in Go, by vntext.
var tables = []struct{ name, definition string }{
	{"meta", `CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`},
	{"doc", `CREATE TABLE doc (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, dup INTEGER NOT NULL, line BLOB NOT NULL)`},
	{"words", `CREATE VIRTUAL TABLE words USING fts5(t, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '_^:-'")`},
	{"rev", `CREATE TABLE rev (id TEXT, n INTEGER, line BLOB NOT NULL, PRIMARY KEY (id, n)) WITHOUT ROWID`},
	{"facet", `CREATE TABLE facet (kind TEXT, value TEXT, label TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (kind, value)) WITHOUT ROWID`},
	{"day", `CREATE TABLE day (portal TEXT, day TEXT, n INTEGER NOT NULL, PRIMARY KEY (portal, day)) WITHOUT ROWID`},
	{"run", `CREATE TABLE run (started INTEGER PRIMARY KEY, figures TEXT NOT NULL)`},
	{"visit", `CREATE TABLE visit (portal TEXT, started INTEGER, figures TEXT NOT NULL, PRIMARY KEY (portal, started)) WITHOUT ROWID`},
	{"standing", `CREATE TABLE standing (portal TEXT PRIMARY KEY, row TEXT NOT NULL) WITHOUT ROWID`},
}

// pendingBytes is how much of a batch FTS5 gathers in memory before it writes.
const pendingBytes = 64 << 20

// prepare makes the tables of a new file, and those of a file of another
// version anew.
func (v *View) prepare(tx *sql.Tx) error {
	var found int
	if err := tx.QueryRow(`SELECT count(*) FROM sqlite_schema WHERE name = 'meta'`).Scan(&found); err != nil {
		return err
	}
	if found > 0 {
		version, err := metaValue(tx, "schema")
		if err != nil || version == strconv.Itoa(schemaVersion) {
			return err
		}
	}
	return recreate(tx)
}

func recreate(tx *sql.Tx) error {
	for _, t := range tables {
		if _, err := tx.Exec(`DROP TABLE IF EXISTS ` + t.name); err != nil {
			return fmt.Errorf("drop table %s: %w", t.name, err)
		}
		if _, err := tx.Exec(t.definition); err != nil {
			return fmt.Errorf("make table %s: %w", t.name, err)
		}
	}
	// One segment a batch instead of dozens: less to merge, and fewer to look into.
	if _, err := tx.Exec(`INSERT INTO words (words, rank) VALUES ('hashsize', ?)`, pendingBytes); err != nil {
		return fmt.Errorf("configure the index: %w", err)
	}
	return setMeta(tx, "schema", strconv.Itoa(schemaVersion))
}

// querier is a transaction or a pool; both have the method, and no more is needed.
type querier interface {
	QueryRow(query string, args ...any) *sql.Row
}

// metaValue is "" where the name is not set.
func metaValue(q querier, name string) (value string, err error) {
	err = q.QueryRow(`SELECT value FROM meta WHERE name = ?`, name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}

func setMeta(tx *sql.Tx, name, value string) error {
	_, err := tx.Exec(`INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}

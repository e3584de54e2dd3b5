package pg

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ErrClosed: the store was closed.
var ErrClosed = errors.New("the store is closed")

// SQLSTATEs that are told apart; Appendix A of PostgreSQL's documentation.
const (
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	uniqueViolation      = "23505"
	duplicateSchema      = "42P06"
	duplicateTable       = "42P07"
	undefinedTable       = "42P01"
	undefinedColumn      = "42703"
	diskFull             = "53100"
	tooManyConnections   = "53300"
	readOnlyTransaction  = "25006" // we speak to a server that became a standby
	wrongPassword        = "28P01"
	noDatabase           = "3D000"
	noPermission         = "42501"
)

// SchemaError: there is no store, or one of another version of the program.
type SchemaError struct {
	Store      string
	Have, Want int // Have 0: none
}

func (e *SchemaError) Error() string {
	switch {
	case e.Have == 0:
		return fmt.Sprintf("%s holds no store yet: run 'tintinh db migrate --to DSN' once to create it", e.Store)
	case e.Have > e.Want:
		return fmt.Sprintf("%s was made by a newer version of this program (schema %d; this one knows %d): update the program, nothing was changed", e.Store, e.Have, e.Want)
	}
	return fmt.Sprintf("%s is of an older version (schema %d; this program needs %d): stop all workers and run 'tintinh db migrate --to DSN', nothing was changed", e.Store, e.Have, e.Want)
}

// DamageError: something in the store cannot be so.
type DamageError struct {
	Store string
	What  string
	Err   error
}

func (e *DamageError) Error() string {
	return fmt.Sprintf("%s is damaged: %s; restore a backup", e.Store, e.What)
}

func (e *DamageError) Unwrap() error { return e.Err }

func (db *DB) damage(err error) error {
	var known *DamageError
	if err == nil || errors.As(err, &known) {
		return err
	}
	return &DamageError{Store: db.place, What: err.Error(), Err: err}
}

// place names a store for people: never with its password.
func place(c *pgx.ConnConfig) string {
	hosts := []string{net.JoinHostPort(c.Host, fmt.Sprint(c.Port))}
	for _, f := range c.Fallbacks {
		if h := net.JoinHostPort(f.Host, fmt.Sprint(f.Port)); h != hosts[len(hosts)-1] {
			hosts = append(hosts, h)
		}
	}
	return fmt.Sprintf("PostgreSQL store %s at %s", c.Database, strings.Join(hosts, ","))
}

// friendly says of a server's error where it happened and what to do about it.
func friendly(place string, err error) error {
	if err == nil {
		return nil
	}
	var schema *SchemaError
	if errors.As(err, &schema) {
		return err
	}
	switch code(err) {
	case diskFull: // as the same error of a file, so that the program ends alike
		return fmt.Errorf("%s: %w; %w", place, err, syscall.ENOSPC)
	case undefinedTable, undefinedColumn:
		return fmt.Errorf("%s: %w: its tables are not those of this program; see 'tintinh db migrate --help'", place, err)
	case wrongPassword:
		return fmt.Errorf("%s: %w: check user and password in cluster.postgres (or ~/.pgpass)", place, err)
	case noDatabase:
		return fmt.Errorf("%s: %w: create it with createdb, then run 'tintinh db migrate --to DSN'", place, err)
	case noPermission:
		return fmt.Errorf("%s: %w: the user needs all rights on schema tintinh", place, err)
	}
	switch {
	case gone(err):
		return fmt.Errorf("%s cannot be reached: %w: check that it runs, and cluster.postgres", place, err)
	case code(err) != "":
		return fmt.Errorf("%s: %w", place, err)
	}
	return err // not the server's
}

func code(err error) string {
	var p *pgconn.PgError
	if errors.As(err, &p) {
		return p.Code
	}
	return ""
}

// errRace: somebody else wrote what this transaction was to write first.
var errRace = errors.New("another worker was first")

// conflict reports whether a transaction that failed need only be repeated.
func conflict(err error) bool {
	switch code(err) {
	case serializationFailure, deadlockDetected, uniqueViolation:
		return true
	}
	return errors.Is(err, errRace)
}

// gone reports whether an error says that the server, not the statement, is
// the trouble: it is starting, stopping, crashed, cut off or a standby now.
func gone(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) && !connecting(err) {
		return false
	}
	switch c := code(err); {
	case c == readOnlyTransaction, c == tooManyConnections:
		return true
	case strings.HasPrefix(c, "08"), strings.HasPrefix(c, "57P"): // connection exceptions; shutdowns
		return true
	case c != "":
		return false
	}
	var network net.Error
	return connecting(err) || pgconn.SafeToRetry(err) || errors.As(err, &network) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || strings.Contains(err.Error(), "conn closed")
}

func connecting(err error) bool {
	var c *pgconn.ConnectError
	return errors.As(err, &c)
}

// DSNError: the DSN is not one. It does not show a password.
type DSNError struct{ Err error }

func (e *DSNError) Error() string {
	return fmt.Sprintf("expected postgres://user@host:5432/database or host=… user=… dbname=…: %v", e.Err)
}

func (e *DSNError) Unwrap() error { return e.Err }

// Place names the store of a DSN for people: servers and database, never the
// password.
func Place(dsn string) string {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return "PostgreSQL"
	}
	return place(cfg)
}

package pg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tintinh/tintinh/store"
)

// Options of Open; the zero value is right for a crawl.
type Options struct {
	// ReadOnly: nothing is written. Any of the servers will do, a standby too.
	ReadOnly bool
	// Patience is how long a call waits for a server that cannot be reached (it
	// restarts, a standby takes over) before it fails; 0 = 2 min, negative = not.
	Patience time.Duration
	// Hurry ends such waiting when it is closed; nil = never.
	Hurry <-chan struct{}
	// Log is told once when a server is waited for, and when it is back; nil = none.
	Log *slog.Logger
}

const defaultPatience = 2 * time.Minute

// DB is a store in PostgreSQL. It is safe for concurrent use.
type DB struct {
	place string // for people
	o     Options
	pool  *pgxpool.Pool
	codec *codec

	closed atomic.Bool
	away   atomic.Bool // the server is being waited for, and Log was told
	rows   sync.Map    // names of hosts that have a row; rows are never deleted
	parts  sync.Map    // host → *partSQL
	sql    [partitions]*partSQL
	whole  *partSQL // of all partitions
	known  knownRows
	queue  queue
}

var _ store.Store = (*DB)(nil)

// Open connects to a store. dsn is a URL or key=value string as libpq takes
// it; of several hosts the one that takes writes is used. The tables must be
// there, in this program's version: else a *SchemaError, and Migrate makes
// them. pool_max_conns in the DSN bounds the connections (default: 4, or the
// number of processors if that is more).
func Open(ctx context.Context, dsn string, o Options) (*DB, error) {
	if o.Patience == 0 {
		o.Patience = defaultPatience
	}
	cfg, err := configure(dsn, o)
	if err != nil {
		return nil, err
	}
	codec, err := newCodec()
	if err != nil {
		return nil, fmt.Errorf("open a store: %w", err)
	}
	db := &DB{place: place(cfg.ConnConfig), o: o, codec: codec}
	db.queue = queue{more: make(chan struct{}, 1), held: map[string]bool{}}
	for i := range db.sql {
		db.sql[i] = newPartSQL(fmt.Sprintf("_%02d", i))
	}
	db.whole = newPartSQL("")
	cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		db.known.forget()
		return prepareSession(ctx, c)
	}
	if db.pool, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		return nil, fmt.Errorf("open %s: %w", db.place, err)
	}
	err = db.pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error { return checkSchema(ctx, c.Conn()) })
	if err != nil {
		db.pool.Close()
		return nil, friendly(db.place, err)
	}
	return db, nil
}

// configure reads a DSN and adds what the engine needs where it is silent.
func configure(dsn string, o Options) (*pgxpool.Config, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, &DSNError{err}
	}
	c := cfg.ConnConfig
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = 5 * time.Second
	}
	if c.RuntimeParams["search_path"] == "" {
		c.RuntimeParams["search_path"] = "tintinh"
	}
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = "tintinh"
	}
	if o.ReadOnly {
		c.RuntimeParams["default_transaction_read_only"] = "on"
	} else if c.ValidateConnect == nil {
		c.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	return cfg, nil
}

// prepareSession sets what the statements rely on. They all name the one host
// they are about: a plan made for the parameter is made once and used for
// every partition; left to itself the server would plan each call anew, because
// it reckons with all partitions. A plan must not be made for tables that are
// small at the moment: rows are looked up by their keys, one after the other.
// None is worth compiling.
func prepareSession(ctx context.Context, c *pgx.Conn) error {
	_, err := c.Exec(ctx, `SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off;
		SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off`)
	return err
}

// Close ends all connections, when the calls on them have ended. Calls that
// come later get ErrClosed.
func (db *DB) Close() error {
	if !db.closed.Swap(true) {
		db.pool.Close()
	}
	return nil
}

var errReadOnly = errors.New("the store is open for reading only")

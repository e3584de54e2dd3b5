package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"

	"github.com/klauspost/compress/zstd"
	"modernc.org/sqlite" // and the driver of that name
	sqlite3 "modernc.org/sqlite/lib"
)

// schemaVersion grows when tables or tokens change; a file of another version
// is emptied and built again, for it holds nothing of its own.
const schemaVersion = 1

// View is an open search view. It may be used by many goroutines, and by
// several processes at once: readers never wait, one writes at a time.
type View struct {
	path  string
	read  *sql.DB
	write *sql.DB
	pack  *zstd.Encoder
	unzip *zstd.Decoder
	index *indexer // used within write transactions only, of which there is one at a time
}

// Open opens the view in a file, and makes the file where there is none. It
// never touches the store.
func Open(path string) (*View, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("make a folder for the search view: %w", err)
	}
	v := &View{path: path, index: newIndexer()}
	if err := v.open(); err != nil {
		return nil, errors.Join(fmt.Errorf("open the search view %s: %w", path, spoilt(err)), v.Close())
	}
	return v, nil
}

// ErrSpoilt: the file of a view is no such file, or a damaged one.
var ErrSpoilt = errors.New("it holds nothing of its own: 'tintinh serve --rebuild' throws it away and builds it again")

// spoilt adds ErrSpoilt where SQLite says that the file is not as it should be.
func spoilt(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xFF { // the rest of an extended code says where it was seen
		case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
			return fmt.Errorf("%w (%w)", err, ErrSpoilt)
		}
	}
	return err
}

// Remove takes the file of a view away, with what SQLite keeps beside it.
func Remove(path string) error {
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove the search view: %w", err)
		}
	}
	return nil
}

func (v *View) open() (err error) {
	if v.write, err = sql.Open("sqlite", dsn(v.path, "_txlock=immediate")); err != nil {
		return err
	}
	v.write.SetMaxOpenConns(1)
	if v.read, err = sql.Open("sqlite", dsn(v.path, "_pragma=query_only(1)")); err != nil {
		return err
	}
	v.read.SetMaxOpenConns(2 * runtime.GOMAXPROCS(0))
	v.read.SetMaxIdleConns(2 * runtime.GOMAXPROCS(0))
	if v.pack, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderConcurrency(1)); err != nil {
		return err
	}
	if v.unzip, err = zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxLine)); err != nil {
		return err
	}
	return v.transact(context.Background(), v.prepare)
}

// maxLine is the longest article line that is read back; pages are limited to
// megabytes long before.
const maxLine = 256 << 20

func dsn(path, more string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)" +
		"&_pragma=cache_size(-65536)&_pragma=journal_size_limit(67108864)&" + more
}

// Path is the file of the view.
func (v *View) Path() string { return v.path }

// Close closes the file.
func (v *View) Close() error {
	var errs []error
	for _, db := range []*sql.DB{v.read, v.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	if v.unzip != nil {
		v.unzip.Close()
	}
	return errors.Join(errs...)
}

// transact runs fn in one write transaction.
func (v *View) transact(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := v.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// Rebuild empties the view; the next Update fills it from the beginning.
func (v *View) Rebuild(ctx context.Context) error {
	if err := v.transact(ctx, recreate); err != nil {
		return fmt.Errorf("empty the search view %s: %w", v.path, spoilt(err))
	}
	return nil
}

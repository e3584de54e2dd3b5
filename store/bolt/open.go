package bolt

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"github.com/tintinh/tintinh/store"
)

// Schema is the version of the layout in doc.go.
const Schema = 4

// Options of Open; the zero value is right for a crawl.
type Options struct {
	ReadOnly bool          // shares the file with other readers, not with a writer
	Timeout  time.Duration // how long to wait for another holder; 0 = 1 s
	PageSize int           // of a new file, bytes; 0 = the system's
	NoSync   bool          // for benchmarks and tests: a power cut may destroy the file
}

// DB is a store in one file. It is safe for concurrent use.
type DB struct {
	path     string
	readOnly bool
	bolt     *bbolt.DB
	file     *os.File // bolt's
	codec    *codec
	holder   *holder

	requests chan *request
	stopping chan struct{} // closed by Close
	stopped  chan struct{} // closed by the writer when it is done
	closing  sync.Once
	closed   error

	durable sync.RWMutex // held by the writer until its commit is on disk
	mem     *memtable    // the writer's, once it asked for it
	wrecked atomic.Bool  // bbolt panicked in a commit, and may hold its locks for ever

	mu     sync.Mutex // of all that follows
	leases map[string]*held
	token  uint64
	broken error // of the commit that failed; nothing is written after it
}

var _ store.Store = (*DB)(nil)

// Open opens the store in a file, and makes file and folder where there are
// none. While another process holds it: a *store.Busy. A file of another
// version: a *SchemaError; of something else: a *FormatError; one that cannot
// be read: a *DamageError. None of these changes the file, except one that a
// power cut left half made, with nothing in it: it is made anew.
func Open(path string, o Options) (*DB, error) {
	db, err := open(path, o)
	if err == nil || o.ReadOnly || errors.Is(err, store.ErrBusy) {
		return db, err
	}
	if refused := syscall.Errno(0); errors.As(err, &refused) {
		return nil, damageAsRead(path, o, err) // the disk's word of today: what it leaves half made, the next Open makes anew
	}
	switch again, oerr := startOver(path, o); {
	case oerr != nil:
		return nil, errors.Join(err, oerr)
	case again:
		return open(path, o)
	}
	return nil, damageAsRead(path, o, err)
}

// damageAsRead says more of a file over which opening it for writing panicked:
// opening it for reading looks at less, and comes to see what is missing.
func damageAsRead(path string, o Options, err error) error {
	var panicked, seen *DamageError
	if !errors.As(err, &panicked) {
		return err
	}
	o.ReadOnly = true
	db, rerr := open(path, o)
	if rerr == nil {
		return errors.Join(err, db.Close())
	}
	if errors.As(rerr, &seen) {
		return rerr
	}
	return err
}

func open(path string, o Options) (*DB, error) {
	if o.Timeout <= 0 {
		o.Timeout = time.Second
	}
	if err := prepare(path, o.ReadOnly); err != nil {
		return nil, err
	}
	codec, err := newCodec()
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	b, file, err := openFile(path, o)
	if err != nil {
		return nil, err
	}
	db := &DB{
		path: path, readOnly: o.ReadOnly, bolt: b, file: file, codec: codec,
		requests: make(chan *request), stopping: make(chan struct{}), stopped: make(chan struct{}),
		leases: map[string]*held{}, token: firstToken(),
	}
	if err := db.start(); err != nil {
		b.Close()
		return nil, err
	}
	return db, nil
}

// Path is the file of the store.
func (db *DB) Path() string { return db.path }

// prepare makes the folder, and refuses what bbolt would take for a new file.
func prepare(path string, readOnly bool) error {
	if !readOnly {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return fmt.Errorf("make a folder for store %s: %w", path, err)
		}
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist) && !readOnly:
		return nil
	case err != nil:
		return fmt.Errorf("open store %s: %w", path, err)
	case !info.Mode().IsRegular():
		return &FormatError{File: path, Reason: "it is no regular file"}
	case info.Size() == 0 && readOnly:
		return &FormatError{File: path, Reason: "it is empty"}
	}
	return nil
}

// openFile opens the bbolt file. When bbolt panics over it, the file is closed
// here, because its lock would otherwise outlive the attempt.
func openFile(path string, o Options) (b *bbolt.DB, file *os.File, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if b == nil && file != nil {
			unlock(file) // bbolt has done so already unless it panicked
		}
	}()
	defer recovered(path, &err)
	b, err = bbolt.Open(path, 0o644, &bbolt.Options{
		Timeout:         o.Timeout,
		ReadOnly:        o.ReadOnly,
		PageSize:        o.PageSize,
		NoSync:          o.NoSync,
		FreelistType:    bbolt.FreelistMapType,
		InitialMmapSize: mapSize(),
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			f, err := os.OpenFile(name, flag, mode)
			file = f
			return f, err
		},
	})
	return b, file, openError(path, err)
}

// mapSize is address space, not memory: a writer that must enlarge the map
// waits for every reader, so the map is large from the start.
func mapSize() int {
	if strconv.IntSize < 64 {
		return 64 << 20
	}
	return 1 << 30
}

func openError(path string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, berrors.ErrTimeout):
		return busy(path)
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrVersionMismatch):
		return &FormatError{File: path, Reason: "it does not begin as a bbolt file", Err: err}
	case errors.Is(err, berrors.ErrChecksum):
		return &DamageError{File: path, What: "both of its first pages have a wrong checksum", Err: err}
	case strings.HasPrefix(err.Error(), "file size too small"): // bbolt has no value for it
		return &FormatError{File: path, Reason: "it is shorter than the shortest store", Err: err}
	}
	return fmt.Errorf("open store %s: %w", path, systemError(err))
}

// start checks that the file is ours and whole, names this process as its
// holder and starts the writer.
func (db *DB) start() error {
	fresh, err := db.inspect()
	if err != nil {
		return err
	}
	if db.readOnly {
		close(db.stopped)
		return nil
	}
	if fresh {
		if err := db.create(); err != nil {
			return fmt.Errorf("create store %s: %w", db.path, systemError(err))
		}
		if err := syncFolders(db.path); err != nil {
			return fmt.Errorf("create store %s: %w", db.path, err)
		}
	}
	if err := db.upgrade(); err != nil {
		return fmt.Errorf("upgrade store %s to schema %d (it stays as it was): %w", db.path, Schema, systemError(err))
	}
	if db.holder, err = hold(db.path); err != nil {
		return fmt.Errorf("name the holder of store %s: %w", db.path, err)
	}
	go db.write()
	return nil
}

// syncFolders makes the name of a new file, and of its folder, survive a power
// cut: without it the first run could be lost whole, for all its fsyncs.
func syncFolders(path string) error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be opened there
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	folder := filepath.Dir(path)
	for _, name := range []string{folder, filepath.Dir(folder)} {
		f, err := os.Open(name)
		if errors.Is(err, os.ErrPermission) {
			continue // above what is ours
		}
		if err != nil {
			return err
		}
		err = errors.Join(f.Sync(), f.Close())
		if err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
			return err // those two: the file system does not sync folders
		}
	}
	return nil
}

// Close waits for the commit in hand, and for readers. Calls that come later,
// and writes still waiting, get ErrClosed.
func (db *DB) Close() error {
	db.closing.Do(func() {
		close(db.stopping)
		<-db.stopped
		// The name goes before the lock: the next holder writes its own.
		db.closed = db.holder.release()
		shut := db.bolt.Close
		if db.wrecked.Load() {
			shut = func() error { return unlock(db.file) } // the map stays until the process ends
		}
		if err := shut(); err != nil {
			db.closed = fmt.Errorf("close store %s: %w", db.path, err)
		}
	})
	return db.closed
}

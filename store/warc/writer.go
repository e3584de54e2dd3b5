package warc

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
)

// DefaultMaxSize is where a file ends and the next begins: 1 GiB, the size
// that archives exchange.
const DefaultMaxSize = 1 << 30

// Options of a Writer. The zero value is usable.
type Options struct {
	Prefix  string // of the file names, [A-Za-z0-9._-]+; "" = tintinh
	MaxSize int64  // bytes of a file after which the next begins; 0 = DefaultMaxSize

	// What the warcinfo record at the head of each file says; "" = left out.
	Software    string // name and version
	Operator    string // who runs the crawl, with a contact address
	UserAgent   string
	Robots      string // policy: obey, ignore
	Description string

	Now func() time.Time // for file names; nil = time.Now
}

// Writer appends exchanges to the files of one directory. It is safe for
// concurrent callers. One process at a time may write under a prefix; a
// second Open fails.
type Writer struct {
	dir  string
	o    Options
	lock *lock
	gz   sync.Pool // of *gzip.Writer
	few  sync.Pool // of *gzip.Writer, for records of up to smallRecord

	// Repaired says what Open found wrong at the end of the newest file; nil
	// if all was well.
	Repaired *Repair

	flush  sync.Mutex // held over an fsync, so that waiting callers share one
	mu     sync.Mutex // guards what follows
	f      *os.File   // nil: the next Write opens one
	name   string
	day    string // UTC day of the name
	size   int64  // good bytes in f
	synced int64  // bytes known to be on the disk
	serial int
	broken error // a write or sync failed in a way that leaves the file in doubt
}

// Open prepares a directory for writing and creates it if needed. The end of
// the newest file is repaired if a crash tore it; see Repair. No file is
// created before the first Write.
func Open(dir string, o Options) (_ *Writer, err error) {
	if o.Prefix == "" {
		o.Prefix = "tintinh"
	}
	if !prefixName.MatchString(o.Prefix) {
		return nil, fmt.Errorf("open archive %s: prefix %q: want letters, digits, dot, dash or underscore only", dir, o.Prefix)
	}
	if o.MaxSize <= 0 {
		o.MaxSize = DefaultMaxSize
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, fmt.Errorf("open archive: %w", err)
	}
	w := &Writer{dir: dir, o: o}
	w.gz.New = func() any { return gzip.NewWriter(nil) }
	w.few.New = func() any {
		z, err := gzip.NewWriterLevel(nil, gzip.StatelessCompression)
		if err != nil {
			panic(err) // unreachable: the level is one of the package's
		}
		return z
	}
	if w.lock, err = acquire(filepath.Join(dir, "."+o.Prefix+".lock")); err != nil {
		return nil, fmt.Errorf("open archive %s: %w", dir, err)
	}
	if err := w.resume(); err != nil {
		return nil, errors.Join(fmt.Errorf("open archive %s: %w", dir, err), w.lock.release())
	}
	return w, nil
}

// resume repairs the newest file and goes on with it while it is of today and
// not full.
func (w *Writer) resume() error {
	files, err := list(w.dir)
	if err != nil {
		return err
	}
	last := newest(files, w.o.Prefix)
	if last == nil {
		return nil
	}
	path := filepath.Join(w.dir, last.name)
	size, repaired, err := repair(path, w.lock.good(last.name))
	if err != nil {
		return err
	}
	w.Repaired = repaired
	switch inside := repaired != nil && repaired.Cut == 0; {
	case size == 0: // nothing whole was in it
		return os.Remove(path)
	case inside, size >= w.o.MaxSize, last.stamp[:8] != w.today():
		return nil
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	w.f, w.name, w.day, w.size, w.synced = f, last.name, last.stamp[:8], size, size
	return nil
}

func (w *Writer) today() string { return w.o.Now().UTC().Format(stampLayout)[:8] }

// Write appends the records of one exchange with a single write, and returns
// the place of the response (or revisit) record. The data is with the
// operating system then; Flush puts it on the disk. After an error nothing of
// the exchange is in the file. errors.Is finds syscall.ENOSPC where the disk
// is full.
func (w *Writer) Write(x Exchange) (Ref, error) {
	if err := x.check(); err != nil {
		return Ref{}, err
	}
	var data []byte
	var first int
	for i, r := range x.records() {
		m, err := w.member(r)
		if err != nil {
			return Ref{}, fmt.Errorf("capture %s: compress: %w", x.URL, err)
		}
		if i == 0 {
			first = len(m)
		}
		data = append(data, m...)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	offset, err := w.append(data)
	if err != nil {
		return Ref{}, fmt.Errorf("capture %s: append to the archive: %w", x.URL, err)
	}
	return Ref{File: w.name, Offset: offset, Length: int64(first)}, nil
}

// smallRecord is the size of records that have no body: requests, revisits,
// metadata. A compressor that keeps nothing makes them a tenth larger, and
// spares the three megabytes of one that does, which a run that finds nothing
// new never needs.
const smallRecord = 4 << 10

// member compresses one record.
func (w *Writer) member(r record) ([]byte, error) {
	plain, pool := r.bytes(), &w.gz
	if len(plain) <= smallRecord {
		pool = &w.few
	}
	z := pool.Get().(*gzip.Writer)
	defer pool.Put(z)
	var b bytes.Buffer
	z.Reset(&b)
	if _, err := z.Write(plain); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// append puts data behind the last good byte and returns where it begins.
func (w *Writer) append(data []byte) (offset int64, err error) {
	if w.broken != nil {
		return 0, w.broken
	}
	if err := w.rotate(); err != nil {
		return 0, err
	}
	if _, err := w.f.WriteAt(data, w.size); err != nil {
		if terr := w.f.Truncate(w.size); terr != nil {
			w.broken = fmt.Errorf("%s has half a record at its end; open the archive again to repair it: %w", w.name, errors.Join(err, terr))
			return 0, w.broken
		}
		return 0, err
	}
	offset = w.size
	w.size += int64(len(data))
	return offset, nil
}

// Flush returns when all that was written before the call is on the disk.
// Callers that come while a flush runs share the next one. After a failed
// flush the writer refuses everything: the kernel may have dropped the data.
func (w *Writer) Flush() error {
	w.flush.Lock()
	defer w.flush.Unlock()
	w.mu.Lock()
	f, size, done := w.f, w.size, w.f == nil || w.size == w.synced
	broken := w.broken
	w.mu.Unlock()
	if broken != nil || done {
		return broken
	}
	err := f.Sync() // without mu: others go on writing
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.f != f: // rotated or closed meanwhile, which synced it
		return w.broken
	case err != nil:
		w.broken = fmt.Errorf("flush %s: what was written since the last flush is in doubt; open the archive again: %w", w.name, err)
		return w.broken
	}
	w.synced = max(w.synced, size)
	return nil
}

// Close flushes, and gives the directory free. The writer cannot be used after.
func (w *Writer) Close() error {
	w.flush.Lock()
	defer w.flush.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.lock == nil {
		return nil
	}
	err := w.finish()
	err = errors.Join(err, w.lock.release())
	w.lock = nil
	w.broken = cmp.Or(w.broken, fmt.Errorf("the archive %s is closed", w.dir))
	return err
}

// Has reports whether a file of the archive is still there: Budget may have
// removed it.
func (w *Writer) Has(file string) bool {
	info, err := os.Stat(filepath.Join(w.dir, file))
	return err == nil && info.Mode().IsRegular()
}

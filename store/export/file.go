package export

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// AtomicFile is a file that appears under its name when it is complete. Until
// Commit the bytes are in a temporary file beside it, named .NAME.RANDOM.part.
type AtomicFile struct {
	path string
	temp *os.File // what is written to
	buf  *bufio.Writer
	pack io.WriteCloser // compressor over buf, nil if none
	keep bool           // path is no regular file: written directly
}

// File begins an output file. A name in .gz or .zst is compressed. What an
// earlier process that was killed left behind is removed. A path that names a
// device or pipe is written directly.
func File(path string) (*AtomicFile, error) {
	f, err := begin(path)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", path, err)
	}
	f.buf = bufio.NewWriterSize(f.temp, 1<<20)
	switch filepath.Ext(path) {
	case ".gz":
		f.pack = gzip.NewWriter(f.buf)
	case ".zst":
		// One goroutine: the same records then give the same bytes.
		f.pack, err = zstd.NewWriter(f.buf, zstd.WithEncoderConcurrency(1))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("write %s: %w", path, err), f.Abort())
	}
	return f, nil
}

func begin(path string) (*AtomicFile, error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // the link stays, its target is replaced
	}
	mode, replaces := fs.FileMode(0o666), false
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return nil, errors.New("it is a directory; name a file in it")
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		return &AtomicFile{path: path, temp: f, keep: true}, err
	case err == nil:
		mode, replaces = info.Mode().Perm(), true
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	if err := sweep(path); err != nil {
		return nil, err
	}
	dir, base := filepath.Split(path)
	for {
		name := filepath.Join(dir, "."+base+"."+rand.Text()+".part")
		temp, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
		if err != nil {
			return nil, err
		}
		err = hold(temp)
		if err == nil && replaces {
			err = temp.Chmod(mode) // what the umask took away
		}
		if err == nil && exists(name) {
			return &AtomicFile{path: path, temp: temp}, nil
		}
		if cerr := temp.Close(); err != nil || cerr != nil {
			return nil, errors.Join(err, cerr)
		}
		// Another export swept it away before it was held: once more.
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// sweep removes temporary files of this path that no process holds.
func sweep(path string) error {
	dir, base := filepath.Split(path)
	entries, err := os.ReadDir(filepath.Clean(dir))
	if err != nil {
		return err
	}
	for _, e := range entries {
		random, ok := strings.CutPrefix(e.Name(), "."+base+".")
		random, part := strings.CutSuffix(random, ".part")
		if !ok || !part || len(random) != len(rand.Text()) || strings.Contains(random, ".") {
			continue
		}
		if err := removeUnheld(filepath.Join(dir, e.Name())); err != nil {
			return fmt.Errorf("remove what a killed export left: %w", err)
		}
	}
	return nil
}

// Write adds to the file.
func (f *AtomicFile) Write(p []byte) (int, error) {
	w := io.Writer(f.buf)
	if f.pack != nil {
		w = f.pack
	}
	n, err := w.Write(p)
	if err != nil {
		err = fmt.Errorf("write %s: %w", f.path, err)
	}
	return n, err
}

// Commit makes the file appear under its name, durably. After an error the
// name is as it was before.
func (f *AtomicFile) Commit() error {
	if err := f.commit(); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", f.path, err), f.Abort())
	}
	return nil
}

func (f *AtomicFile) commit() error {
	if f.temp == nil {
		return errors.New("it is finished already")
	}
	if f.pack != nil {
		if err := f.pack.Close(); err != nil {
			return err
		}
	}
	if err := f.buf.Flush(); err != nil {
		return err
	}
	if f.keep {
		err := f.temp.Close()
		f.temp = nil
		return err
	}
	if err := f.temp.Sync(); err != nil {
		return err
	}
	if err := publish(f.temp, f.path); err != nil {
		return err
	}
	f.temp = nil
	return syncDir(filepath.Dir(f.path))
}

// Abort removes what was written. After Commit it does nothing, so it can be
// deferred.
func (f *AtomicFile) Abort() error {
	if f.temp == nil {
		return nil
	}
	temp := f.temp
	f.temp = nil
	if f.keep {
		return temp.Close()
	}
	return errors.Join(temp.Close(), os.Remove(temp.Name()))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

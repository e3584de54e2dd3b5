package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"go.etcd.io/bbolt"
)

// compactTx is how many bytes Compact copies in one transaction.
const compactTx = 64 << 20

// Backup writes a consistent copy of the store to a file that must not exist:
// beside it first, synced, then renamed. Writers go on meanwhile.
func (db *DB) Backup(ctx context.Context, path string) (size int64, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	f, err := newFile(path)
	if err != nil {
		return 0, fmt.Errorf("back up %s: %w", db.path, err)
	}
	defer os.Remove(f.Name()) // nothing to remove once it is renamed
	err = db.view(func(t *bbolt.Tx) error {
		size, err = t.WriteTo(f)
		return err
	})
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = verifyCopy(ctx, f.Name())
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		err = syncFolders(path)
	}
	if err != nil {
		return 0, fmt.Errorf("back up %s to %s: %w", db.path, path, systemError(err))
	}
	return size, nil
}

// newFile is a temporary file beside path, which must be free.
func newFile(path string) (*os.File, error) {
	if _, err := os.Lstat(path); err == nil {
		return nil, fmt.Errorf("%s is there already: name a new file", path)
	}
	return temporary(path)
}

// temporary is a file beside path, readable as a store is.
func temporary(path string) (*os.File, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.part")
	if err != nil {
		return nil, err
	}
	return f, f.Chmod(0o644)
}

// verifyCopy opens a copy and checks it as Check does.
func verifyCopy(ctx context.Context, path string) error {
	c, err := Open(path, Options{ReadOnly: true})
	if err == nil {
		err = errors.Join(c.Check(ctx), c.Close())
	}
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("the copy was made and does not pass its check, so the store itself may be damaged ('tintinh db check' tells): %w", err)
	}
	return err
}

// Compact rewrites the store without its free pages: into a file beside it,
// checked, then renamed over the old one. The store must not be open. before
// and after are bytes.
func Compact(ctx context.Context, path string) (before, after int64, err error) {
	src, err := Open(path, Options{})
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	fail := func(err error) (int64, int64, error) {
		return 0, 0, fmt.Errorf("compact %s (it stays as it was): %w", path, systemError(err))
	}
	tmp, err := temporary(path)
	if err != nil {
		return fail(err)
	}
	defer os.Remove(tmp.Name())
	if err := tmp.Close(); err != nil {
		return fail(err)
	}
	if err := src.copyTo(tmp.Name()); err != nil {
		return fail(err)
	}
	if err := verifyCopy(ctx, tmp.Name()); err != nil {
		return fail(err)
	}
	if before, after, err = sizes(path, tmp.Name()); err != nil {
		return fail(err)
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return fail(err)
	}
	return before, after, syncFolders(path)
}

// copyTo copies every bucket into a new bbolt file, and syncs it.
func (db *DB) copyTo(path string) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer recovered(db.path, &err) // reading damaged pages
	dst, err := bbolt.Open(path, 0o644, &bbolt.Options{FreelistType: bbolt.FreelistMapType, PageSize: db.bolt.Info().PageSize, NoSync: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dst.Close()) }()
	if err := bbolt.Compact(dst, db.bolt, compactTx); err != nil {
		return err
	}
	return dst.Sync()
}

func sizes(paths ...string) (before, after int64, err error) {
	var n [2]int64
	for i, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return 0, 0, err
		}
		n[i] = info.Size()
	}
	return n[0], n[1], nil
}

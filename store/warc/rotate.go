package warc

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// rotate makes sure that an open file has room and is of today.
func (w *Writer) rotate() error {
	if w.f != nil && w.size < w.o.MaxSize && w.day == w.today() {
		return nil
	}
	if err := w.finish(); err != nil {
		return err
	}
	return w.create()
}

// finish syncs and closes the open file, and notes that it ends well.
func (w *Writer) finish() error {
	if w.f == nil {
		return nil
	}
	err := w.broken
	if err == nil {
		err = w.f.Sync()
	}
	if cerr := w.f.Close(); err == nil {
		err = cerr
	}
	w.f = nil
	if err == nil {
		return w.lock.note(w.name, w.size)
	}
	if w.broken == nil {
		w.broken = fmt.Errorf("finish %s: what was written since the last flush is in doubt; open the archive again: %w", w.name, err)
	}
	return w.broken
}

// create begins a file with its warcinfo record. The directory is synced too,
// and the one above it that holds its name, or a power cut could take the names
// away from flushed data.
func (w *Writer) create() error {
	var f *os.File
	var name string
	now := w.o.Now()
	for {
		var err error
		name = newName(w.o.Prefix, now, w.serial)
		w.serial++
		f, err = os.OpenFile(filepath.Join(w.dir, name), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrExist) || w.serial > 99999 {
			return err
		}
	}
	size, err := w.begin(f, name)
	if err == nil {
		err = syncDir(w.dir)
	}
	if err == nil {
		err = syncParent(w.dir)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("begin %s: %w", name, err), f.Close(), os.Remove(f.Name()))
	}
	w.f, w.name, w.day, w.size, w.synced = f, name, now.UTC().Format(stampLayout)[:8], size, 0
	return nil
}

// begin writes the warcinfo record.
func (w *Writer) begin(f *os.File, name string) (size int64, err error) {
	fields := map[string]string{"format": "WARC File Format 1.1", "conformsTo": conformsTo}
	for k, v := range map[string]string{
		"software": w.o.Software, "operator": w.o.Operator, "robots": w.o.Robots,
		"description": w.o.Description, "http-header-user-agent": w.o.UserAgent,
	} {
		if v != "" {
			fields[k] = v
		}
	}
	m, err := w.member(record{
		fields: [][2]string{
			{"WARC-Type", "warcinfo"},
			{"WARC-Record-ID", newID()},
			{"WARC-Date", warcDate(w.o.Now())},
			{"WARC-Filename", name},
			{"Content-Type", "application/warc-fields"},
		},
		block: fieldsBlock(fields),
	})
	if err != nil {
		return 0, err
	}
	n, err := f.Write(m)
	return int64(n), err
}

// syncParent syncs the directory above, if it is ours to open.
func syncParent(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	err = syncDir(filepath.Dir(dir))
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return err
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

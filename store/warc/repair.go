package warc

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Repair is what Open found at the end of the newest file.
type Repair struct {
	File   string // path
	Offset int64  // the first byte that belongs to no whole record
	Cut    int64  // bytes moved to Torn; 0: the damage has whole records behind it, and nothing was touched
	Torn   string // path of the file that holds them
}

func (r *Repair) String() string {
	if r.Cut == 0 {
		return fmt.Sprintf("%s is damaged at byte %d, with whole records behind; it was left as it is, and a new file is begun", r.File, r.Offset)
	}
	return fmt.Sprintf("%s ended within a record: %d bytes from byte %d on were moved to %s", r.File, r.Cut, r.Offset, r.Torn)
}

// repair cuts a file back to its last whole record and returns its size then.
// Up to good it is known to be whole.
func repair(path string, good int64) (int64, *Repair, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return 0, nil, err
	}
	size, found, err := mend(f, good)
	return size, found, errors.Join(err, f.Close())
}

func mend(f *os.File, good int64) (int64, *Repair, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, nil, err
	}
	size := info.Size()
	if good > size || good < 0 {
		good = 0
	}
	end, inside, err := whole(f, size, good)
	if err != nil || end == size {
		return size, nil, err
	}
	found := &Repair{File: f.Name(), Offset: end}
	if inside {
		return size, found, nil
	}
	if found.Torn, err = moveAside(f, end, size); err != nil {
		return size, nil, fmt.Errorf("repair %s: %w", f.Name(), err)
	}
	found.Cut = size - end
	if err := errors.Join(f.Truncate(end), f.Sync()); err != nil {
		return size, nil, fmt.Errorf("repair %s: %w", f.Name(), err)
	}
	return end, found, nil
}

// whole returns where the whole records end, and whether there are more of
// them behind the damage.
func whole(f *os.File, size, good int64) (end int64, inside bool, err error) {
	r, err := newReader(f.Name(), f, size, good)
	if err != nil {
		return 0, false, err
	}
	var damage *Damage
	end = good
	for {
		rec, err := r.Next()
		switch {
		case err == io.EOF:
			return end, false, nil
		case errors.As(err, &damage):
			continue
		case err != nil:
			return 0, false, err
		case damage != nil || rec.Length < 0: // not a tail, or not a file of ours
			return end, true, nil
		}
		end = rec.Offset + rec.Length
	}
}

// moveAside copies what is about to be cut into a file of its own.
func moveAside(f *os.File, from, to int64) (path string, err error) {
	path = f.Name() + ".torn"
	var t *os.File
	for i := 2; ; i++ {
		t, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			break
		}
		path = fmt.Sprintf("%s.torn-%d", f.Name(), i)
	}
	if err != nil {
		return "", err
	}
	_, err = io.Copy(t, io.NewSectionReader(f, from, to-from))
	return path, errors.Join(err, t.Sync(), t.Close())
}

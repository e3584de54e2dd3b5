//go:build linux

package powercut

import (
	"os"

	"github.com/tintinh/tintinh/reliability/trace"
)

// sector is what a disk writes whole.
const sector = 512

// File is a file's content: Data, and zeros up to Size.
type File struct {
	Data []byte
	Size int64
}

func (f File) clone() File { return File{append([]byte(nil), f.Data...), f.Size} }

func (f *File) apply(c *trace.Call) {
	if c.Op == trace.Truncate {
		f.Size = c.Size
		if int64(len(f.Data)) > c.Size {
			f.Data = f.Data[:c.Size]
		}
		return
	}
	f.write(c.Data, c.Offset)
}

func (f *File) write(b []byte, at int64) {
	end := at + int64(len(b))
	if n := end - int64(len(f.Data)); n > 0 {
		f.Data = append(f.Data, make([]byte, n)...)
	}
	copy(f.Data[at:end], b)
	f.Size = max(f.Size, end)
}

// tear applies those sectors of a write for which keep says so.
func (f *File) tear(c *trace.Call, keep func() bool) {
	if c.Op == trace.Truncate {
		return
	}
	for i := int64(0); i < int64(len(c.Data)); {
		end := min((c.Offset+i)/sector*sector+sector-c.Offset, int64(len(c.Data)))
		if keep() {
			f.write(c.Data[i:end], c.Offset+i)
		}
		i = end
	}
}

// Save puts the content into a file.
func (f File) Save(path string) error {
	if err := os.WriteFile(path, f.Data, 0o644); err != nil {
		return err
	}
	return os.Truncate(path, f.Size)
}

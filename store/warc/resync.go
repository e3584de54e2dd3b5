package warc

import (
	"bytes"
	"fmt"
	"io"
)

// resync looks for the next record from an offset on: a gzip member that
// holds a record, or, in a plain file, a line that begins one. It returns
// io.EOF where there is none.
func (r *Reader) resync(from int64) error {
	mark := []byte("\n" + version)
	skip := int64(1) // the mark's bytes before the record
	if r.gz {
		mark, skip = gzipMagic, 0
	} else {
		from = max(from-1, 0)
	}
	if r.scan == nil {
		r.scan = make([]byte, bufSize)
	}
	buf := r.scan
	for from < r.size {
		n, err := r.at.ReadAt(buf, from)
		if err != nil && err != io.EOF {
			return fmt.Errorf("read archive %s: %w", r.name, err)
		}
		i := bytes.Index(buf[:n], mark)
		switch {
		case i >= 0:
			from += int64(i)
			r.seek(from + skip)
			if !r.gz || r.src.holdsRecord() {
				r.seek(from + skip)
				return nil
			}
			from++
		case n < len(mark) || err == io.EOF:
			return io.EOF
		default:
			from += int64(n - len(mark) + 1)
		}
	}
	return io.EOF
}

// holdsRecord reports whether the member that begins here begins a record.
func (s *source) holdsRecord() bool {
	if s.next() != nil {
		return false
	}
	if s.blank(maxHeader) != nil {
		return false
	}
	head, err := s.text.Peek(len(version))
	return err == nil && string(head) == version
}

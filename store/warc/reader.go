package warc

import (
	"bytes"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// DefaultMaxBlock is the largest block that a Reader keeps in memory.
const DefaultMaxBlock = 64 << 20

const maxHeader = 1 << 20

// Reader reads the records of one file, plain or gzip (told from the first
// bytes, not the name), by this package or by other tools.
type Reader struct {
	MaxBlock int64 // bytes; longer blocks are passed over and Record.TooLarge is set; 0 = DefaultMaxBlock

	name    string
	at      io.ReaderAt
	size    int64
	gz      bool
	src     *source
	damaged int64  // offset of the damage that was reported last, -1 for none
	scan    []byte // of resync
	close   func() error
}

// Damage is returned by Next in place of what cannot be read. The next call
// goes on with the first readable record behind it.
type Damage struct {
	File   string // path
	Offset int64  // of the record, or of the gzip member that holds it
	Err    error  // io.ErrUnexpectedEOF: the file ends within the record
}

func (d *Damage) Error() string {
	return fmt.Sprintf("%s: the record at byte %d cannot be read: %v", d.File, d.Offset, d.Err)
}

func (d *Damage) Unwrap() error { return d.Err }

// OpenFile opens a file for reading.
func OpenFile(path string) (*Reader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read archive: %w", err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s is no regular file", path)
	}
	if err != nil {
		f.Close() // nothing was written
		return nil, fmt.Errorf("read archive: %w", err)
	}
	r, err := newReader(path, f, info.Size(), 0)
	if err != nil {
		f.Close()
		return nil, err
	}
	r.close = f.Close
	return r, nil
}

// ReadAt reads the one record that begins at offset.
func ReadAt(path string, offset int64) (*Record, error) {
	r, err := OpenFile(path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if offset < 0 || offset >= r.size {
		return nil, fmt.Errorf("read %s: there is no byte %d, the file has %d", path, offset, r.size)
	}
	r.seek(offset)
	rec, err := r.Next()
	if err == nil && rec.Offset != offset {
		err = &Damage{path, offset, errNoRecord}
	}
	if err != nil {
		return nil, err
	}
	return rec, nil
}

var errNoRecord = fmt.Errorf("no record begins here (want %q)", version)

func newReader(name string, at io.ReaderAt, size, offset int64) (*Reader, error) {
	r := &Reader{name: name, at: at, size: size, damaged: -1}
	head := make([]byte, 4)
	n, err := at.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read archive %s: %w", name, err)
	}
	switch head = head[:n]; {
	case bytes.Equal(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return nil, fmt.Errorf("read archive %s: zstd is not read here; unpack it first: unzstd %s", name, filepath.Base(name))
	case bytes.HasPrefix(head, gzipMagic):
		r.gz = true
	}
	r.src = newSource(r.gz)
	r.seek(offset)
	return r, nil
}

func (r *Reader) seek(offset int64) {
	r.src.reset(io.NewSectionReader(r.at, offset, r.size-offset), offset)
}

// Close closes the file.
func (r *Reader) Close() error {
	if r.close == nil {
		return nil
	}
	return r.close()
}

// Next returns the next record, whole and (where the file is compressed) with
// its checksum verified; io.EOF after the last. A record that cannot be read
// gives a *Damage.
func (r *Reader) Next() (*Record, error) {
	if r.damaged >= 0 {
		if err := r.resync(r.damaged + 1); err != nil {
			return nil, err
		}
		r.damaged = -1
	}
	start, err := r.begin()
	if err == io.EOF {
		return nil, io.EOF
	}
	at := start
	if at < 0 {
		at = r.src.start
	}
	var rec *Record
	if err == nil {
		rec, err = r.read(start)
	}
	if err != nil {
		r.damaged = at
		return nil, &Damage{r.name, at, err}
	}
	return rec, nil
}

// begin moves to the first byte of a record and returns its offset, or −1 in
// the middle of a gzip member.
func (r *Reader) begin() (int64, error) {
	s := r.src
	if s.gz == nil {
		err := s.blank(maxHeader)
		return s.pos(), err
	}
	if s.open {
		if err := s.blank(maxHeader); err != io.EOF {
			return -1, err
		}
	}
	for {
		if err := s.next(); err != nil {
			return s.start, err
		}
		if err := s.blank(maxHeader); err != io.EOF {
			return s.start, err
		}
	}
}

// read reads the record that begins here.
func (r *Reader) read(start int64) (*Record, error) {
	rec := &Record{Offset: start, Length: -1}
	if err := r.header(rec); err != nil {
		return nil, err
	}
	n, err := strconv.ParseInt(rec.Header.Get("Content-Length"), 10, 64)
	if err != nil || n < 0 {
		return nil, fmt.Errorf("Content-Length is %.40q, want a number of bytes", rec.Header.Get("Content-Length"))
	}
	if !r.gz && n > r.size-r.src.pos() {
		return nil, io.ErrUnexpectedEOF
	}
	if err := r.block(rec, n); err != nil {
		return nil, err
	}
	return rec, r.end(rec)
}

// block reads or passes over n bytes. Memory grows with what is there, not
// with what the header promises.
func (r *Reader) block(rec *Record, n int64) error {
	limit := r.MaxBlock
	if limit <= 0 {
		limit = DefaultMaxBlock
	}
	var b bytes.Buffer
	into := io.Writer(&b)
	if n > limit {
		rec.TooLarge, into = true, io.Discard
	} else {
		b.Grow(int(min(n, bufSize)))
	}
	if _, err := io.CopyN(into, r.src, n); err != nil {
		return noEOF(err)
	}
	rec.Block = b.Bytes()
	return nil
}

// end passes over what separates records, and so learns the record's length.
func (r *Reader) end(rec *Record) error {
	s := r.src
	if s.gz == nil {
		if err := s.blank(4); err != nil && err != io.EOF {
			return err
		}
		rec.Length = s.pos() - rec.Offset
		return nil
	}
	err := s.blank(maxHeader)
	if err == nil { // further records follow in this member
		if next, err := s.text.Peek(len(version)); err != nil || string(next) != version {
			return fmt.Errorf("Content-Length is too small, %.40q follows the block", next)
		}
		return nil
	}
	if err != io.EOF {
		return err
	}
	s.open = false
	if rec.Offset >= 0 {
		rec.Length = s.pos() - rec.Offset
	}
	return nil
}

// header reads the version line and the named fields.
func (r *Reader) header(rec *Record) error {
	if head, _ := r.src.text.Peek(40); !bytes.HasPrefix(head, []byte(version)[:min(len(head), len(version))]) {
		found, _, _ := bytes.Cut(head, []byte("\n"))
		return fmt.Errorf("%w, found %q", errNoRecord, bytes.TrimSpace(found))
	}
	first, err := r.src.line(maxHeader)
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(first, []byte(version)) {
		return fmt.Errorf("%w, found %.40q", errNoRecord, first)
	}
	rec.Version = string(bytes.TrimSpace(first))
	rec.Header = textproto.MIMEHeader{}
	last, left := "", maxHeader
	for {
		line, err := r.src.line(left)
		if err != nil {
			return err
		}
		if len(line) == 0 {
			return rec.named()
		}
		left -= len(line)
		if v := rec.Header[last]; (line[0] == ' ' || line[0] == '\t') && len(v) > 0 { // folded
			v[len(v)-1] = strings.TrimSpace(v[len(v)-1] + " " + string(bytes.TrimSpace(line)))
			continue
		}
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok {
			return fmt.Errorf("the header line %.60q has no colon", line)
		}
		last = textproto.CanonicalMIMEHeaderKey(string(bytes.TrimSpace(name)))
		rec.Header.Add(last, string(bytes.TrimSpace(value)))
	}
}

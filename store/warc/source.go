package warc

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
)

const bufSize = 16 << 10

const version = "WARC/" // how a record begins

var gzipMagic = []byte{0x1f, 0x8b, 0x08}

// source is the uncompressed bytes of a file, gzip member by gzip member, and
// knows where in the file it stands.
type source struct {
	count countReader
	raw   *bufio.Reader // the file's bytes
	gz    *gzip.Reader  // nil: not compressed
	text  *bufio.Reader // uncompressed bytes; within a member where gz is set
	open  bool          // a member is being read
	start int64         // where it begins
}

type countReader struct {
	r io.Reader
	n int64
}

func (c *countReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func newSource(compressed bool) *source {
	s := new(source)
	s.raw = bufio.NewReaderSize(&s.count, bufSize)
	s.text = s.raw
	if compressed {
		s.gz = new(gzip.Reader)
		s.text = bufio.NewReaderSize(nil, bufSize)
	}
	return s
}

// reset begins again at the reader's offset in its file. Buffers are kept: a
// damaged file can make many beginnings.
func (s *source) reset(r io.Reader, offset int64) {
	s.count = countReader{r, offset}
	s.raw.Reset(&s.count)
	s.open, s.start = false, offset
}

// pos is the offset in the file of the next byte that was not asked for yet.
// In compressed files it is exact between members only.
func (s *source) pos() int64 { return s.count.n - int64(s.raw.Buffered()) }

// next begins the next member; io.EOF at the end of the file. Zero bytes
// between and behind members are passed over, as gzip itself does.
func (s *source) next() error {
	s.open = false
	for {
		s.start = s.pos()
		b, err := s.raw.ReadByte()
		if err != nil {
			return err
		}
		if b != 0 {
			break
		}
	}
	if err := s.raw.UnreadByte(); err != nil {
		return err
	}
	if err := s.gz.Reset(s.raw); err != nil {
		return noEOF(err)
	}
	s.gz.Multistream(false)
	s.text.Reset(s.gz)
	s.open = true
	return nil
}

// Read goes on into the next member: a record may be spread over several. It
// does not go on into the next record, where a length promised too much.
func (s *source) Read(p []byte) (int, error) {
	for {
		n, err := s.text.Read(p)
		if n > 0 || err != io.EOF || s.gz == nil {
			return n, err
		}
		if err := s.more(); err != nil {
			return 0, err
		}
	}
}

// more begins the next member in the middle of a record.
func (s *source) more() error {
	if err := s.next(); err != nil {
		return noEOF(err)
	}
	if head, err := s.text.Peek(len(version)); err == nil && string(head) == version {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// line returns a line without its end, at most max bytes.
func (s *source) line(max int) ([]byte, error) {
	var line []byte
	for {
		part, err := s.text.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > max:
			return nil, errLine
		case err == nil:
			return bytes.TrimRight(line, "\r\n"), nil
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != io.EOF || s.gz == nil:
			return nil, noEOF(err)
		}
		if err := s.more(); err != nil {
			return nil, err
		}
	}
}

var errLine = errors.New("a line of the record's header has no end")

// blank passes over line ends, at most max bytes, and reports the end of the
// member or file as io.EOF.
func (s *source) blank(max int) error {
	for range max {
		b, err := s.text.ReadByte()
		if err != nil {
			return err
		}
		if b != '\r' && b != '\n' {
			return s.text.UnreadByte()
		}
	}
	return nil
}

func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

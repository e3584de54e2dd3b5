package crawler

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

const (
	// bombRatio is how far a body may grow in decoding, past bombFrom bytes.
	// Deflate reaches 1,032; a page of text about 10, a table page 60.
	bombRatio = 200
	bombFrom  = 1 << 20
)

// decoder takes content codings off. It keeps the tables of its gzip readers,
// which are as large as a page. The zero value is ready, and may be used by
// many goroutines at once.
type decoder struct {
	readers sync.Pool // of *gzip.Reader
}

// decode takes the content coding off a received body. Only what we
// announce is taken: gzip, once. limit is in decoded bytes; a body over it is
// an error, and what is returned beside the error is its beginning.
// grow is asked before a large body grows; see room.go.
func (d *decoder) decode(raw []byte, codings []string, limit int64, grow func(int64) error) ([]byte, error) {
	coding := strings.ToLower(strings.TrimSpace(strings.Join(codings, ",")))
	switch {
	case coding == "" || coding == "identity" || len(raw) == 0:
		if int64(len(raw)) > limit {
			return raw, tooLarge(limit)
		}
		return raw, nil
	case coding == "gzip" || coding == "x-gzip":
		return d.gunzip(raw, limit, grow)
	}
	return nil, failf(kindEncoding, "the server sent content-encoding %.60q, and only gzip was announced", coding)
}

func tooLarge(limit int64) error {
	return failf(kindLarge, "the page is larger than %d bytes; raise crawl.max_body if it is worth it", limit)
}

// gunzip decodes all members of a gzip body. What follows the last member is
// padding or noise, and left out as browsers do.
func (d *decoder) gunzip(raw []byte, limit int64, grow func(int64) error) ([]byte, error) {
	z, _ := d.readers.Get().(*gzip.Reader)
	if z == nil {
		z = new(gzip.Reader)
	}
	defer d.readers.Put(z)
	in := bytes.NewReader(raw)
	if err := z.Reset(in); err != nil {
		return nil, failf(kindEncoding, "the server said content-encoding gzip, and the body is not gzip: %w", err)
	}
	out := body{limit: limit, grow: grow, said: decodedSize(raw)}
	for {
		z.Multistream(false)
		if err := out.inflate(z, int64(len(raw))); err != nil {
			return out.bytes, err
		}
		if err := z.Reset(in); err != nil {
			return out.bytes, nil // end, or no further member
		}
	}
}

// decodedSize is the length that the last member says it has, modulo 2^32 (RFC
// 1952 section 2.3.1), as far as the received bytes make it likely.
func decodedSize(raw []byte) int64 {
	if len(raw) < 4 {
		return 0
	}
	return min(int64(binary.LittleEndian.Uint32(raw[len(raw)-4:])), bombRatio*int64(len(raw)))
}

// inflate copies one member under both caps. received is the size of the
// whole body: the ratio is judged against all that could still be decoded.
func (b *body) inflate(z io.Reader, received int64) error {
	for {
		to, err := b.space()
		if err != nil {
			return err
		}
		n, err := z.Read(to[:min(len(to), 32<<10)])
		b.bytes = b.bytes[:len(b.bytes)+n]
		size := int64(len(b.bytes))
		switch {
		case size > bombFrom && size/bombRatio > received:
			return failf(kindBomb, "%d received bytes decode to more than %d: a decompression bomb", received, size)
		case b.over():
			return tooLarge(b.limit)
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			return failf(kindShort, "the gzip body ends in the middle")
		case err != nil:
			return failf(kindEncoding, "decode the gzip body: %w", err)
		}
	}
}

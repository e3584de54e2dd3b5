package crawler

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
)

const (
	// bombRatio is how far a body may grow in decoding, past bombFrom bytes.
	// Deflate reaches 1,032; a page of text about 10, a table page 60.
	bombRatio = 200
	bombFrom  = 1 << 20
)

// decodeBody takes the content coding off a received body. Only what we
// announce is taken: gzip, once. limit is in decoded bytes; a body over it is
// an error, and what is returned beside the error is its beginning.
// grow is asked before a large body grows; see room.go.
func decodeBody(raw []byte, codings []string, limit int64, grow func(int64) error) ([]byte, error) {
	coding := strings.ToLower(strings.TrimSpace(strings.Join(codings, ",")))
	switch {
	case coding == "" || coding == "identity" || len(raw) == 0:
		if int64(len(raw)) > limit {
			return raw, tooLarge(limit)
		}
		return raw, nil
	case coding == "gzip" || coding == "x-gzip":
		return gunzip(raw, limit, grow)
	}
	return nil, failf(kindEncoding, "the server sent content-encoding %.60q, and only gzip was announced", coding)
}

func tooLarge(limit int64) error {
	return failf(kindLarge, "the page is larger than %d bytes; raise crawl.max_body if it is worth it", limit)
}

// gunzip decodes all members of a gzip body. What follows the last member is
// padding or noise, and left out as browsers do.
func gunzip(raw []byte, limit int64, grow func(int64) error) ([]byte, error) {
	in := bufio.NewReader(bytes.NewReader(raw))
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, failf(kindEncoding, "the server said content-encoding gzip, and the body is not gzip: %w", err)
	}
	out := body{limit: limit, grow: grow}
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

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
func decodeBody(raw []byte, codings []string, limit int64) ([]byte, error) {
	coding := strings.ToLower(strings.TrimSpace(strings.Join(codings, ",")))
	switch {
	case coding == "" || coding == "identity" || len(raw) == 0:
		if int64(len(raw)) > limit {
			return raw, tooLarge(limit)
		}
		return raw, nil
	case coding == "gzip" || coding == "x-gzip":
		return gunzip(raw, limit)
	}
	return nil, failf(kindEncoding, "the server sent content-encoding %.60q, and only gzip was announced", coding)
}

func tooLarge(limit int64) error {
	return failf(kindLarge, "the page is larger than %d bytes; raise crawl.max_body if it is worth it", limit)
}

// gunzip decodes all members of a gzip body. What follows the last member is
// padding or noise, and left out as browsers do.
func gunzip(raw []byte, limit int64) ([]byte, error) {
	in := bufio.NewReader(bytes.NewReader(raw))
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, failf(kindEncoding, "the server said content-encoding gzip, and the body is not gzip: %w", err)
	}
	var out bytes.Buffer
	for {
		z.Multistream(false)
		if err := inflate(&out, z, int64(len(raw)), limit); err != nil {
			return out.Bytes(), err
		}
		if err := z.Reset(in); err != nil {
			return out.Bytes(), nil // end, or no further member
		}
	}
}

// inflate copies one member under both caps. received is the size of the
// whole body: the ratio is judged against all that could still be decoded.
func inflate(out *bytes.Buffer, z io.Reader, received, limit int64) error {
	buf := make([]byte, 32<<10)
	for {
		n, err := z.Read(buf)
		out.Write(buf[:n])
		size := int64(out.Len())
		switch {
		case size > bombFrom && size/bombRatio > received:
			return failf(kindBomb, "%d received bytes decode to more than %d: a decompression bomb", received, size)
		case size > limit:
			return tooLarge(limit)
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, io.ErrUnexpectedEOF):
			return failf(kindShort, "the gzip body ends in the middle")
		case err != nil:
			return failf(kindEncoding, "decode the gzip body: %w", err)
		}
	}
}

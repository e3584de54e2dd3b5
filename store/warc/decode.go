package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"regexp"
	"strings"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
)

// MaxBody is the longest decoded body that Response returns: 64 MiB, well
// above the page limit of a crawl.
const MaxBody = 64 << 20

// ErrTooLarge: the block or its decoded body is longer than the limit.
var ErrTooLarge = errors.New("too large to be held in memory")

// decode removes transfer and content coding. Tools differ in what they leave
// in the header after they have removed a coding themselves, so the bytes are
// asked first.
func decode(raw []byte, h http.Header) ([]byte, error) {
	if strings.EqualFold(strings.TrimSpace(h.Get("Transfer-Encoding")), "chunked") && chunkSize.Match(raw) {
		b, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(raw)))
		if err != nil {
			return nil, fmt.Errorf("decode chunked: %w", err)
		}
		raw = b
	}
	coding := strings.ToLower(strings.TrimSpace(h.Get("Content-Encoding")))
	switch coding {
	case "", "identity", "none", "utf-8":
		return raw, nil
	case "gzip", "x-gzip":
		if !bytes.HasPrefix(raw, gzipMagic) {
			return raw, nil
		}
		z, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			return nil, fmt.Errorf("decode gzip: %w", err)
		}
		return inflate(z, coding)
	case "deflate": // zlib by the standard, raw deflate by habit
		if z, err := zlib.NewReader(bytes.NewReader(raw)); err == nil {
			return inflate(z, coding)
		}
		b, err := inflate(flate.NewReader(bytes.NewReader(raw)), coding)
		if err != nil && bytes.HasPrefix(bytes.TrimSpace(raw), []byte("<")) {
			return raw, nil
		}
		return b, err
	}
	return nil, fmt.Errorf("content coding %.40q is not read here, only gzip and deflate", coding)
}

// chunkSize matches the first line of a chunked body.
var chunkSize = regexp.MustCompile(`^[0-9A-Fa-f]{1,8}[ \t]*(;[^\r\n]*)?\r?\n`)

func inflate(r io.Reader, coding string) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxBody+1))
	switch {
	case len(b) > MaxBody:
		return nil, fmt.Errorf("decode %s: %w", coding, ErrTooLarge)
	case errors.Is(err, gzip.ErrHeader) && len(b) > 0:
		return b, nil // padding behind the last gzip member, which was whole
	case err != nil:
		return nil, fmt.Errorf("decode %s: %w", coding, err)
	}
	return b, nil
}

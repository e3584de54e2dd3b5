package pg

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// never is the time key of what will not happen.
const never = math.MaxInt64

// timeKey sorts as the times do, from 1970 to 2262; what is before or after is
// moved to the edge. The zero time is never.
func timeKey(t time.Time) int64 {
	switch {
	case t.IsZero():
		return never
	case t.Before(time.Unix(0, 0)):
		return 0
	case t.After(time.Unix(0, never-1)):
		return never - 1
	}
	return t.UnixNano()
}

// keyTime is the moment of a time key, in UTC; zero for never and for 0.
func keyTime(k int64) time.Time {
	if k <= 0 || k == never {
		return time.Time{}
	}
	return time.Unix(0, k).UTC()
}

// dueTime is keyTime for due times, of which 0 is one.
func dueTime(k int64) time.Time {
	if k == never {
		return time.Time{}
	}
	return time.Unix(0, k).UTC()
}

// Forms of a record's line.
const (
	plainForm = 'j'
	zstdForm  = 'z'
)

// maxLine bounds a record's line, and with it what a damaged value may make
// the decoder allocate.
const maxLine = 64 << 20

// compressFrom is the length of line below which zstd gains nothing.
const compressFrom = 128

// codec makes bodies of lines and back. It is safe for concurrent use.
type codec struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

// newCodec compresses as fast as can be: the next level takes a quarter of the
// program's time for a commit, and saves 11 % of a body.
func newCodec() (*codec, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithWindowSize(1<<20), zstd.WithLowerEncoderMem(true), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxLine))
	if err != nil {
		return nil, err
	}
	return &codec{enc: enc, dec: dec}, nil
}

func (c *codec) encode(line []byte) ([]byte, error) {
	switch {
	case len(line) > maxLine:
		return nil, fmt.Errorf("its record has %d bytes, more than %d", len(line), maxLine)
	case len(line) < compressFrom:
		return append([]byte{plainForm}, line...), nil
	}
	return c.enc.EncodeAll(line, []byte{zstdForm}), nil
}

func (c *codec) line(body []byte) ([]byte, error) {
	if len(body) < 2 {
		return nil, errors.New("a stored record is empty")
	}
	switch body[0] {
	case plainForm:
		return body[1:], nil
	case zstdForm:
		line, err := c.dec.DecodeAll(body[1:], nil)
		if err != nil {
			return nil, fmt.Errorf("decompress a stored record: %w", err)
		}
		return line, nil
	}
	return nil, fmt.Errorf("a stored record begins with %q, none of the known forms", body[0])
}

func (c *codec) article(body []byte) (*extract.Article, error) {
	line, err := c.line(body)
	if err != nil {
		return nil, err
	}
	return extract.ParseLine(line)
}

// rowOf is what stands in urls.row: all but the due time, which is a column.
func rowOf(u store.URL) ([]byte, error) {
	u.Due = time.Time{}
	b, err := json.Marshal(u)
	if err != nil {
		return nil, fmt.Errorf("encode the row of %s: %w", u.Canonical, err)
	}
	return b, nil
}

func urlOf(due int64, row []byte) (u store.URL, err error) {
	if err := decodeJSON("a URL row", row, &u); err != nil {
		return u, err
	}
	u.Due = dueTime(due)
	return u, nil
}

// decodeJSON reads a value that the store itself wrote.
func decodeJSON(what string, value []byte, into any) error {
	if err := json.Unmarshal(value, into); err != nil {
		return fmt.Errorf("decode %s: %w", what, err)
	}
	return nil
}

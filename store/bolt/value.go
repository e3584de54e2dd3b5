package bolt

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"github.com/tintinh/tintinh/extract"
)

// Forms of a record's line. A frame of the last form names its dictionary.
const (
	plainForm      = 'j'
	zstdForm       = 'z' // only read: files from before there were dictionaries
	dictionaryForm = 'd'
)

// maxLine bounds a record's line, and with it what a damaged value may make
// the decoder allocate. A page of 8 MiB gives far less.
const maxLine = 64 << 20

// compressFrom is the length of line below which zstd gains nothing.
const compressFrom = 128

// codec makes stored records of lines and back. Decoding is safe for
// concurrent use; encoding belongs to the writer goroutine.
type codec struct {
	enc  *zstd.Encoder
	dec  *zstd.Decoder
	text *textFrame
}

func newCodec() (*codec, error) {
	text, err := dictionaryText()
	if err != nil {
		return nil, err
	}
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20), zstd.WithLowerEncoderMem(true),
		zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderDictRaw(textDictionary, text))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxLine+uint64(len(text))), zstd.WithDecoderDicts(dictionary1), zstd.WithDecoderDictRaw(textDictionary, text))
	if err != nil {
		return nil, err
	}
	return &codec{enc: enc, dec: dec, text: newTextFrame(text)}, nil
}

// record is a stored article, taken apart but not decompressed. It points
// into the value it was made of.
type record struct {
	n    uint64 // of its last change
	host string // that gave the number
	form byte
	body []byte
}

func (c *codec) encode(host string, n uint64, line []byte) ([]byte, error) {
	if len(line) > maxLine {
		return nil, fmt.Errorf("its record has %d bytes, more than %d", len(line), maxLine)
	}
	form := byte(dictionaryForm)
	if len(line) < compressFrom {
		form = plainForm
	}
	v := binary.BigEndian.AppendUint64([]byte{form}, n)
	v = append(append(v, host...), 0)
	if form == plainForm {
		return append(v, line...), nil
	}
	return c.enc.EncodeAll(line, v), nil
}

func split(value []byte) (record, error) {
	if len(value) < 10 || value[0] != plainForm && value[0] != zstdForm && value[0] != dictionaryForm {
		return record{}, fmt.Errorf("a stored record of %d bytes begins with none of the known forms", len(value))
	}
	end := bytes.IndexByte(value[9:], 0)
	if end < 0 {
		return record{}, errors.New("a stored record names no host")
	}
	return record{
		form: value[0],
		n:    binary.BigEndian.Uint64(value[1:9]),
		host: string(value[9 : 9+end]),
		body: value[9+end+1:],
	}, nil
}

// line is the line of a record; of a plain one it is a part of the record.
func (c *codec) line(r record) ([]byte, error) {
	if r.form == plainForm {
		return r.body, nil
	}
	return c.appendLine(nil, r)
}

func (c *codec) appendLine(buf []byte, r record) ([]byte, error) {
	if r.form == plainForm {
		return append(buf, r.body...), nil
	}
	var h zstd.Header
	if err := h.Decode(r.body); err != nil {
		return nil, fmt.Errorf("decompress a stored record: %w", err)
	}
	line, err := buf, error(nil)
	if h.DictionaryID == textDictionary && h.HasFCS && h.HasCheckSum { // a frame of less than 256 bytes has no size
		line, err = c.text.append(buf, c.dec, r.body, h)
	} else {
		line, err = c.dec.DecodeAll(r.body, buf)
	}
	if errors.Is(err, zstd.ErrUnknownDictionary) {
		return nil, errors.New("decompress a stored record: its dictionary is not in this version; read the store with the newer tintinh that wrote it")
	}
	if err != nil {
		return nil, fmt.Errorf("decompress a stored record: %w", err)
	}
	return line, nil
}

func (c *codec) article(value []byte) (*extract.Article, record, error) {
	r, err := split(value)
	if err != nil {
		return nil, r, err
	}
	line, err := c.line(r)
	if err != nil {
		return nil, r, err
	}
	a, err := extract.ParseLine(line)
	return a, r, err
}

// hostRow is the value of bucket host.
type hostRow struct {
	cooldown uint64 // time key: not leased before
	ready    uint64 // time key of the host's entry in bucket ready; never: it has none
	due      uint64 // time key of its earliest due row
	last     uint64 // last number given
	articles uint64
	urls     uint64
}

func (h hostRow) encode() []byte {
	v := make([]byte, 0, 48)
	for _, n := range []uint64{h.cooldown, h.ready, h.due, h.last, h.articles, h.urls} {
		v = binary.BigEndian.AppendUint64(v, n)
	}
	return v
}

func decodeHost(v []byte) (hostRow, error) {
	if len(v) != 48 {
		return hostRow{}, fmt.Errorf("a host row has %d bytes instead of 48", len(v))
	}
	at := func(i int) uint64 { return binary.BigEndian.Uint64(v[8*i:]) }
	return hostRow{at(0), at(1), at(2), at(3), at(4), at(5)}, nil
}

// decodeJSON reads a value that the store itself wrote.
func decodeJSON(what string, value []byte, into any) error {
	if err := json.Unmarshal(value, into); err != nil {
		return fmt.Errorf("decode %s: %w", what, err)
	}
	return nil
}

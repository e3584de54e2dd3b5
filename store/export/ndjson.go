package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/tintinh/tintinh/store"
)

const bufSize = 64 << 10

// NDJSON writes one record a line. Without fields the stored line is copied
// byte for byte; with fields only these are written, in the order of the
// schema, and those that a record lacks are absent.
func NDJSON(w io.Writer, fields []string) (Encoder, error) {
	e := &ndjson{w: bufio.NewWriterSize(w, bufSize)}
	var err error
	if len(fields) > 0 {
		e.fields, err = choose(fields)
	}
	return e, err
}

type ndjson struct {
	w      *bufio.Writer
	fields []string // nil = the whole line
}

func (e *ndjson) Write(r store.Record) error {
	line, err := r.Line()
	if err != nil {
		return err
	}
	if bytes.IndexByte(line, '\n') >= 0 {
		return errors.New("the stored record has a line break in it, and would not be one line")
	}
	if e.fields != nil {
		if line, err = pickFields(line, e.fields); err != nil {
			return err
		}
	}
	e.w.Write(line) // the error sticks, and WriteByte gives it
	return e.w.WriteByte('\n')
}

func (e *ndjson) Close() error { return e.w.Flush() }

// pickFields copies the values as they stand.
func pickFields(line []byte, fields []string) ([]byte, error) {
	values, err := split(line)
	if err != nil {
		return nil, err
	}
	out := []byte{'{'}
	for _, name := range fields {
		value, ok := values[name]
		if !ok {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = strconv.AppendQuote(out, name) // names of fields are plain ASCII
		out = append(out, ':')
		out = append(out, value...)
	}
	return append(out, '}'), nil
}

func split(line []byte) (map[string]json.RawMessage, error) {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(line, &values); err != nil {
		return nil, fmt.Errorf("the stored record cannot be read: %w", err)
	}
	return values, nil
}

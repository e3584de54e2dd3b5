package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
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

// pickFields copies the values as they stand, in the order of fields.
func pickFields(line []byte, fields []string) ([]byte, error) {
	values, err := split(line, fields)
	if err != nil {
		return nil, err
	}
	out := []byte{'{'}
	for i, name := range fields {
		if values[i] == nil {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = strconv.AppendQuote(out, name) // names of fields are plain ASCII
		out = append(out, ':')
		out = append(out, values[i]...)
	}
	return append(out, '}'), nil
}

// split gives the values of these fields of a line, nil for those it lacks.
func split(line []byte, fields []string) ([]json.RawMessage, error) {
	values := make([]json.RawMessage, len(fields))
	var bad []byte
	err := members(line, func(name, value []byte) bool {
		i := slices.Index(fields, string(name))
		if i < 0 {
			return true
		}
		if values[i] = value; !json.Valid(value) {
			bad = name
		}
		return bad == nil
	})
	if bad != nil {
		err = fmt.Errorf("the stored record cannot be read: its field %s is not JSON", bad)
	}
	return values, err
}

package export

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/tintinh/tintinh/store"
)

// csvFields are the columns when none are asked for: what fits a cell.
var csvFields = []string{
	"id", "seq", "revision", "change", "portal", "outlet", "province", "url", "title", "lead",
	"published_at", "modified_at", "authors", "source_credit", "section", "tags", "view_count",
	"text", "lang", "duplicate_of", "first_seen_at", "changed_at",
}

// CSV writes a header row and one row a record (RFC 4180, UTF-8 without a byte
// order mark). Lists are joined by "; ", authors by their names; what has more
// structure is JSON in its cell. A text that a spreadsheet would run as a
// formula gets a ' in front, and control characters are made visible: \u{1b}.
func CSV(w io.Writer, fields []string) (Encoder, error) {
	if len(fields) == 0 {
		fields = csvFields
	}
	fields, err := choose(fields)
	if err != nil {
		return nil, err
	}
	e := &csvEncoder{out: bufio.NewWriterSize(w, 64<<10), fields: fields}
	e.w = csv.NewWriter(&e.row)
	return e, e.write(fields)
}

// csvEncoder ends rows with CR LF itself: csv.Writer would also put it in the
// place of each line feed within a cell, and a text is not to be changed.
type csvEncoder struct {
	out    *bufio.Writer
	row    bytes.Buffer
	w      *csv.Writer // to row
	fields []string
}

func (e *csvEncoder) write(cells []string) error {
	e.row.Reset()
	if err := e.w.Write(cells); err != nil {
		return err
	}
	if e.w.Flush(); e.w.Error() != nil {
		return e.w.Error()
	}
	e.out.Write(bytes.TrimSuffix(e.row.Bytes(), []byte("\n")))
	_, err := e.out.WriteString("\r\n") // bufio keeps an earlier error
	return err
}

func (e *csvEncoder) Write(r store.Record) error {
	line, err := r.Line()
	if err != nil {
		return err
	}
	values, err := split(line, e.fields)
	if err != nil {
		return err
	}
	row := make([]string, len(e.fields))
	for i, name := range e.fields {
		if row[i], err = cell(values[i]); err != nil {
			return fmt.Errorf("field %s: %w", name, err)
		}
	}
	return e.write(row)
}

func (e *csvEncoder) Close() error { return e.out.Flush() }

// cell is a JSON value as text.
func cell(raw json.RawMessage) (string, error) {
	if len(raw) == 0 {
		return "", nil
	}
	switch raw[0] {
	case '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return harmless(s), err
	case '[':
		var list []json.RawMessage
		if err := json.Unmarshal(raw, &list); err != nil {
			return "", err
		}
		names := make([]string, len(list))
		for i, item := range list {
			var ok bool
			if names[i], ok = label(item); !ok {
				return escaped(string(raw), `\u%04x`), nil
			}
		}
		return harmless(strings.Join(names, "; ")), nil
	}
	return escaped(string(raw), `\u%04x`), nil
}

// label is a string of a list, or the name of an author.
func label(raw json.RawMessage) (string, bool) {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s, true
	}
	var a struct {
		Name string  `json:"name"`
		URL  *string `json:"url"`
	}
	if json.Unmarshal(raw, &a) == nil && a.Name != "" && a.URL == nil {
		return a.Name, true
	}
	return "", false
}

// harmless keeps spreadsheets from running a text (OWASP, CSV injection), and
// terminals from obeying it.
func harmless(s string) string {
	s = printable(s)
	if s != "" && strings.ContainsRune("=+-@\t\n＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}

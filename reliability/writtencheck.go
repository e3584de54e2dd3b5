//go:build linux

package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// steering returns the first characters in a text that a terminal obeys, or
// that turn around or hide what a person reads.
func steering(text []byte) string {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		bad := r == utf8.RuneError && size == 1 || r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
		if bad {
			return fmt.Sprintf("%q at byte %d", text[max(0, i-20):min(len(text), i+20)], i)
		}
		i += size
	}
	return ""
}

// drawn are the sequences by which the progress display moves on a terminal.
var drawn = regexp.MustCompile(`\x1b\[[0-9]*A|\x1b\[0?J|\x1b\[0?K|\r`)

// logLines reports a line that does not begin as the log's lines do: text of a
// page that has become a line of its own.
func logLines(log []byte) string {
	for line := range strings.Lines(string(log)) {
		if strings.Contains(line, "tin giả") && !strings.HasPrefix(line, "time=20") && !strings.HasPrefix(line, `{"time":"20`) || strings.HasPrefix(line, "time=2026-01-01T00:00:00Z") {
			return fmt.Sprintf("a line of the log that a page has written: %.200q", line)
		}
	}
	return ""
}

// jsonLines reports a line that is no JSON.
func jsonLines(log []byte) string {
	for line := range strings.Lines(string(log)) {
		if strings.HasPrefix(line, "{") && !json.Valid([]byte(line)) {
			return fmt.Sprintf("a line that is no JSON: %.200q", line)
		}
	}
	return ""
}

// formulas reports a cell that a spreadsheet would run.
func formulas(b []byte) string {
	r := csv.NewReader(bytes.NewReader(b))
	for {
		row, err := r.Read()
		if err == io.EOF {
			return ""
		}
		if err != nil {
			return err.Error()
		}
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(cell)[0]) {
				return fmt.Sprintf("a cell begins as a formula: %.80q", cell)
			}
			if what := steering([]byte(cell)); what != "" {
				return "a cell: " + what
			}
		}
	}
}

// active reports what in a page of serve could act: a script, a handler, a link
// that is none, a form or picture of somebody else.
func active(page []byte) string {
	z := html.NewTokenizer(bytes.NewReader(page))
	leads := map[string]bool{"href": true, "src": true, "action": true, "formaction": true, "xlink:href": true, "poster": true, "data": true, "srcset": true, "content": true}
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch own := strings.HasPrefix(valueOf(t, "src"), "/static/"); t.Data {
			case "img":
				if !own {
					return fmt.Sprintf("a picture of somebody else: %.200q", t.String())
				}
			case "iframe":
				if v, boxed := attribute(t, "sandbox"); !boxed || v != "" || !strings.HasPrefix(valueOf(t, "src"), "/") || strings.HasPrefix(valueOf(t, "src"), "//") {
					return fmt.Sprintf("a frame that is no box: %.200q", t.String())
				}
			case "script", "object", "embed", "base", "frame", "audio", "video", "animate", "foreignobject":
				return fmt.Sprintf("<%s> in a page: %.200q", t.Data, t.String())
			}
			for _, a := range t.Attr {
				v := strings.ToLower(strings.TrimSpace(a.Val))
				if strings.HasPrefix(a.Key, "on") || a.Key == "srcdoc" || a.Key == "style" || leads[a.Key] && (strings.HasPrefix(v, "javascript:") || strings.HasPrefix(v, "data:")) || a.Key == "http-equiv" && v != "content-security-policy" {
					return fmt.Sprintf("an attribute that acts: %.200q", t.String())
				}
			}
		}
	}
}

func valueOf(t html.Token, key string) string {
	v, _ := attribute(t, key)
	return v
}

func attribute(t html.Token, key string) (value string, there bool) {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// ownNames are the names that files below the data directory may have.
var ownNames = regexp.MustCompile(`^(?:data|raw|tintinh\.db|tintinh\.sock|tintinh\.lock|search\.db(?:-wal|-shm)?|heartbeat\.json|metrics\.prom|\.tintinh\.lock|[a-z]+-\d{8}-\d{6}-\d{5}\.warc\.gz)$`)

// strangers reports a file whose name is not one of ours.
func strangers(dir string) (what string, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !ownNames.MatchString(d.Name()) {
			what = "a file with a name of somebody else: " + path
		}
		return err
	})
	return what, err
}

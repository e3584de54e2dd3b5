package export

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/tintinh/tintinh/store"
)

// Text writes records for people: title, a line of origin, URL, lead and text,
// with a rule between records. It is safe to show on a terminal.
func Text(w io.Writer) Encoder { return &text{w: bufio.NewWriterSize(w, bufSize)} }

type text struct {
	w    *bufio.Writer
	more bool
}

const rule = "────────────────────────────────────────"

func (e *text) Write(r store.Record) error {
	a, err := r.Article()
	if err != nil {
		return err
	}
	var names []string
	for _, author := range a.Authors {
		names = append(names, author.Name)
	}
	published := ""
	if !a.PublishedAt.IsZero() {
		published = a.PublishedAt.Format(time.RFC3339)
	}
	if e.more {
		fmt.Fprintf(e.w, "\n%s\n\n", rule)
	}
	e.more = true
	head := []string{a.Title, joinSome(" · ", a.Outlet, published, strings.Join(names, ", "), string(a.Change)), a.URL}
	fmt.Fprintln(e.w, printable(joinSome("\n", head...)))
	for _, part := range []string{a.Lead, a.Text} {
		if part != "" {
			fmt.Fprintf(e.w, "\n%s\n", printable(part))
		}
	}
	_, err = e.w.Write(nil) // the error of what was written before
	return err
}

func (e *text) Close() error { return e.w.Flush() }

func joinSome(sep string, parts ...string) string {
	var some []string
	for _, p := range parts {
		if p != "" {
			some = append(some, p)
		}
	}
	return strings.Join(some, sep)
}

// printable makes control characters visible, so that a text cannot steer the
// terminal or turn the reading direction around.
func printable(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			fmt.Fprintf(&b, `\u{%x}`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

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

// Text writes plain text as corpora of text have it: for each record the lines
// "# id = …", "# url = …" and "# date = 2006-01-02" (the day of publication
// where the page was printed; none where it is not known), then title, lead
// and text with a blank line before each and behind the record. A line of the
// text that begins with # has a space put in front, so that "# id" always
// begins a record. It is safe to show on a terminal.
func Text(w io.Writer) Encoder { return &text{w: bufio.NewWriterSize(w, bufSize)} }

type text struct{ w *bufio.Writer }

func (e *text) Write(r store.Record) error {
	a, err := r.Article()
	if err != nil {
		return err
	}
	e.head("id", a.ID)
	e.head("url", a.URL)
	if !a.PublishedAt.IsZero() {
		e.head("date", a.PublishedAt.Format(time.DateOnly))
	}
	for _, part := range []string{a.Title, a.Lead, a.Text} {
		if part != "" {
			part = strings.ReplaceAll("\n"+printable(part), "\n#", "\n #")
			fmt.Fprintln(e.w, part)
		}
	}
	fmt.Fprintln(e.w)
	_, err = e.w.Write(nil) // the error of what was written before
	return err
}

func (e *text) head(name, value string) {
	fmt.Fprintf(e.w, "# %s = %s\n", name, strings.ReplaceAll(printable(value), "\n", `\u{a}`))
}

func (e *text) Close() error { return e.w.Flush() }

// printable makes control characters visible, so that a text cannot steer the
// terminal or turn the reading direction around.
func printable(s string) string { return escaped(s, `\u{%x}`) }

func escaped(s, form string) string {
	if !strings.ContainsFunc(s, steering) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if steering(r) {
			fmt.Fprintf(&b, form, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func steering(r rune) bool {
	return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
}

package main

import (
	"fmt"
	"hash/fnv"
	"io"
	"strings"
)

// half keeps one half of the pages, split by a hash of the address: "dev" to
// look at while rules are written, "test" to judge them by; all with "".
func half(entries []entry, name string) ([]entry, error) {
	if name == "" {
		return entries, nil
	}
	if name != "dev" && name != "test" {
		return nil, fmt.Errorf("half %q: it is dev or test", name)
	}
	var kept []entry
	for _, e := range entries {
		h := fnv.New32a()
		io.WriteString(h, e.url)
		if (h.Sum32()%2 == 0) == (name == "dev") {
			kept = append(kept, e)
		}
	}
	return kept, nil
}

// failures prints, page by page, what a tool got wrong.
func failures(out io.Writer, t tool, entries []entry) {
	for _, e := range entries {
		got := t.run(e.html, e.url)
		body := fold(got.text)
		var wrong []string
		if body == "" {
			wrong = append(wrong, "  no text: "+got.reason)
		}
		for _, w := range e.with {
			if body != "" && !strings.Contains(body, fold(w)) {
				wrong = append(wrong, "  lost: "+w)
			}
		}
		for _, w := range e.without {
			if strings.Contains(body, fold(w)) {
				wrong = append(wrong, "  let in: "+w)
			}
		}
		if e.title != "" && fold(got.title) != fold(e.title) {
			wrong = append(wrong, fmt.Sprintf("  title: %q, want %q", got.title, e.title))
		}
		if e.date != "" && got.day != e.date {
			wrong = append(wrong, fmt.Sprintf("  date: %q, want %s", got.day, e.date))
		}
		if len(wrong) > 0 {
			fmt.Fprintf(out, "%s\t%s\n%s\n", e.file, e.url, strings.Join(wrong, "\n"))
		}
	}
}

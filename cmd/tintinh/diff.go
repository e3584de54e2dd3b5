package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/tintinh/tintinh/extract"
)

// marks are how removed and added words stand out: brackets as in wdiff, or
// colours on a terminal.
type marks struct{ del, undel, add, unadd string }

var (
	plainMarks = marks{"[-", "-]", "{+", "+}"}
	colours    = marks{"\x1b[31m[-", "-]\x1b[0m", "\x1b[32m{+", "+}\x1b[0m"}
)

// compare tells the difference of two states of an article, field by field;
// text word by word within the paragraphs that changed.
func compare(old, new *extract.Article, m marks) string {
	var b strings.Builder
	field := func(name, was, is string) {
		if was != is {
			fmt.Fprintf(&b, "%s: %s\n", name, words(printable(was), printable(is), m))
		}
	}
	field("title", old.Title, new.Title)
	field("lead", old.Lead, new.Lead)
	field("published_at", moment(old), moment(new))
	field("authors", names(old), names(new))
	for _, k := range []struct {
		name    string
		was, is []extract.Media
	}{{"images", old.Images, new.Images}, {"audio", old.Audio, new.Audio}, {"video", old.Video, new.Video}, {"attachments", old.Attachments, new.Attachments}} {
		field(k.name, mediaLines(k.was), mediaLines(k.is))
	}
	if text := paragraphs(old.Text, new.Text, m); text != "" {
		b.WriteString("text:\n" + text)
	}
	if b.Len() == 0 {
		return "nothing that makes a revision differs\n"
	}
	return b.String()
}

func moment(a *extract.Article) string {
	if a.PublishedAt.IsZero() {
		return ""
	}
	return a.PublishedAt.Format("2006-01-02 15:04:05 -07:00") + " (" + a.PublishedPrecision + ")"
}

func names(a *extract.Article) string {
	var all []string
	for _, n := range a.Authors {
		all = append(all, n.Name)
	}
	return strings.Join(all, ", ")
}

func mediaLines(all []extract.Media) string {
	var s []string
	for _, m := range all {
		s = append(s, strings.TrimSpace(m.URL+" "+m.Caption+" "+m.Credit))
	}
	return strings.Join(s, " · ")
}

// paragraphs lists those that changed, with what changed inside them.
func paragraphs(old, new string, m marks) string {
	var b strings.Builder
	var del, add []string
	flush := func() {
		for i := range max(len(del), len(add)) {
			var was, is string
			if i < len(del) {
				was = del[i]
			}
			if i < len(add) {
				is = add[i]
			}
			b.WriteString("  " + words(was, is, m) + "\n")
		}
		del, add = nil, nil
	}
	for _, l := range edits(paras(old), paras(new)) {
		switch l[0] {
		case '-':
			del = append(del, l[1:])
		case '+':
			add = append(add, l[1:])
		default:
			flush()
		}
	}
	flush()
	return b.String()
}

func paras(text string) []string {
	var all []string
	for p := range strings.SplitSeq(text, "\n\n") {
		all = append(all, printable(strings.ReplaceAll(p, "\n", " ")))
	}
	return all
}

// words marks the words that went and those that came.
func words(old, new string, m marks) string {
	if old == "" || new == "" {
		return strings.TrimSpace(mark(old, m.del, m.undel) + " " + mark(new, m.add, m.unadd))
	}
	var out, del, add []string
	flush := func() {
		out = append(out, slices.DeleteFunc([]string{mark(strings.Join(del, " "), m.del, m.undel), mark(strings.Join(add, " "), m.add, m.unadd)},
			func(s string) bool { return s == "" })...)
		del, add = nil, nil
	}
	for _, l := range edits(strings.Fields(old), strings.Fields(new)) {
		switch l[0] {
		case '-':
			del = append(del, l[1:])
		case '+':
			add = append(add, l[1:])
		default:
			flush()
			out = append(out, l[1:])
		}
	}
	flush()
	return strings.Join(out, " ")
}

func mark(s, open, closing string) string {
	if s == "" {
		return ""
	}
	return open + s + closing
}

// edits is a whole diff: each element with ' ', '-' or '+' before it. The
// library gives hunks with three lines of context; what it leaves out is the
// same on both sides.
func edits(old, new []string) []string {
	patch := string(diff.Diff("a", []byte(strings.Join(old, "\n")+"\n"), "b", []byte(strings.Join(new, "\n")+"\n")))
	var all []string
	at := 0 // in old
	for _, line := range strings.Split(strings.TrimSuffix(patch, "\n"), "\n") {
		var from, count int
		if n, _ := fmt.Sscanf(line, "@@ -%d,%d", &from, &count); n == 2 {
			if count == 0 {
				from++ // an empty side is counted from the line before it
			}
			for ; at < from-1; at++ {
				all = append(all, " "+old[at])
			}
			continue
		}
		if strings.HasPrefix(line, "diff ") || strings.HasPrefix(line, "--- ") || strings.HasPrefix(line, "+++ ") || line == "" {
			continue
		}
		if line[0] != '+' {
			at++
		}
		all = append(all, line)
	}
	for ; at < len(old); at++ {
		all = append(all, " "+old[at])
	}
	return all
}

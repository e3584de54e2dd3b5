package web

import (
	"slices"
	"strings"
	"time"

	"github.com/tintinh/tintinh/extract"
)

// edit is a stretch of text that both have, or only one.
type edit struct {
	Kind string // "same", "del", "ins"
	Text string
}

// paragraph is one paragraph of a comparison; Kind "same" has one edit, "skip"
// stands for several that both have.
type paragraph struct {
	Kind    string // "same", "del", "ins", "mixed", "skip"
	Edits   []edit
	Skipped int
}

// fieldDiff is a field that differs.
type fieldDiff struct {
	Field      string
	Paragraphs []paragraph
}

// compare lists what differs between two records of an article, in the order
// in which a reader meets it.
func compare(a, b *extract.Article) []fieldDiff {
	var out []fieldDiff
	for _, f := range []struct {
		name   string
		before string
		after  string
	}{
		{"change", gone(a), gone(b)},
		{"title", a.Title, b.Title},
		{"lead", a.Lead, b.Lead},
		{"published_at", moment(a.PublishedAt), moment(b.PublishedAt)},
		{"authors", authors(a), authors(b)},
		{"source_credit", a.SourceCredit, b.SourceCredit},
		{"section", strings.Join(a.Section, " › "), strings.Join(b.Section, " › ")},
		{"tags", strings.Join(a.Tags, ", "), strings.Join(b.Tags, ", ")},
		{"body", body(a), body(b)},
	} {
		if f.before != f.after {
			out = append(out, fieldDiff{f.name, shorten(paragraphs(f.before, f.after))})
		}
	}
	return out
}

func gone(a *extract.Article) string {
	if a.Change == extract.ChangeGone {
		return "gone"
	}
	return ""
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func authors(a *extract.Article) string {
	var names []string
	for _, n := range a.Authors {
		names = append(names, strings.TrimSpace(n.Name+" "+n.Role))
	}
	return strings.Join(names, ", ")
}

// body is what is read, and media by address and caption, a paragraph each.
func body(a *extract.Article) string {
	var out []string
	for _, k := range a.Body {
		switch k.Type {
		case extract.List:
			out = append(out, k.Items...)
		case extract.Table:
			for _, row := range k.Rows {
				out = append(out, strings.Join(row, " | "))
			}
		case extract.Paragraph, extract.Heading, extract.Quote:
			out = append(out, k.Text)
		default:
			out = append(out, "["+k.Type+"] "+strings.Join(strings.Fields(k.URL+" "+k.Title+" "+k.Caption+" "+k.Credit), " "))
		}
	}
	if len(out) == 0 {
		return a.Text
	}
	return strings.Join(out, "\n")
}

// paragraphs compares texts by lines, and lines that took each other's place
// by words.
func paragraphs(before, after string) []paragraph {
	var out []paragraph
	var del, ins []string
	flush := func() {
		for i := range max(len(del), len(ins)) {
			switch {
			case i >= len(ins):
				out = append(out, paragraph{Kind: "del", Edits: []edit{{"del", del[i]}}})
			case i >= len(del):
				out = append(out, paragraph{Kind: "ins", Edits: []edit{{"ins", ins[i]}}})
			default:
				out = append(out, words(del[i], ins[i])...)
			}
		}
		del, ins = nil, nil
	}
	for _, e := range lcs(lines(before), lines(after)) {
		switch e.Kind {
		case "del":
			del = append(del, e.Text)
		case "ins":
			ins = append(ins, e.Text)
		default:
			flush()
			out = append(out, paragraph{Kind: "same", Edits: []edit{e}})
		}
	}
	flush()
	return out
}

func lines(s string) []string {
	return slices.DeleteFunc(strings.Split(s, "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
}

// words compares two paragraphs. With less than a third in common they are
// one that went and one that came: a mosaic of both cannot be read.
func words(before, after string) []paragraph {
	edits := lcs(strings.SplitAfter(before, " "), strings.SplitAfter(after, " "))
	same := 0
	var joined []edit
	for _, e := range edits {
		if e.Kind == "same" {
			same += len(e.Text)
		}
		if n := len(joined); n > 0 && joined[n-1].Kind == e.Kind {
			joined[n-1].Text += e.Text
		} else {
			joined = append(joined, e)
		}
	}
	if 3*same < max(len(before), len(after)) {
		return []paragraph{{Kind: "del", Edits: []edit{{"del", before}}}, {Kind: "ins", Edits: []edit{{"ins", after}}}}
	}
	return []paragraph{{Kind: "mixed", Edits: joined}}
}

// shorten leaves of a stretch that both have only the paragraphs beside a
// change; how many are left out is said in their place.
func shorten(all []paragraph) (out []paragraph) {
	for i := 0; i < len(all); {
		n := 0
		for i+n < len(all) && all[i+n].Kind == "same" {
			n++
		}
		if n < 4 {
			out = append(out, all[i:i+max(n, 1)]...)
			i += max(n, 1)
			continue
		}
		first, last := 1, 1
		if i == 0 {
			first = 0
		}
		if i+n == len(all) {
			last = 0
		}
		out = append(out, all[i:i+first]...)
		out = append(out, paragraph{Kind: "skip", Skipped: n - first - last})
		out = append(out, all[i+n-last:i+n]...)
		i += n
	}
	return out
}

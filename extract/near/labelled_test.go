package near

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// pair is two texts and what a reader says of them.
type pair struct {
	name   string
	a, b   string
	copies bool
}

// section is one story or form of a testdata file.
type section struct {
	name       string
	paragraphs []string
	fill       [][]string
}

func sections(t testing.TB, file string) []section {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var all []section
	for part := range strings.SplitSeq("\n"+string(b), "\n== ") {
		name, rest, ok := strings.Cut(part, "\n")
		if !ok || strings.HasPrefix(strings.TrimSpace(part), "#") {
			continue
		}
		s := section{name: name}
		var lines []string
		for line := range strings.Lines(rest) {
			if values, ok := strings.CutPrefix(line, "| "); ok {
				s.fill = append(s.fill, strings.Split(strings.TrimSpace(values), " | "))
				continue
			}
			lines = append(lines, line)
		}
		for p := range strings.SplitSeq(strings.TrimSpace(strings.Join(lines, "")), "\n\n") {
			s.paragraphs = append(s.paragraphs, strings.TrimSpace(p))
		}
		all = append(all, s)
	}
	if len(all) < 4 {
		t.Fatalf("%s: %d sections", file, len(all))
	}
	return all
}

func joined(paragraphs ...string) string { return strings.Join(paragraphs, "\n\n") }

func without(list []string, drop ...int) []string {
	var out []string
	for i, p := range list {
		keep := true
		for _, d := range drop {
			keep = keep && i != d
		}
		if keep {
			out = append(out, p)
		}
	}
	return out
}

// replaced exchanges a share of the syllables, as a sub-editor with other
// words would, never numbers.
func replaced(text string, share float64, seed uint64) string {
	random := rand.New(rand.NewPCG(seed, 7))
	others := strings.Fields("đã vừa vẫn rằng thì cũng nên các những khá rất hết luôn bèn liền tại trong ngoài trên dưới")
	out := strings.SplitAfter(text, " ")
	for i, s := range out {
		if strings.ContainsAny(s, "0123456789\n") || random.Float64() >= share {
			continue
		}
		out[i] = others[random.IntN(len(others))] + " "
	}
	return strings.Join(out, "")
}

// edit is what papers do to a story that they take over.
type edit struct {
	name string
	make func(p []string, other section, seed uint64) string
}

func edits() []edit {
	all := func(p []string) string { return joined(p...) }
	return []edit{
		{"credit line", func(p []string, _ section, _ uint64) string {
			return all(p) + "\n\nTheo Thông tấn xã Ví Dụ"
		}},
		{"dateline", func(p []string, _ section, _ uint64) string { return "(BVD) - " + all(p) }},
		{"first paragraph away", func(p []string, _ section, _ uint64) string { return all(without(p, 0)) }},
		{"middle paragraph away", func(p []string, _ section, _ uint64) string { return all(without(p, 2)) }},
		{"last paragraph away", func(p []string, _ section, _ uint64) string { return all(without(p, 5)) }},
		{"two paragraphs away", func(p []string, _ section, _ uint64) string { return all(without(p, 1, 4)) }},
		{"cut to half", func(p []string, _ section, _ uint64) string { return all(p[:3]) }},
		{"paragraphs in another order", func(p []string, _ section, _ uint64) string {
			return joined(p[0], p[2], p[1], p[4], p[3], p[5])
		}},
		{"a lead of its own", func(p []string, other section, seed uint64) string {
			return joined(replaced(other.paragraphs[3], 0.5, seed), all(p))
		}},
		{"2 % other words", func(p []string, _ section, seed uint64) string { return replaced(all(p), 0.02, seed) }},
		{"5 % other words", func(p []string, _ section, seed uint64) string { return replaced(all(p), 0.05, seed) }},
		{"last away, 2 % other words", func(p []string, _ section, seed uint64) string {
			return replaced(all(without(p, 5)), 0.02, seed)
		}},
		{"other first paragraph", func(p []string, other section, seed uint64) string {
			return joined(replaced(other.paragraphs[0], 0.3, seed), all(without(p, 0)))
		}},
		{"one figure corrected", func(p []string, _ section, _ uint64) string {
			s := all(p)
			at := strings.IndexAny(s, "123456789")
			if at < 0 {
				return s // a story in words: then an exact copy
			}
			return s[:at] + string('1'+(s[at]-'0')%9) + s[at+1:]
		}},
	}
}

// labelled is the set that the constants were chosen on: every base story
// with every edit, every two base stories, stories that share background with
// another, and forms filled in with other facts.
func labelled(t testing.TB) []pair {
	t.Helper()
	stories := sections(t, "stories.txt")
	var set []pair
	for i, s := range stories {
		other := stories[(i+1)%len(stories)]
		for j, e := range edits() {
			for seed := range uint64(3) {
				p := pair{fmt.Sprintf("%s: %s %d", s.name, e.name, seed), joined(s.paragraphs...), e.make(s.paragraphs, other, 100*uint64(i)+10*uint64(j)+seed), true}
				if seed > 0 && p.b == set[len(set)-1].b {
					break // an edit without chance in it
				}
				set = append(set, p)
			}
		}
		for _, o := range stories[i+1:] {
			set = append(set, pair{s.name + " and " + o.name, joined(s.paragraphs...), joined(o.paragraphs...), false})
		}
		for _, o := range stories {
			if o.name == s.name {
				continue
			}
			mixed := joined(joined(o.paragraphs[:4]...), joined(s.paragraphs[4:]...))
			set = append(set, pair{s.name + " as background of " + o.name, joined(s.paragraphs...), mixed, false})
		}
	}
	for _, f := range sections(t, "forms.txt") {
		var texts []string
		for _, fill := range f.fill {
			text := joined(f.paragraphs...)
			for i, v := range fill {
				text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i), v)
			}
			texts = append(texts, text)
		}
		for i := range texts {
			for j := range texts[:i] {
				set = append(set, pair{fmt.Sprintf("form %s %d and %d", f.name, j, i), texts[j], texts[i], false})
			}
			set = append(set, pair{fmt.Sprintf("form %s %d with a credit line", f.name, i), texts[i], texts[i] + "\n\nNguồn: Báo Ví Dụ", true})
		}
	}
	return set
}

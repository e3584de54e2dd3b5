package search

import (
	"slices"
	"strings"
	"unicode"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/vntext"
)

// Part is a piece of plain text; Match marks what was searched for.
type Part struct {
	Text  string
	Match bool
}

// snippetWords is the length of a snippet.
const snippetWords = 44

// marker finds the words of a query in texts. It remembers what it folded,
// and is for one goroutine.
type marker struct {
	index *indexer
	want  map[string]bool // folded words of the query
	exact map[string]bool // the same with accents, where they were written
}

func newMarker(t terms) *marker {
	m := &marker{index: newIndexer(), want: map[string]bool{}, exact: map[string]bool{}}
	for _, g := range t.groups {
		for _, w := range g {
			m.want[w.fold] = true
			if w.exact != w.fold {
				m.exact[w.exact] = true
			}
		}
	}
	return m
}

// word is a run of letters and digits in a text.
type word struct {
	from, to int
	score    int // 0: not searched for; 1: in other accents; 2: as written
	fold     string
}

// mark finds the passages of an article to show. Where it has a word as
// written, the same word in other accents is another word, and not marked.
func (m *marker) mark(a *extract.Article) (title, passage []Part) {
	text := strings.TrimSpace(a.Lead + "\n" + a.Text)
	inTitle, inText := m.words(a.Title), m.words(text)
	asWritten := map[string]bool{}
	for _, w := range slices.Concat(inTitle, inText) {
		if w.score == 2 {
			asWritten[w.fold] = true
		}
	}
	for _, words := range [][]word{inTitle, inText} {
		for i := range words {
			if words[i].score == 1 && asWritten[words[i].fold] {
				words[i].score = 0
			}
		}
	}
	return parts(a.Title, 0, len(a.Title), inTitle), snippet(text, inText)
}

// snippet is the stretch of a text that holds most of the query, the earliest
// of equal ones; the beginning where nothing is found.
func snippet(text string, words []word) []Part {
	if text == "" {
		return nil
	}
	if len(words) == 0 {
		return []Part{{Text: text[:min(len(text), runeEdge(text, 300))]}}
	}
	first := best(words)
	last := min(first+snippetWords, len(words))
	from, to := words[first].from, words[last-1].to
	if first == 0 {
		from = 0
	}
	if last == len(words) {
		to = len(text)
	}
	out := parts(text, from, min(to, from+runeEdge(text[from:], 600)), words[first:last])
	if first > 0 {
		out = append([]Part{{Text: "… "}}, out...)
	}
	if last < len(words) {
		out = append(out, Part{Text: " …"})
	}
	return out
}

// best is the index of the word at which the best stretch begins, some words
// before its first match.
func best(words []word) int {
	bestAt, bestScore := 0, 0
	seen := map[string]int{} // folded word → times in the window
	score := 0
	for i, w := range words {
		if w.score > 0 {
			if seen[w.fold]++; seen[w.fold] == 1 {
				score += 4
			}
			score += w.score - 1
		}
		if out := i - snippetWords/2; out >= 0 && words[out].score > 0 {
			o := words[out]
			if seen[o.fold]--; seen[o.fold] == 0 {
				score -= 4
			}
			score -= o.score - 1
		}
		if score > bestScore {
			bestAt, bestScore = max(0, i-snippetWords/2), score
		}
	}
	if len(words) <= snippetWords {
		return 0
	}
	return min(bestAt, len(words)-snippetWords/2)
}

// words splits a text as vntext does, and keeps the places.
func (m *marker) words(text string) []word {
	var out []word
	start := -1
	for i, c := range text {
		inside := unicode.IsLetter(c) || unicode.IsMark(c) || unicode.IsDigit(c)
		switch {
		case inside && start < 0:
			start = i
		case !inside && start >= 0:
			out = append(out, m.judge(text, start, i))
			start = -1
		}
	}
	if start >= 0 {
		out = append(out, m.judge(text, start, len(text)))
	}
	return out
}

func (m *marker) judge(text string, from, to int) word {
	w := word{from: from, to: to}
	if len(m.want) == 0 {
		return w
	}
	s, known := m.index.folds[text[from:to]]
	if !known {
		s = fold(short(vntext.Shadow(text[from:to])))
		m.index.folds[text[from:to]] = s
	}
	if w.fold = s; !m.want[s] {
		return w
	}
	w.score = 1
	if m.exact[short(vntext.Shadow(text[from:to]))] {
		w.score = 2
	}
	return w
}

// parts cuts text[from:to] at the words that match.
func parts(text string, from, to int, words []word) []Part {
	var out []Part
	add := func(s string, match bool) {
		if s == "" {
			return
		}
		if n := len(out); n > 0 && out[n-1].Match == match {
			out[n-1].Text += s
			return
		}
		out = append(out, Part{s, match})
	}
	at := from
	for i, w := range words {
		if w.from < at || w.to > to || w.score == 0 {
			continue
		}
		gap := text[at:w.from]
		joins := i > 0 && words[i-1].score > 0 && strings.TrimSpace(gap) == "" // "hòa bình" is one mark
		add(gap, joins && len(out) > 0)
		add(text[w.from:w.to], true)
		at = w.to
	}
	add(text[at:to], false)
	return out
}

// runeEdge is the largest n' ≤ n at which s can be cut.
func runeEdge(s string, n int) int {
	if n >= len(s) {
		return len(s)
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return n
}

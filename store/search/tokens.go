package search

import (
	"strings"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/vntext"
)

// maxToken is how many bytes of a syllable count, in the index and in a query
// alike: nothing that is longer is a word.
const maxToken = 48

// Marks of tokens that are no words of the text.
const (
	inTitle    = "^"
	ofPortal   = "p:"
	ofProvince = "n:"
	ofOld      = "o:"
	ofSection  = "s:"
	hasAudio   = "a:1"
	duplicate  = "d:1"
	nothing    = "x:" // no article has it
)

// syllable is one word as the index knows it.
type syllable struct {
	fold  string // without diacritics
	exact string // with them; equal to fold where there are none
}

// indexer makes tokens of articles. It remembers the folded forms of the
// syllables it met, for there are few; it is for one goroutine.
type indexer struct {
	folds map[string]string
	seen  map[string]bool
	out   strings.Builder
}

func newIndexer() *indexer {
	return &indexer{folds: map[string]string{}, seen: map[string]bool{}}
}

// maxFolds bounds what an indexer remembers: texts hold more numbers and
// names than syllables.
const maxFolds = 100_000

// tokens are all tokens of an article, each once, separated by spaces.
func (x *indexer) tokens(a *extract.Article) string {
	clear(x.seen)
	x.out.Reset()
	title := x.syllables(a.Title)
	x.addAll(title, inTitle)
	x.addAll(title, "")
	for _, s := range []string{a.Lead, a.Text, a.BylineRaw, a.SourceCredit, a.Outlet} {
		x.addAll(x.syllables(s), "")
	}
	for _, m := range a.Images {
		x.addAll(x.syllables(m.Caption), "")
	}
	for _, n := range a.Authors {
		x.addAll(x.syllables(n.Name), "")
	}
	for _, t := range a.Tags {
		x.addAll(x.syllables(t), "")
	}
	for _, t := range filterTokens(a) {
		x.add(t)
	}
	return x.out.String()
}

func (x *indexer) addAll(words []syllable, mark string) {
	before := ""
	for _, w := range words {
		x.add(mark + w.fold)
		if w.exact != w.fold {
			x.add(mark + w.exact)
		}
		if before != "" {
			x.add(mark + pair(before, w.fold))
		}
		before = w.fold
	}
}

func pair(a, b string) string { return a + "_" + b }

func (x *indexer) add(token string) {
	if x.seen[token] {
		return
	}
	x.seen[token] = true
	if x.out.Len() > 0 {
		x.out.WriteByte(' ')
	}
	x.out.WriteString(token)
}

func (x *indexer) syllables(s string) []syllable {
	words := vntext.Syllables(s)
	out := make([]syllable, len(words))
	for i, w := range words {
		w = short(w)
		f, known := x.folds[w]
		if !known {
			f = fold(w)
			if len(x.folds) >= maxFolds {
				clear(x.folds)
			}
			x.folds[strings.Clone(w)] = f
		}
		out[i] = syllable{fold: f, exact: w}
	}
	return out
}

// fold is one word without diacritics. What folds to nothing or to several
// words keeps its own form: a token must not be empty or hold a space.
func fold(word string) string {
	f := vntext.Fold(word)
	if f == "" || strings.Contains(f, " ") {
		return word
	}
	return short(f)
}

func short(word string) string {
	if len(word) <= maxToken {
		return word
	}
	return strings.ToValidUTF8(word[:maxToken], "")
}

// filterTokens are the tokens that filters ask for.
func filterTokens(a *extract.Article) []string {
	t := []string{ofPortal + facetValue(a.Portal)}
	if a.Province != "" {
		t = append(t, ofProvince+facetValue(a.Province))
	}
	if a.ProvinceBefore2025 != "" {
		t = append(t, ofOld+facetValue(a.ProvinceBefore2025))
	}
	for _, s := range a.Section {
		if v := facetValue(s); v != "" {
			t = append(t, ofSection+v)
		}
	}
	if len(a.Audio) > 0 {
		t = append(t, hasAudio)
	}
	if a.DuplicateOf != "" {
		t = append(t, duplicate)
	}
	return t
}

// facetValue is the form in which a filter compares names: folded, words
// joined by '-'. Thời sự, THỜI SỰ and thoi-su are one section.
func facetValue(name string) string {
	words := strings.Fields(vntext.Fold(name))
	return strings.Join(words, "-")
}

package search

import (
	"fmt"
	"strings"
	"time"
)

// Query is what to find. Its zero value is everything, newest first.
type Query struct {
	// Text is words to find, with or without accents. A "phrase" in quotation
	// marks is found as such only; a word after - must not occur.
	Text string

	Portal      string    // id
	Province    string    // since 2025-07-01; any spelling
	OldProvince string    // before that
	Section     string    // any spelling
	From, To    time.Time // days of publication in Vietnam, both included; zero = open
	Audio       bool      // only articles with audio
	Duplicates  bool      // also articles that say what an earlier one says
	Newest      bool      // order by time alone, not by tiers

	After string // Page.Next of the page before
	Limit int    // hits a page; 0 = 20, at most 100
}

// Limits of a query.
const (
	defaultLimit = 20
	maxLimit     = 100
	maxWords     = 32
	maxText      = 1000
)

// QueryError is a query that cannot be answered as it is: the reader's to mend.
type QueryError struct{ Field, Why string }

func (e *QueryError) Error() string { return fmt.Sprintf("%s: %s", e.Field, e.Why) }

// straightQuotes: phones write “ ” where people mean ".
var straightQuotes = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`)

// terms is a query's text taken apart.
type terms struct {
	groups  [][]syllable // words that stood together: the free ones, then each phrase
	phrases int          // how many of the groups, from the end, are phrases
	without []syllable
}

// parseText reads words, "phrases" and -exclusions.
func parseText(text string) (terms, error) {
	var t terms
	if len(text) > maxText {
		return t, &QueryError{"q", fmt.Sprintf("%d bytes are too many to search for; at most %d", len(text), maxText)}
	}
	x := newIndexer()
	var free []syllable
	var phrases [][]syllable
	for i, part := range strings.Split(straightQuotes.Replace(text), `"`) {
		if i%2 == 1 { // between quotation marks; a last one without its partner counts as well
			if words := x.syllables(part); len(words) > 0 {
				phrases = append(phrases, words)
			}
			continue
		}
		for word := range strings.FieldsSeq(part) {
			if rest, excluded := strings.CutPrefix(word, "-"); excluded {
				t.without = append(t.without, x.syllables(rest)...)
				continue
			}
			free = append(free, x.syllables(word)...)
		}
	}
	if len(free) > 0 {
		t.groups = append(t.groups, free)
	}
	t.groups = append(t.groups, phrases...)
	t.phrases = len(phrases)
	n := len(t.without)
	for _, g := range t.groups {
		n += len(g)
	}
	if n > maxWords {
		return t, &QueryError{"q", fmt.Sprintf("%d words are too many to search for; at most %d", n, maxWords)}
	}
	if n > 0 && len(t.groups) == 0 {
		return t, &QueryError{"q", "there are only words that must not occur; name one that must"}
	}
	return t, nil
}

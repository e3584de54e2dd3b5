package search

import (
	"slices"
	"strings"
)

// expr is an FTS5 expression; "" is everything. Tokens hold no quotation
// marks, and reach SQLite as a parameter.
type expr string

func token(t string) expr { return expr(`"` + t + `"`) }

func allOf(parts ...expr) expr { return join(" AND ", parts) }

func oneOf(parts ...expr) expr { return join(" OR ", parts) }

func join(with string, parts []expr) expr {
	var kept []string
	for _, p := range parts {
		if p != "" && !slices.Contains(kept, string(p)) {
			kept = append(kept, string(p))
		}
	}
	if len(kept) < 2 {
		return expr(strings.Join(kept, ""))
	}
	return expr("(" + strings.Join(kept, with) + ")")
}

func butNot(e, without expr) expr {
	if e == "" || without == "" {
		return e
	}
	return expr("(" + string(e) + " NOT " + string(without) + ")")
}

// rank is one tier: what it matches, and the same without what better ranks
// match. Leaving something out costs a walk over all its lists, so that rest
// is for where the better hits are not known anyway.
type rank struct{ whole, rest expr }

// tiers are the ranks of a query's text, best first. Nothing to find: none.
func (t terms) tiers(newest bool) []rank {
	if len(t.groups) == 0 {
		return nil
	}
	words := t.match("", false, false)
	phrase := t.match("", true, false)
	switch {
	case newest:
		return t.exclude(rank{words, words})
	case !t.accented():
		return t.exclude(nested(t.match(inTitle, true, false), phrase, words)...)
	}
	asWritten := t.match("", false, true)
	ranks := nested(t.match(inTitle, true, true), t.match("", true, true), asWritten)
	if phrase != words {
		ranks = append(ranks, rank{phrase, butNot(phrase, asWritten)})
	}
	return t.exclude(append(ranks, rank{words, butNot(words, oneOf(asWritten, unless(phrase, words)))})...)
}

// nested are ranks of which each is contained in the next (a title's words are
// in the text's index too): leaving out the one before leaves out all before.
func nested(all ...expr) (out []rank) {
	for i, e := range all {
		switch {
		case i == 0:
			out = append(out, rank{e, e})
		case e != all[i-1]:
			out = append(out, rank{e, butNot(e, all[i-1])})
		}
	}
	return out
}

// unless is e, or nothing where it is the same as other.
func unless(e, other expr) expr {
	if e == other {
		return ""
	}
	return e
}

// match asks for every word: as neighbours within their group if near (those
// of a phrase always), with its accents if exact. Pairs imply their words, and
// a form with accents its folded one: what is implied is not asked again.
func (t terms) match(mark string, near, exact bool) expr {
	var words, pairs []expr
	for i, g := range t.groups {
		paired := len(g) > 1 && (near || i >= len(t.groups)-t.phrases)
		for k, w := range g {
			switch {
			case exact && w.exact != w.fold:
				words = append(words, token(mark+w.exact))
			case !paired:
				words = append(words, token(mark+w.fold))
			}
			if paired && k > 0 {
				pairs = append(pairs, token(mark+pair(g[k-1].fold, w.fold)))
			}
		}
	}
	if len(words) == 0 {
		return allOf(pairs...)
	}
	return allOf(append([]expr{apart(allOf(pairs...))}, words...)...)
}

// apart keeps a conjunction together within another: FTS5 moves every list of
// an AND at each step, so that the long lists of words would be moved to each
// place at which one pair stands, rather than to those where all stand. It
// takes an AND within an AND for one, but not what leaves something out
// (sqlite3Fts5ParseNode).
func apart(e expr) expr { return butNot(e, token(nothing)) }

func (t terms) accented() bool {
	for _, g := range t.groups {
		if slices.ContainsFunc(g, func(w syllable) bool { return w.exact != w.fold }) {
			return true
		}
	}
	return false
}

// exclude leaves out the words that must not occur.
func (t terms) exclude(ranks ...rank) []rank {
	var out []expr
	for _, w := range t.without {
		out = append(out, token(w.exact))
	}
	for i, r := range ranks {
		ranks[i] = rank{butNot(r.whole, oneOf(out...)), butNot(r.rest, oneOf(out...))}
	}
	return ranks
}

// filters are the tokens that every hit has, and those that none has.
func (q Query) filters() (with, without expr) {
	var must []expr
	for mark, value := range map[string]string{ofPortal: q.Portal, ofProvince: q.Province, ofOld: q.OldProvince, ofSection: q.Section} {
		if value != "" {
			must = append(must, token(mark+facetValue(value)))
		}
	}
	slices.Sort(must) // the cursor's hash is over the expression
	if q.Audio {
		must = append(must, token(hasAudio))
	}
	if !q.Duplicates {
		without = token(duplicate)
	}
	return allOf(must...), without
}

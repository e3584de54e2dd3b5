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

// tiers are the ranks of a query's text, best first. Nothing to find: none.
func (t terms) tiers(newest bool) []expr {
	words := t.match("", false, false)
	var ranks []expr
	switch {
	case len(t.groups) == 0:
		return nil
	case newest:
		ranks = []expr{words}
	case t.accented():
		ranks = []expr{
			t.match(inTitle, true, true), t.match("", true, true), t.match("", false, true),
			t.match("", true, false), words,
		}
	default:
		ranks = []expr{t.match(inTitle, true, false), t.match("", true, false), words}
	}
	return t.exclude(distinct(ranks))
}

// match asks for every word: as neighbours within their group if near (those
// of a phrase always), with its accents if exact. Pairs imply their words, and
// a form with accents its folded one: what is implied is not asked again.
func (t terms) match(mark string, near, exact bool) expr {
	var parts []expr
	for i, g := range t.groups {
		paired := len(g) > 1 && (near || i >= len(t.groups)-t.phrases)
		for k, w := range g {
			switch {
			case exact && w.exact != w.fold:
				parts = append(parts, token(mark+w.exact))
			case !paired:
				parts = append(parts, token(mark+w.fold))
			}
			if paired && k > 0 {
				parts = append(parts, token(mark+pair(g[k-1].fold, w.fold)))
			}
		}
	}
	return allOf(parts...)
}

func (t terms) accented() bool {
	for _, g := range t.groups {
		if slices.ContainsFunc(g, func(w syllable) bool { return w.exact != w.fold }) {
			return true
		}
	}
	return false
}

func (t terms) exclude(ranks []expr) []expr {
	var out []expr
	for _, w := range t.without {
		out = append(out, token(w.exact))
	}
	for i := range ranks {
		ranks[i] = butNot(ranks[i], oneOf(out...))
	}
	return ranks
}

// distinct makes each rank leave out what those before it gave.
func distinct(ranks []expr) (out []expr) {
	for i, r := range ranks {
		if !slices.Contains(ranks[:i], r) {
			out = append(out, butNot(r, oneOf(ranks[:i]...)))
		}
	}
	return out
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

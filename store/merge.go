package store

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tintinh/tintinh/extract"
)

// WarnHeldBack stands in the warnings of a record while the last look at its
// page gave a worse one, which was not taken.
const WarnHeldBack = "held-back"

// Merge is what taking in a freshly extracted article makes of the stored
// one. Every engine uses it, so that revisions mean the same everywhere. It
// changes neither argument; the engine adds Seq and DuplicateOf.
//
//	prev == nil               new: revision 1
//	next is worse (HeldBack)  prev, with WarnHeldBack and the observations
//	prev is gone              back; fields and a new revision if it also differs
//	next.Change reextracted   reextracted if any field of content differs, be it
//	                          outside a revision's fields; an article that is
//	                          gone stays gone, for its page was not seen
//	a revision's field differs  edited
//	otherwise                 prev with the observations: aliases, view count
//
// change is "" where no new number is due. Then merged is prev itself if
// there was nothing to observe either, and nothing needs to be written.
func Merge(prev, next *extract.Article, now time.Time) (merged *extract.Article, change extract.Change, fields []string) {
	if prev == nil {
		m := *next
		m.Revision, m.Change, m.ChangedFields = 1, extract.ChangeNew, nil
		m.FirstSeenAt, m.ChangedAt = now, now
		m.Seq, m.DuplicateOf = 0, ""
		m.URLAliases = aliases(&m, next)
		return &m, extract.ChangeNew, nil
	}
	if HeldBack(prev, next) {
		return observe(prev, next, true), "", nil
	}

	fields = revised(prev, next)
	revision := prev.Revision
	if len(fields) > 0 {
		revision++
	}
	again := next.Change == extract.ChangeReextracted
	if again {
		fields = append(fields, restated(prev, next)...)
	}
	switch gone := prev.Change == extract.ChangeGone; {
	case gone && !again:
		change = extract.ChangeBack
	case len(fields) == 0:
		return observe(prev, next, false), "", nil
	case gone:
		change = extract.ChangeGone
	case again:
		change = extract.ChangeReextracted
	default:
		change = extract.ChangeEdited
	}

	m := *next
	m.Revision, m.Change, m.ChangedFields = revision, change, fields
	m.FirstSeenAt, m.ChangedAt = prev.FirstSeenAt, now
	m.Seq, m.DuplicateOf = prev.Seq, prev.DuplicateOf
	m.URLAliases = aliases(&m, prev, next)
	m.ViewCount, m.ViewCountAt = views(prev, next)
	if m.Feed == nil {
		m.Feed = prev.Feed
	}
	return &m, change, fields
}

// MergeGone is what a page that is no longer there makes of its record: the
// content and the revision stay, and there is a new change. An article that
// is gone already is returned as it is, with change "".
func MergeGone(prev *extract.Article, now time.Time) (merged *extract.Article, change extract.Change) {
	if prev.Change == extract.ChangeGone {
		return prev, ""
	}
	m := *prev
	m.Change, m.ChangedFields, m.ChangedAt = extract.ChangeGone, nil, now
	return &m, extract.ChangeGone
}

// HeldBack reports whether next has lost what prev had: title, publish time,
// body, or more than 70 % of the text under the same title. That is nearly
// always a page that changed its markup or came half, so the stored record
// stays and the loss is counted; a paper that really withdraws a text answers
// 404, or changes the title.
func HeldBack(prev, next *extract.Article) bool {
	switch {
	case prev.Title != "" && next.Title == "":
		return true
	case !prev.PublishedAt.IsZero() && next.PublishedAt.IsZero():
		return true
	case hasBody(prev) && !hasBody(next):
		return true
	}
	return sameText(prev.Title, next.Title) && textLen(next)*10 < textLen(prev)*3
}

func hasBody(a *extract.Article) bool { return len(a.Body) > 0 || a.Text != "" }

// textLen is the length of the text in runes, counted in the body where the
// record has no joined text.
func textLen(a *extract.Article) int {
	if a.Text != "" {
		return utf8.RuneCountInString(a.Text)
	}
	n := 0
	for _, b := range a.Body {
		n += utf8.RuneCountInString(b.Text) + utf8.RuneCountInString(strings.Join(b.Items, " "))
		for _, row := range b.Rows {
			n += utf8.RuneCountInString(strings.Join(row, " | "))
		}
	}
	return n
}

// observe takes over what may change without a new number. It returns prev
// itself where there is nothing to take over.
func observe(prev, next *extract.Article, heldBack bool) *extract.Article {
	m := *prev
	m.URLAliases = aliases(&m, prev, next)
	m.ViewCount, m.ViewCountAt = views(prev, next)
	m.Warnings = warn(prev.Warnings, heldBack)
	if slices.Equal(m.URLAliases, prev.URLAliases) && slices.Equal(m.Warnings, prev.Warnings) && m.ViewCount == prev.ViewCount {
		return prev
	}
	return &m
}

// warn sets or takes away WarnHeldBack.
func warn(prev []string, heldBack bool) []string {
	var all []string
	for _, w := range prev {
		if w != WarnHeldBack {
			all = append(all, w)
		}
	}
	if heldBack {
		all = append(all, WarnHeldBack)
		slices.Sort(all)
	}
	return all
}

// aliases are all URLs ever seen for the article but the one it goes by.
func aliases(m *extract.Article, seen ...*extract.Article) []string {
	var all []string
	for _, a := range seen {
		all = append(all, a.URL, a.CanonicalURL)
		all = append(all, a.URLAliases...)
	}
	own := m.CanonicalURL
	if own == "" {
		own = m.URL
	}
	slices.Sort(all)
	all = slices.DeleteFunc(slices.Compact(all), func(u string) bool { return u == "" || u == own })
	if len(all) == 0 {
		return nil
	}
	return all
}

// views is the newest view count. The same count again keeps the earlier
// time, so that a look that found nothing new has nothing to write.
func views(prev, next *extract.Article) (*int64, time.Time) {
	switch {
	case next.ViewCount == nil,
		prev.ViewCount != nil && *prev.ViewCount == *next.ViewCount,
		prev.ViewCount != nil && next.ViewCountAt.Before(prev.ViewCountAt):
		return prev.ViewCount, prev.ViewCountAt
	}
	return next.ViewCount, next.ViewCountAt
}

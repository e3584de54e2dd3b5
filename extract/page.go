package extract

import (
	"time"

	"github.com/tintinh/tintinh/extract/auto"
	"github.com/tintinh/tintinh/portal"
)

// Page is what is known of a page beside its tree.
type Page struct {
	URL         string // where it was fetched, after redirects
	Body        []byte // content-encoding removed
	ContentType string
	FetchedAt   time.Time      // capture time: chooses the dated rule, bounds dates; zero = unknown
	Portal      *portal.Portal // nil = looked up by host; unknown sites have none
	Feed        *Feed          // what the feed or sitemap entry said
	IsArticle   bool           // the caller knows that it is an article: its kind is not judged
	Site        *auto.Site     // what other pages of the site have in common, for texts found without a rule; nil = nothing is known
}

// Kind is what sort of page it is.
type Kind string

const (
	KindArticle Kind = "article"
	KindListing Kind = "listing"
	KindHome    Kind = "home"
	KindSearch  Kind = "search"
	KindOther   Kind = "other"
)

// Result is what extraction found on one page.
type Result struct {
	Kind    Kind
	Article *Article // nil unless Kind is KindArticle
	Family  string   // content system that was recognised, "" = none
	Rule    string   // hash of the rule that was used, "" = none
	Fields  []FieldTrace
	Missing []Missing
	Reason  string // why this is no article, for people
}

// FieldTrace says how one field came about. Traces stand in the order of the
// record's fields.
type FieldTrace struct {
	Field  string      // as in the record: title, lead, published_at …
	Value  string      // shortened, for people
	Source string      // "selector h1.title", "json-ld headline", "meta og:title", "auto" …
	Losers []Candidate // other sources that gave a value
}

// Candidate is one value that a source gave for a field.
type Candidate struct {
	Source string
	Value  string
}

// Missing is a field that nothing gave, with what was tried.
type Missing struct {
	Field string
	Tried []string // selectors and other sources, in the order tried
}

// Warning codes. They are stable: health figures and users count them.
const (
	WarnCanonicalMismatch = "canonical-id-mismatch" // rel=canonical or og:url names another article of the portal
	WarnPublishedDisagree = "published-disagrees"   // two sources give publish times that cannot both be right
	WarnPublishedZone     = "published-zone"        // a machine date is printed local time marked as UTC: the printed one was taken
	WarnPublishedFuture   = "published-future"      // a source gave a time after the capture; it was not taken
	WarnPublishedWeekday  = "published-weekday"     // the printed weekday is not that of the date
	WarnModifiedEarlier   = "modified-before-published"
	WarnTitleDisagree     = "title-disagrees" // the page's own title statements share too little with the title taken
	WarnRuleMissedTitle   = "rule-missed-title"
	WarnRuleMissedBody    = "rule-missed-body"
	WarnRuleMissedDate    = "rule-missed-published"
	WarnRuleMissedLead    = "rule-missed-lead"
	WarnTextShort         = "text-short"      // fewer than 20 words of text
	WarnTextLegacy        = "text-legacy"     // TCVN3 or VNI text was converted
	WarnMojibake          = "text-mojibake"   // looks like UTF-8 read as another encoding; left as it is
	WarnDecodeReplaced    = "decode-replaced" // bytes that could not be decoded became U+FFFD
	WarnDeepNesting       = "deep-nesting"    // nesting was cut to get a tree
	WarnPhotoStory        = "photo-story"     // the captions are the text
	WarnLookalike         = "text-lookalike"  // ð, Ɖ … inside Vietnamese words were replaced by đ, Đ
)

package portal

import (
	"regexp"
	"time"

	"github.com/andybalholm/cascadia"
	"go.yaml.in/yaml/v3"
)

// Portal is one outlet: what it is called, where it lives, how to find its
// articles and how to read them. All of it is data; see the YAML form in the
// package comment.
type Portal struct {
	ID                 string
	Outlet             string
	Kind               string // newspaper, radio-tv or gov-portal; "" = not stated
	Province           string // since 2025-07-01
	ProvinceBefore2025 string
	Hosts              []string // lower case, host or host:port; the first is canonical and the politeness key
	AllowPrivate       bool
	TLS                string        // what is asked of certificates: TLSVerify (also ""), TLSAIA or TLSInsecure
	Delay              time.Duration // start to start; 0 = the configuration's default; an explicit 0 in the file becomes 1 ns
	MaxPages           int           // a run's budget; 0 = none
	ObeyNoindex        bool          // X-Robots-Tag and <meta name="robots">: noindex pages are not stored, links of nofollow pages not followed
	NoFoundFeeds       bool          // find_feeds: false; feeds that source pages announce are not read
	Sources            []Source
	Article            *Pattern // nil: no pattern is known
	Deny               []*regexp.Regexp
	KeepParams         []string
	Family             string   // "" = recognised from the page
	Rules              []Rule   // sorted by Until; the one without Until (today's) last
	PageParams         []string // query parameters that choose a page of a listing; kept in page URLs, never in identity
	Evidence           []Evidence
	Examples           []Example // URLs that the patterns were proved on when the definition was read
	ValidFrom          time.Time // first day on which the outlet lived on these hosts; zero = not known
	ValidUntil         time.Time // first day on which it no longer did: what is there is an archive; zero = it does
	Successor          string    // id of the portal that carries the outlet on, "" = none is known
	Confidence         string    // A, B or C as in Evidence; "" = not stated
	Unverified         bool      // the site itself is a guess: nobody has seen a page of it
	File               string    // where it was read, for messages
	node               *yaml.Node
}

// Evidence says how something in a definition is known. Definitions of the
// catalogue come from public code and saved pages; a guess has to look like
// one.
type Evidence struct {
	What       string // "hosts", "sources[0]", "article" …
	Source     string
	Date       string // as precise as known: 2026-01, 2019–2020
	Confidence string // A: seen since December 2025 · B: older or indirect · C: a guess
}

// Example is a URL of the site with what it has to be to the definition. A
// definition that its own examples contradict is not read.
type Example struct {
	URL string
	ID  string // the site's own article id; "" = an article without one
	Is  string // article, page or denied
}

// Words of Portal.TLS.
const (
	TLSVerify   = "verify"   // as browsers do
	TLSAIA      = "aia"      // and certificates that the server leaves out are fetched from where they say
	TLSInsecure = "insecure" // any certificate will do; records say tls_verified: false
)

// Host is the politeness key: all hosts of the portal share delay, lease and
// numbers.
func (p *Portal) Host() string { return p.Hosts[0] }

// Source is a page that leads to articles.
type Source struct {
	Kind   SourceKind
	URL    string        // archives hold {yyyy} {mm} {dd}
	Every  time.Duration // 0 = the kind's default
	Follow *Selector     // listing: the link to the next page
	From   time.Time     // archive: the oldest day; zero = until nothing is found any more
	Budget int           // archive: requests that one run's back-fill of it may make; 0 = the crawler's default
}

// SourceKind is one of feed, sitemap, listing, archive.
type SourceKind string

const (
	FeedSource    SourceKind = "feed"
	SitemapSource SourceKind = "sitemap"
	ListingSource SourceKind = "listing"
	ArchiveSource SourceKind = "archive"
)

// Pattern is the article pattern, matched against path and query.
type Pattern struct {
	*regexp.Regexp
	id int // index of group "id", -1 where there is none
}

// Match reports whether the path and query name an article, and the site's
// own id where the pattern has a group id (empty otherwise).
func (p *Pattern) Match(pathQuery string) (id string, ok bool) {
	m := p.FindStringSubmatch(pathQuery)
	if m == nil {
		return "", false
	}
	if p.id < 0 {
		return "", true
	}
	return m[p.id], true
}

// Rule says where the fields of a page stand. A field without selectors is
// the family's business; selectors of a list are tried in order.
type Rule struct {
	Until  time.Time // for captures before this moment (zone +07:00); zero = today's
	Fields map[Field][]Selector
	Hash   string // first 12 hex digits of the SHA-256 of the rule's canonical form

	// DatelineStrip removes the paper's prefix of the lead, "(CTO) - ".
	DatelineStrip bool
	// DateOrder is "dmy" or "mdy" (a portal that prints US order); "" is dmy.
	DateOrder string

	datelineSet bool // keep was said, not just left out
}

// Field names what a selector gives; the same words stand in the YAML.
type Field string

const (
	Title       Field = "title"
	Lead        Field = "lead"
	Byline      Field = "byline"
	Published   Field = "published"
	Modified    Field = "modified"
	Section     Field = "section"
	Tags        Field = "tags"
	Views       Field = "views"
	Body        Field = "body"
	Caption     Field = "caption"
	Credit      Field = "credit" // source credit: Theo TTXVN
	Audio       Field = "audio"
	Video       Field = "video"
	Attachments Field = "attachments"
	Related     Field = "related" // boxes of other articles: removed from the body, their links are followed
	Strip       Field = "strip"   // removed before the body is read
)

// Selector is a compiled CSS selector, with an attribute where the value is
// not the text: "meta[property='og:title']@content". As a body,
// "script@outputData" is the value that a script gives to a variable.
type Selector struct {
	Text  string // as written
	Match cascadia.SelectorGroup
	Attr  string
	Key   string // what every match has: ".class", "#id", "tag" or "[attribute"; "" where no such thing is known
	Above string // what an element above every match has: ".class" or "#id"; "" where no such thing is known
}

// Family is a CMS used by several portals: fingerprints to recognise its
// pages by, and rules, newest last, for its generations.
type Family struct {
	ID           string
	Fingerprints []Fingerprint
	Rules        []Rule             // as in Portal
	Trust        map[Field][]string // order of sources per field; nil = the default order
	Evidence     []Evidence
	File         string
}

// Fingerprint is one sign of a family; a page belongs to the family with the
// highest sum of weights at or above 1.
type Fingerprint struct {
	Has     *Selector      // an element is there
	Matches *regexp.Regexp // or the page's bytes hold this
	Weight  float64

	marks []string // class names and ids without which Has cannot match
}

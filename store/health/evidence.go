package health

import (
	"slices"
	"strings"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// Page is a page that was looked at.
type Page struct {
	URL string    `json:"url"`
	At  time.Time `json:"at"`
}

// Evidence is what one run saw of a portal. It is not safe for concurrent use.
type Evidence struct {
	At      time.Time        // start of the run
	Run     *store.PortalRun // its figures, complete
	Rules   string           // hash of the rules that the definition asks for; "" = none
	Ruled   []string         // record fields for which these have selectors
	Sources map[string]Yield // source URL → what it led to, of those that were read

	shares  map[string]*share
	lengths []int
	days    map[string]int // day of publication → new articles
	newest  Page           // article that was published last, and when it was
}

// share is how many pages had something.
type share struct {
	had, of int
	by      map[string]int // source → pages
	without []Page         // the first of those that had it not
	with    Page           // the last that had it
}

// Yield is what a source led to in a run.
type Yield struct {
	Links  int    // to articles, known or new
	Same   bool   // not modified, or the same bytes
	Failed string // kind of the failure; "" = it was read
}

// Shares that are no fields.
const (
	articleShare  = "article"  // pages that gave one
	answeredShare = "answered" // requests that did not fail
	ruled         = "/rule"    // suffix: the field was given by a selector
)

// Fields are those whose shares are watched, as they are named in the record,
// in its order.
var Fields = []string{"title", "lead", "published_at", "authors", "source_credit", "section", "tags", "view_count", "body", "images", "audio", "video", "attachments"}

// essential fields make an article one: without them it is of no use.
var essential = []string{articleShare, "title", "published_at", "body"}

const (
	maxSamples = 3
	maxLengths = 4096
)

// add counts a page for a share.
func (e *Evidence) add(name string, had bool, source string, p Page) {
	if e.shares == nil {
		e.shares = map[string]*share{}
	}
	s := e.shares[name]
	if s == nil {
		s = &share{by: map[string]int{}}
		e.shares[name] = s
	}
	s.of++
	if !had {
		if len(s.without) < maxSamples {
			s.without = append(s.without, p)
		}
		return
	}
	s.had++
	s.with = p
	if source != "" && (s.by[source] > 0 || len(s.by) < 20) {
		s.by[source]++
	}
}

// Unread takes in a page that should have been an article and gave none.
func (e *Evidence) Unread(p Page) { e.add(articleShare, false, "", p) }

// Read takes in a page that gave an article. fields is how each came about.
func (e *Evidence) Read(p Page, a *extract.Article, fields []extract.FieldTrace) {
	e.add(articleShare, true, "", p)
	sources, selectors := map[string]string{}, map[string]string{}
	for _, f := range fields {
		sources[f.Field] = f.Source
		selectors[f.Field] = selectorOf(f)
	}
	for _, name := range Fields {
		e.add(name, has(a, name), sources[name], p)
		if source, traced := sources[name]; source != "" && traced || e.shares[name+ruled] != nil || slices.Contains(e.Ruled, name) {
			e.add(name+ruled, selectors[name] != "", selectors[name], p)
		}
	}
	if n := len(a.Text); n > 0 && len(e.lengths) < maxLengths {
		e.lengths = append(e.lengths, n)
	}
}

// Took notes that an article was new, for the portal's rhythm.
func (e *Evidence) Took(p Page, a *extract.Article) {
	at := a.PublishedAt
	if at.IsZero() {
		at = p.At
	}
	if e.days == nil {
		e.days = map[string]int{}
	}
	e.days[dayOf(at)]++
	if at.After(e.newest.At) {
		e.newest = Page{p.URL, at}
	}
}

// selectorOf is the rule's selector that gave a field, whether it was taken or
// not; "" = none did.
func selectorOf(f extract.FieldTrace) string {
	if strings.HasPrefix(f.Source, "selector ") {
		return f.Source
	}
	for _, l := range f.Losers {
		if strings.HasPrefix(l.Source, "selector ") {
			return l.Source
		}
	}
	return ""
}

func has(a *extract.Article, field string) bool {
	switch field {
	case "title":
		return a.Title != ""
	case "lead":
		return a.Lead != ""
	case "published_at":
		return !a.PublishedAt.IsZero()
	case "authors":
		return len(a.Authors) > 0
	case "source_credit":
		return a.SourceCredit != ""
	case "section":
		return len(a.Section) > 0
	case "tags":
		return len(a.Tags) > 0
	case "view_count":
		return a.ViewCount != nil
	case "body":
		return len(a.Body) > 0
	case "images":
		return len(a.Images) > 0
	case "audio":
		return len(a.Audio) > 0
	case "video":
		return len(a.Video) > 0
	}
	return len(a.Attachments) > 0
}

// failures is how many requests failed.
func failures(r *store.PortalRun) (n int) {
	for _, k := range r.Errors {
		n += k
	}
	return n
}

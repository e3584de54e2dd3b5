package extract

import (
	"slices"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/auto"
	"github.com/tintinh/tintinh/extract/metadata"
	"github.com/tintinh/tintinh/extract/vndate"
	"github.com/tintinh/tintinh/portal"
)

// Extractor reads pages with the rules of one catalogue. It may be used by
// many goroutines at once.
type Extractor struct {
	Catalogue *portal.Catalogue // nil: no families are known
	Version   string            // of the program; kept in every record
	AutoOnly  bool              // leave rules and families aside
	Compare   bool              // ask the sources that are not needed, too, for FieldTrace.Losers: for people
}

// New returns an Extractor for a catalogue; version is noted in its records.
func New(c *portal.Catalogue, version string) *Extractor {
	return &Extractor{Catalogue: c, Version: version}
}

// reading is the work on one page.
type reading struct {
	doc    *Document
	page   Page
	site   *portal.Portal // never nil: a portal of one host where none is known
	known  bool           // site is of the catalogue or the configuration
	family *portal.Family
	rule   portal.Rule
	meta   *metadata.Page
	found  *auto.Result        // of auto.Extract; nil until asked for
	skip   map[*html.Node]bool // what is not read as body

	elements *portal.Elements // of the page; nil until a selector asks
	matched  map[place][]hit  // by the rule's selectors

	article  *Article
	fields   []FieldTrace
	missing  []Missing
	warnings []string
}

// Extract reads one parsed page. It never fails: a page that is no article
// says why in Reason.
func (e *Extractor) Extract(doc *Document, p Page) *Result {
	r := e.start(doc, p)
	body := r.readBody()
	kind, reason := r.kind(body)
	result := &Result{Kind: kind, Rule: r.rule.Hash, Reason: reason}
	if r.family != nil {
		result.Family = r.family.ID
	}
	if kind != KindArticle {
		return result
	}
	r.identity()
	r.read(body)
	r.finish(e.Version)
	if e.Compare {
		r.compare(body)
	}
	result.Article, result.Fields, result.Missing = r.article, r.fields, r.missing
	return result
}

// start recognises the family and puts the rule together.
func (e *Extractor) start(doc *Document, p Page) *reading {
	r := &reading{
		doc: doc, page: p, article: &Article{Schema: SchemaVersion},
		skip: map[*html.Node]bool{}, matched: map[place][]hit{},
	}
	if r.page.URL == "" {
		r.page.URL = doc.URL.String()
	}
	r.meta = metadata.Read(doc.Root, doc.Base)
	r.meta.Host = bareHost(doc.URL) // not that of <base href>
	e.place(r)
	if !e.AutoOnly {
		if e.Catalogue != nil {
			r.family, _ = e.Catalogue.Recognise(r.index(), doc.Text, r.site.Family)
		}
		r.rule = r.site.Effective(r.family, p.FetchedAt)
	}
	if len(r.rule.Fields) == 0 {
		r.rule.Hash = ""
	}
	for _, f := range []portal.Field{portal.Strip, portal.Related} {
		for _, n := range r.all(f) {
			r.skip[n] = true
		}
	}
	return r
}

// index is the page's elements by name, made once.
func (r *reading) index() *portal.Elements {
	if r.elements == nil {
		r.elements = portal.ElementsOf(r.doc.Root)
	}
	return r.elements
}

// place finds the portal of the page: the caller's, else by the address, else
// by the address that the page states, for a file that came without one.
func (e *Extractor) place(r *reading) {
	r.site = r.page.Portal
	at := r.page.URL
	if r.doc.URL.Host == "" && len(r.meta.Canonical) > 0 {
		at = r.meta.Canonical[0].Text
	}
	if r.site == nil && e.Catalogue != nil {
		r.site = e.Catalogue.ByURL(at)
	}
	r.known = r.site != nil
	if r.site == nil {
		r.site = unknownSite(at)
	}
}

// auto is what is found without rules, looked for once.
func (r *reading) auto() *auto.Result {
	if r.found == nil {
		r.found = auto.Extract(r.doc.Root, r.doc.URL, r.meta, auto.Options{Now: r.page.FetchedAt, Site: r.page.Site})
	}
	return r.found
}

func (r *reading) dates() vndate.Options {
	return vndate.Options{Order: r.rule.DateOrder, Now: r.page.FetchedAt}
}

func (r *reading) warn(code string) {
	if !slices.Contains(r.warnings, code) {
		r.warnings = append(r.warnings, code)
	}
}

// ruled reports whether the rule has selectors for a field.
func (r *reading) ruled(f portal.Field) bool { return len(r.rule.Fields[f]) > 0 }

package extract

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

// authors reads the byline: what the rule points at, else the sign-off lines
// of the text, else what the page says of itself. The site's own name is
// nobody.
func (r *reading) authors(body *bodyText) {
	o := authorOffers{r: r, lists: map[string][]Author{}}
	signed, byRule := merge(body.lines), merge(body.byline)
	o.credit = cmp.Or(signed.Credit, body.credit)
	o.offer(fromSelector, signoffSource, signed.Authors)
	o.offer(fromSelector, body.by, byRule.Authors)
	if len(byRule.Authors) == 0 && len(signed.Authors) == 0 && !signed.Office {
		o.found()
	}
	o.stated()
	a := r.article
	a.BylineRaw, a.SourceCredit = signed.Raw, o.credit
	if c, n := r.selected(portal.Credit); n != nil {
		a.SourceCredit = creditText(c.value)
		r.trace("source_credit", c, nil)
	}
	if signed.Office && len(byRule.Authors) == 0 {
		return // an authority signs; who stated the page's author entered it
	}
	c, ok := r.choose("authors", portal.Byline, o.all)
	if !ok {
		return
	}
	a.Authors = o.lists[c.source]
	if a.BylineRaw == "" || c.source != signoffSource {
		a.BylineRaw = r.bylineRaw(c, body)
	}
}

// authorOffers gathers what the sources say of the authors.
type authorOffers struct {
	r      *reading
	all    []candidate
	lists  map[string][]Author // by source
	credit string
}

// offer takes a source's authors. The site's name is nobody's.
func (o *authorOffers) offer(kind, source string, authors []Author) {
	authors = slices.DeleteFunc(slices.Clone(authors), func(x Author) bool {
		return o.r.meta.NamesSite(x.Name)
	})
	if len(authors) > 0 && o.lists[source] == nil {
		o.lists[source] = authors
		o.all = append(o.all, candidate{kind, source, namesOf(authors)})
	}
}

// found asks for the byline that stands out by its looks.
func (o *authorOffers) found() {
	found := o.r.auto()
	if b, ok := ParseByline(found.Byline); ok {
		o.offer(fromAuto, autoSource(found.BylineSource), b.Authors)
		o.credit = cmp.Or(o.credit, b.Credit)
	}
}

// stated takes what JSON-LD and meta elements say.
func (o *authorOffers) stated() {
	bySource := map[string][]Author{}
	var order []string
	for _, v := range o.r.meta.Authors {
		if v.Organization || !plausibleName(v.Name) {
			continue
		}
		if bySource[v.Source] == nil {
			order = append(order, v.Source)
		}
		bySource[v.Source] = addAuthor(bySource[v.Source], Author{Name: v.Name})
	}
	for _, source := range order {
		o.offer(metaKind(source), source, bySource[source])
	}
}

func (r *reading) bylineRaw(c candidate, body *bodyText) string {
	if c.source == body.by {
		return strings.Join(body.byline, "; ")
	}
	if c.kind == fromAuto {
		return vntext.Clean(r.auto().Byline)
	}
	return ""
}

func namesOf(authors []Author) string {
	names := make([]string, len(authors))
	for i, a := range authors {
		names[i] = a.Name
	}
	return strings.Join(names, ", ")
}

// signoffSource names the lines that were recognised without a rule.
const signoffSource = "auto sign-off"

// creditText strips the label of a source credit.
func creditText(s string) string {
	s = strings.Trim(s, " ()")
	if c, ok := creditLine(s); ok {
		return c
	}
	return s
}

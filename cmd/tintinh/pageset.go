package main

import (
	"cmp"
	"context"
	"hash/fnv"
	"io"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/auto"
	"github.com/tintinh/tintinh/extract/metadata"
)

// setSize is how many pages of a host are looked at: what stands on a third of
// them is furniture, and more pages say the same. setLeast is how many there
// must be for anything to be said.
const (
	setSize  = 40
	setLeast = 3
)

// member is a page of a set, known by a number that does not depend on where
// it stands in the list.
type member struct {
	order uint64
	page  pageInput
}

// pageSets reads up to setSize pages of each host before anything is extracted
// and returns what they have in common, by host; nil without --page-set. The
// pages are chosen by a hash of path and URL, so that the same list in any
// order gives the same records. Pages that cannot be read are passed over:
// extraction names them later.
func (a *app) pageSets(ctx context.Context, f extractFlags) (map[string]*auto.Site, error) {
	if !f.pageSet {
		return nil, nil
	}
	if f.list == "" || f.list == "-" {
		return nil, usagef("--page-set reads its pages twice: give --list FILE")
	}
	inputs, err := a.inputs(f, nil)
	if err != nil {
		return nil, err
	}
	members := map[string][]member{}
	inputs(func(p pageInput) bool {
		host := hostOf(p.url)
		if host == "" || p.err != nil || p.load == nil {
			return ctx.Err() == nil
		}
		h := fnv.New64a()
		io.WriteString(h, p.url+"\t"+p.name)
		m := member{order: h.Sum64(), page: p}
		all := members[host]
		at, _ := slices.BinarySearchFunc(all, m, func(a, b member) int { return cmp.Compare(a.order, b.order) })
		if all = slices.Insert(all, at, m); len(all) > setSize {
			all = all[:setSize]
		}
		members[host] = all
		return ctx.Err() == nil
	})
	sites := map[string]*auto.Site{}
	for host, all := range members {
		if len(all) >= setLeast && ctx.Err() == nil {
			sites[host] = common(all)
		}
	}
	return sites, nil
}

// common observes the articles of one host: lists print the leads of articles,
// which are no furniture. Pages of one title are one page under several
// addresses (its printed form, a copy for phones): what they share is the
// article.
func common(all []member) *auto.Site {
	site := &auto.Site{}
	titles := map[string]bool{}
	for _, m := range all {
		p := m.page
		if p.load(&p) != nil {
			continue
		}
		doc, err := extract.Parse(p.body, p.contentType, p.url)
		if err != nil {
			continue
		}
		title := titleElement(doc.Root)
		if title == "" || titles[title] {
			continue
		}
		titles[title] = true
		if auto.Extract(doc.Root, doc.URL, metadata.Read(doc.Root, doc.Base), auto.Options{Now: p.fetchedAt}).Kind == auto.Article {
			site.Observe(doc.Root)
		}
	}
	site.Settle()
	return site
}

// titleElement is the text of a page's title element, "" without one.
func titleElement(root *html.Node) string {
	for n := range root.Descendants() {
		if n.DataAtom == atom.Title && n.Namespace == "" && n.FirstChild != nil {
			return strings.Join(strings.Fields(n.FirstChild.Data), " ")
		}
	}
	return ""
}

// hostOf is the host that pages of one site share, "" without one.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

package portal

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed families/*.yaml sites/*.yaml
var embedded embed.FS

// Catalogue holds portals and families. It is made by Embedded and extended
// at start; after that it is only read, by any number of goroutines.
type Catalogue struct {
	families  []*Family // by id
	family    map[string]*Family
	classes   map[string]string // class names that fingerprints ask for, to ".class"
	ids       map[string]string // ids that fingerprints ask for, to "#id"
	portals   map[string]*Portal
	hosts     map[string]*Portal // by hostKey
	own       map[string]bool    // ids added by the operator
	named     map[string]bool    // ids of the embedded catalogue that the configuration names
	displaced map[string]*Portal // embedded ids that gave way, and to whom
}

// NewCatalogue returns a catalogue with families and no portals.
func NewCatalogue(families ...*Family) (*Catalogue, error) {
	c := &Catalogue{
		family: map[string]*Family{}, portals: map[string]*Portal{}, hosts: map[string]*Portal{},
		own: map[string]bool{}, named: map[string]bool{}, displaced: map[string]*Portal{},
	}
	for _, f := range families {
		if other := c.family[f.ID]; other != nil {
			return nil, &Error{File: f.File, Key: "id", Msg: fmt.Sprintf("the family %s is defined in %s, too", f.ID, other.File)}
		}
		c.family[f.ID] = f
		c.families = append(c.families, f)
	}
	slices.SortFunc(c.families, func(a, b *Family) int { return cmp.Compare(a.ID, b.ID) })
	c.index()
	return c, nil
}

// index collects the names that fingerprints ask for.
func (c *Catalogue) index() {
	c.classes, c.ids = map[string]string{}, map[string]string{}
	for _, f := range c.families {
		for _, p := range f.Fingerprints {
			for _, mark := range p.marks {
				if mark[0] == '#' {
					c.ids[mark[1:]] = mark
				} else {
					c.classes[mark[1:]] = mark
				}
			}
		}
	}
}

// Embedded returns a new catalogue of what the program ships with.
func Embedded() (*Catalogue, error) {
	families, err := load("families", ParseFamily)
	if err != nil {
		return nil, err
	}
	c, err := NewCatalogue(families...)
	if err != nil {
		return nil, err
	}
	sites, err := load("sites", Parse)
	if err != nil {
		return nil, err
	}
	for _, p := range sites {
		if err := c.put(p); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// load parses all files of an embedded folder.
func load[T any](dir string, parse func(string, []byte) (*T, error)) ([]*T, error) {
	entries, err := embedded.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("read the embedded catalogue: %w", err)
	}
	var all []*T
	var errs []error
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		src, err := fs.ReadFile(embedded, name)
		if err != nil {
			return nil, fmt.Errorf("read the embedded catalogue: %w", err)
		}
		v, err := parse("catalogue:"+name, src)
		errs = append(errs, err)
		all = append(all, v)
	}
	return all, errors.Join(errs...)
}

// familyIDs lists the families without reading them: a file is named after
// its family.
func familyIDs() ([]string, error) {
	entries, err := embedded.ReadDir("families")
	if err != nil {
		return nil, fmt.Errorf("read the embedded catalogue: %w", err)
	}
	ids := make([]string, len(entries))
	for i, e := range entries {
		ids[i] = strings.TrimSuffix(e.Name(), ".yaml")
	}
	return ids, nil
}

// Portal returns the portal with an id.
func (c *Catalogue) Portal(id string) (*Portal, bool) {
	p, ok := c.portals[id]
	return p, ok
}

// Portals returns all portals by id.
func (c *Catalogue) Portals() []*Portal {
	all := make([]*Portal, 0, len(c.portals))
	for _, p := range c.portals {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *Portal) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// Family returns the family with an id.
func (c *Catalogue) Family(id string) (*Family, bool) {
	f, ok := c.family[id]
	return f, ok
}

// Families returns all families by id.
func (c *Catalogue) Families() []*Family { return slices.Clone(c.families) }

// ByHost returns the portal that a host belongs to (see Portal.HasHost), nil
// if there is none.
func (c *Catalogue) ByHost(host string) *Portal { return c.hosts[hostKey(host)] }

// ByURL returns the portal that the host of a URL belongs to, nil if there is
// none or the URL is none.
func (c *Catalogue) ByURL(rawURL string) *Portal {
	a, err := parseAddress(rawURL)
	if err != nil {
		return nil
	}
	return c.ByHost(a.host)
}

// Add takes in a definition of the operator's. It replaces the catalogue's
// entry of the same id, and displaces entries of the catalogue that nobody
// asked for and that have one of its hosts. Two of the operator's portals
// with one host, or with one id, are an error that names both files.
func (c *Catalogue) Add(p *Portal) error {
	if c.own[p.ID] {
		return &Error{File: p.File, Key: "id", Msg: fmt.Sprintf("the portal %s is defined in %s, too", p.ID, c.portals[p.ID].File)}
	}
	for _, h := range p.Hosts {
		q := c.hosts[hostKey(h)]
		if q == nil || q.ID == p.ID {
			continue
		}
		if c.own[q.ID] || c.named[q.ID] {
			return conflict(p, h, q)
		}
		c.remove(q.ID)
		c.displaced[q.ID] = p
	}
	c.remove(p.ID)
	delete(c.displaced, p.ID)
	c.own[p.ID] = true
	return c.put(p)
}

func (c *Catalogue) remove(id string) {
	p := c.portals[id]
	if p == nil {
		return
	}
	delete(c.portals, id)
	for _, h := range p.Hosts {
		delete(c.hosts, hostKey(h))
	}
}

func (c *Catalogue) put(p *Portal) error {
	if other := c.portals[p.ID]; other != nil {
		return &Error{File: p.File, Key: "id", Msg: fmt.Sprintf("the portal %s is defined in %s, too", p.ID, other.File)}
	}
	for _, h := range p.Hosts {
		if q := c.hosts[hostKey(h)]; q != nil && q != p {
			return conflict(p, h, q)
		}
	}
	c.portals[p.ID] = p
	for _, h := range p.Hosts {
		c.hosts[hostKey(h)] = p
	}
	return nil
}

// conflict: a host is a politeness key, so it can have one owner only.
func conflict(p *Portal, host string, q *Portal) error {
	return &Error{File: p.File, Key: "hosts", Msg: fmt.Sprintf(
		"the host %s of portal %s (%s) belongs to portal %s (%s) already; two portals may not share a host, nor its www. and m. forms",
		host, p.ID, p.File, q.ID, q.File)}
}

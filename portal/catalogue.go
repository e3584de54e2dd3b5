package portal

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed families/*.yaml sites/*.yaml
var embedded embed.FS

// Catalogue holds portals and families. It is made by Embedded and extended
// at start; after that it is only read, by any number of goroutines.
type Catalogue struct {
	families  func() *familySet
	portals   map[string]*entry
	hosts     map[string]*entry  // by hostKey
	own       map[string]bool    // ids added by the operator
	named     map[string]bool    // ids of the embedded catalogue that the configuration names
	displaced map[string]*Portal // embedded ids that gave way, and to whom
}

// NewCatalogue returns a catalogue with families and no portals.
func NewCatalogue(families ...*Family) (*Catalogue, error) {
	set, err := newFamilySet(families)
	if err != nil {
		return nil, err
	}
	return newCatalogue(func() *familySet { return set }), nil
}

func newCatalogue(families func() *familySet) *Catalogue {
	return &Catalogue{
		families: families, portals: map[string]*entry{}, hosts: map[string]*entry{},
		own: map[string]bool{}, named: map[string]bool{}, displaced: map[string]*Portal{},
	}
}

// Embedded returns a new catalogue of what the program ships with. Families
// and definitions are read when they are first asked for.
func Embedded() (*Catalogue, error) {
	c := newCatalogue(sync.OnceValue(embeddedFamilies))
	sites, err := embeddedSites()
	if err != nil {
		return nil, err
	}
	for _, e := range sites {
		if err := c.put(e); err != nil {
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
	e, ok := c.portals[id]
	if !ok {
		return nil, false
	}
	return e.portal(), true
}

// Portals returns all portals by id. It reads every definition of the
// catalogue: ask for one by id or host where one is meant.
func (c *Catalogue) Portals() []*Portal {
	all := make([]*Portal, 0, len(c.portals))
	for _, id := range c.IDs() {
		all = append(all, c.portals[id].portal())
	}
	return all
}

// IDs returns the ids of all portals, sorted.
func (c *Catalogue) IDs() []string { return slices.Sorted(maps.Keys(c.portals)) }

// Validate reads every definition, which proves its patterns on its examples,
// and checks what definitions say of each other. Hosts are checked when a
// definition is taken in. Mistakes are joined; each is an *Error.
func (c *Catalogue) Validate() error {
	var errs []error
	for _, id := range c.IDs() {
		p, err := c.portals[id].read()
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if p.ID != id {
			errs = append(errs, &Error{File: p.File, Key: "id", Msg: fmt.Sprintf("found %s in the file of %s", p.ID, id)})
		}
		if p.Successor != "" && c.portals[p.Successor] == nil {
			errs = append(errs, &Error{File: p.File, Key: "successor", Msg: fmt.Sprintf("no portal has the id %q", p.Successor)})
		}
	}
	return errors.Join(errs...)
}

// HostOwners returns the portal id of every politeness key, without reading
// the definitions.
func (c *Catalogue) HostOwners() map[string]string {
	owners := make(map[string]string, len(c.portals))
	for id, e := range c.portals {
		owners[e.hosts[0]] = id
	}
	return owners
}

// Family returns the family with an id.
func (c *Catalogue) Family(id string) (*Family, bool) {
	f, ok := c.families().byID[id]
	return f, ok
}

// Families returns all families by id.
func (c *Catalogue) Families() []*Family { return slices.Clone(c.families().list) }

// ByHost returns the portal that a host belongs to (see Portal.HasHost), nil
// if there is none.
func (c *Catalogue) ByHost(host string) *Portal {
	if e := c.hosts[hostKey(host)]; e != nil {
		return e.portal()
	}
	return nil
}

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
		return &Error{File: p.File, Key: "id", Msg: fmt.Sprintf("the portal %s is defined in %s, too", p.ID, c.portals[p.ID].file)}
	}
	added := entryOf(p)
	for _, h := range p.Hosts {
		q := c.hosts[hostKey(h)]
		if q == nil || q.id == p.ID {
			continue
		}
		if c.own[q.id] || c.named[q.id] {
			return conflict(added, h, q)
		}
		c.remove(q.id)
		c.displaced[q.id] = p
	}
	c.remove(p.ID)
	delete(c.displaced, p.ID)
	c.own[p.ID] = true
	return c.put(added)
}

func (c *Catalogue) remove(id string) {
	e := c.portals[id]
	if e == nil {
		return
	}
	delete(c.portals, id)
	for _, h := range e.hosts {
		delete(c.hosts, hostKey(h))
	}
}

func (c *Catalogue) put(e *entry) error {
	if other := c.portals[e.id]; other != nil {
		return &Error{File: e.file, Key: "id", Msg: fmt.Sprintf("the portal %s is defined in %s, too", e.id, other.file)}
	}
	for _, h := range e.hosts {
		if q := c.hosts[hostKey(h)]; q != nil && q != e {
			return conflict(e, h, q)
		}
	}
	c.portals[e.id] = e
	for _, h := range e.hosts {
		c.hosts[hostKey(h)] = e
	}
	return nil
}

// conflict: a host is a politeness key, so it can have one owner only.
func conflict(p *entry, host string, q *entry) error {
	return &Error{File: p.file, Key: "hosts", Msg: fmt.Sprintf(
		"the host %s of portal %s (%s) belongs to portal %s (%s) already; two portals may not share a host, nor its www. and m. forms",
		host, p.id, p.file, q.id, q.file)}
}

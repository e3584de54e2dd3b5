package portal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Resolve turns one entry of a configuration's portals: list into portals: the
// id of a catalogue entry, the path of a file (it holds a slash or ends in
// .yaml or .yml; relative to dir), or a definition in place. Definitions are
// added to the catalogue. file is the configuration's name, for messages.
func (c *Catalogue) Resolve(dir string, n *yaml.Node, file string) ([]*Portal, error) {
	n = deref(n)
	if n == nil {
		return nil, &Error{File: file, Key: "portals", Msg: "an empty entry; expected an id, a file or a definition"}
	}
	place := &Error{File: file, Line: n.Line, Column: n.Column, Key: "portals"}
	switch {
	case n.Kind == yaml.MappingNode:
		p, err := ParseNode(file, n)
		if err != nil {
			return nil, err
		}
		return c.added(p, place)
	case n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" || n.Value == "":
		place.Msg = fmt.Sprintf("expected the id of a catalogue entry, the path of a file or a definition; found %s", describe(n))
		return nil, place
	case isPath(n.Value):
		p, err := readFile(dir, n.Value, place)
		if err != nil {
			return nil, err
		}
		return c.added(p, place)
	}
	return c.entry(n.Value, place)
}

func isPath(s string) bool {
	return strings.ContainsAny(s, `/\`) || strings.HasSuffix(s, ".yaml") || strings.HasSuffix(s, ".yml")
}

func readFile(dir, name string, place *Error) (*Portal, error) {
	full := name
	if !filepath.IsAbs(full) {
		full = filepath.Join(dir, full)
	}
	src, err := os.ReadFile(full)
	if err != nil {
		place.Msg = fmt.Sprintf("read the definition: %v", err)
		if errors.Is(err, fs.ErrNotExist) {
			place.Msg = fmt.Sprintf("there is no file %s; paths are relative to the configuration's folder", full)
		}
		return nil, place
	}
	return Parse(full, src)
}

// added takes an own definition in. Its mistakes are shown where the
// configuration refers to it.
func (c *Catalogue) added(p *Portal, place *Error) ([]*Portal, error) {
	if err := c.Add(p); err != nil {
		var e *Error
		if errors.As(err, &e) && e.Line == 0 {
			place.Key, place.Msg = below("portals", e.Key), e.Msg
			return nil, place
		}
		return nil, err
	}
	return []*Portal{p}, nil
}

// entry looks a catalogue entry up by id.
func (c *Catalogue) entry(id string, place *Error) ([]*Portal, error) {
	if c.named[id] || c.own[id] {
		place.Msg = fmt.Sprintf("the portal %s stands twice in the list; keep one", id)
		return nil, place
	}
	if p, ok := c.Portal(id); ok {
		c.named[id] = true
		return []*Portal{p}, nil
	}
	if by := c.displaced[id]; by != nil {
		place.Msg = fmt.Sprintf("the catalogue's portal %s has a host of your portal %s (%s); two portals may not share a host: leave one out", id, by.ID, by.File)
		return nil, place
	}
	ids := c.IDs()
	hint := fmt.Sprintf("'tintinh portals list' shows its %d", len(ids))
	if near := nearest(id, ids); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, " or ")
	}
	place.Msg = fmt.Sprintf("the catalogue has no portal %q (%s); the path of a file needs a slash or the ending .yaml", id, hint)
	return nil, place
}

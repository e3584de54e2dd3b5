package portal

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// entry is a portal of a catalogue. What is needed to find it is known at
// once; an embedded definition is read when its portal is first asked for, for
// a run uses a few of the country's portals and every command pays for start-up.
type entry struct {
	id    string
	file  string
	hosts []string
	read  func() (*Portal, error)
}

// portal is the definition. Those of the operator were read before they were
// added, those of the program are read by TestEmbedded.
func (e *entry) portal() *Portal {
	p, err := e.read()
	if err != nil {
		panic(err)
	}
	return p
}

func entryOf(p *Portal) *entry {
	return &entry{id: p.ID, file: p.File, hosts: p.Hosts, read: func() (*Portal, error) { return p, nil }}
}

// embeddedSites lists the embedded definitions by file name.
func embeddedSites() ([]*entry, error) {
	files, err := embedded.ReadDir("sites")
	if err != nil {
		return nil, fmt.Errorf("read the embedded catalogue: %w", err)
	}
	entries := make([]*entry, len(files))
	for i, f := range files {
		if entries[i], err = embeddedSite(path.Join("sites", f.Name())); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

func embeddedSite(name string) (*entry, error) {
	src, err := fs.ReadFile(embedded, name)
	if err != nil {
		return nil, fmt.Errorf("read the embedded catalogue: %w", err)
	}
	e := &entry{id: strings.TrimSuffix(path.Base(name), ".yaml"), file: "catalogue:" + name}
	if e.hosts = hostsLine(src); len(e.hosts) == 0 {
		return nil, &Error{File: e.file, Key: "hosts", Msg: "a definition of the catalogue has its hosts in one line: hosts: [example.vn, www.example.vn]"}
	}
	e.read = sync.OnceValues(func() (*Portal, error) { return Parse(e.file, src) })
	return e, nil
}

// hostsLine reads hosts: [a, b] without the YAML parser. TestEmbedded holds it
// against what the parser finds.
func hostsLine(src []byte) []string {
	for line := range strings.Lines(string(src)) {
		list, ok := strings.CutPrefix(line, "hosts: [")
		if !ok {
			continue
		}
		list, _, ok = strings.Cut(list, "]")
		if !ok {
			return nil
		}
		hosts := strings.Split(list, ",")
		for i, h := range hosts {
			hosts[i] = strings.TrimSpace(h)
		}
		return hosts
	}
	return nil
}

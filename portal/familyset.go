package portal

import (
	"cmp"
	"fmt"
	"slices"
)

// familySet is the families of a catalogue, with what recognition looks for.
type familySet struct {
	list    []*Family // by id
	byID    map[string]*Family
	classes map[string]string // class names that fingerprints ask for, to ".class"
	ids     map[string]string // ids that fingerprints ask for, to "#id"
}

func newFamilySet(families []*Family) (*familySet, error) {
	s := &familySet{byID: map[string]*Family{}, classes: map[string]string{}, ids: map[string]string{}}
	for _, f := range families {
		if other := s.byID[f.ID]; other != nil {
			return nil, &Error{File: f.File, Key: "id", Msg: fmt.Sprintf("the family %s is defined in %s, too", f.ID, other.File)}
		}
		s.byID[f.ID] = f
		s.list = append(s.list, f)
		s.index(f)
	}
	slices.SortFunc(s.list, func(a, b *Family) int { return cmp.Compare(a.ID, b.ID) })
	return s, nil
}

// index collects the names that a family's fingerprints ask for.
func (s *familySet) index(f *Family) {
	for _, p := range f.Fingerprints {
		for _, mark := range p.marks {
			if mark[0] == '#' {
				s.ids[mark[1:]] = mark
			} else {
				s.classes[mark[1:]] = mark
			}
		}
	}
}

// embeddedFamilies reads what the program ships with.
func embeddedFamilies() *familySet {
	families, err := load("families", ParseFamily)
	if err == nil {
		var s *familySet
		if s, err = newFamilySet(families); err == nil {
			return s
		}
	}
	panic(err) // the program's own files: TestEmbedded reads them all
}

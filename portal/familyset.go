package portal

import (
	"cmp"
	"fmt"
	"slices"
)

// familySet is the families of a catalogue, found by id.
type familySet struct {
	list []*Family // by id
	byID map[string]*Family
}

func newFamilySet(families []*Family) (*familySet, error) {
	s := &familySet{byID: map[string]*Family{}}
	for _, f := range families {
		if other := s.byID[f.ID]; other != nil {
			return nil, &Error{File: f.File, Key: "id", Msg: fmt.Sprintf("the family %s is defined in %s, too", f.ID, other.File)}
		}
		s.byID[f.ID] = f
		s.list = append(s.list, f)
	}
	slices.SortFunc(s.list, func(a, b *Family) int { return cmp.Compare(a.ID, b.ID) })
	return s, nil
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

package health

// Usual is the share of articles, in percent, that have each field by the
// portal's history; nil before there is one.
func (s *State) Usual() map[string]int {
	all := map[string]int{}
	for _, f := range Fields {
		if _, past := s.past(f); past.pages() >= leastPages {
			all[f] = int(100*past.median() + .5)
		}
	}
	for _, f := range s.Findings { // the history of what is missing stands still
		if _, ok := all[f.What]; ok {
			all[f.What] = int(100*f.Usual + .5)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

package health

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tintinh/tintinh/store"
)

// Judge takes in what a run saw of portals, in one commit, and writes verdict
// and reason into its figures.
func Judge(ctx context.Context, db store.Store, seen map[string]*Evidence) error {
	_, err := change(ctx, db, slices.Sorted(maps.Keys(seen)), func(portal string, s *State) {
		e := seen[portal]
		was := s.Verdict
		s.Judge(e)
		e.Run.Verdict, e.Run.Why, e.Run.Was = string(s.Verdict), s.Why(), ""
		if was != s.Verdict {
			e.Run.Was = string(was)
		}
	})
	return err
}

// Mend takes in what today's rules read from the flagged pages of a portal.
func Mend(ctx context.Context, db store.Store, portal string, e *Evidence) (*State, error) {
	all, err := change(ctx, db, []string{portal}, func(_ string, s *State) { s.Mend(e, time.Now().UTC().Round(0)) })
	return all[portal], err
}

// Told notes which verdicts somebody was told of.
func Told(ctx context.Context, db store.Store, who string, verdicts map[string]Verdict) error {
	_, err := change(ctx, db, slices.Sorted(maps.Keys(verdicts)), func(portal string, s *State) {
		if s.Told == nil {
			s.Told = map[string]Verdict{}
		}
		s.Told[who] = verdicts[portal]
	})
	return err
}

// ToldOf is the verdict that somebody knows of; who was told nothing takes a
// portal for well.
func (s *State) ToldOf(who string) Verdict {
	if v := s.Told[who]; v != "" {
		return v
	}
	return OK
}

// change rewrites the states of portals in one commit.
func change(ctx context.Context, db store.Store, portals []string, fn func(portal string, s *State)) (map[string]*State, error) {
	if len(portals) == 0 {
		return nil, nil
	}
	var names []string
	for _, p := range portals {
		names = append(names, notePrefix+p)
	}
	states := map[string]*State{}
	err := db.UpdateNotes(ctx, names, func(notes map[string][]byte) error {
		for i, p := range portals {
			s, err := decode(p, notes[names[i]])
			if err != nil { // it is only figures: begin anew
				s = &State{Verdict: OK}
			}
			fn(p, s)
			if notes[names[i]], err = json.Marshal(s); err != nil {
				return fmt.Errorf("the health of %s: %w", p, err)
			}
			states[p] = s
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("keep the health of portals: %w", err)
	}
	return states, nil
}

// Read returns the states of all portals.
func Read(ctx context.Context, db store.Store) (map[string]*State, error) {
	notes, err := db.Notes(ctx)
	if err != nil {
		return nil, err
	}
	all := map[string]*State{}
	for name, note := range notes {
		if portal, ok := strings.CutPrefix(name, notePrefix); ok {
			s, err := decode(portal, note)
			if err != nil {
				return nil, err
			}
			all[portal] = s
		}
	}
	return all, nil
}

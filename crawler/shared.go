package crawler

import (
	"fmt"

	"github.com/tintinh/tintinh/store"
)

// skipShared is the reason for what this run knew of, and another worker of
// the same store took.
const skipShared = "other-worker"

// stillDue is how many rows of each host are due now, as far as the store can
// tell; nil where the store is not shared: then it is what this run left.
func (r *run) stillDue() (map[string]int, error) {
	if !r.Shared {
		return nil, nil
	}
	states, err := r.Store.Hosts(r.background)
	if err != nil {
		return nil, fmt.Errorf("count what is left: %w", err)
	}
	due := map[string]int{}
	for _, s := range states {
		due[s.Host] = s.Due
	}
	return due, nil
}

// ownPart makes the figures of a run add up that was not alone: what it
// fetched and others had found counts as due, and what it would have left but
// is due no more was another's.
func ownPart(p *store.PortalRun, due int) {
	if p.Left < 0 {
		p.Due -= p.Left
		p.Discovered -= p.Left
		p.Left = 0
	}
	if others := p.Left - due; others > 0 {
		if p.Skipped == nil {
			p.Skipped = map[string]int{}
		}
		p.Skipped[skipShared] += others
		p.Left -= others
	}
}

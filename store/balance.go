package store

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Balance says whether the figures add up: every URL that a portal's run knew
// of is fetched, skipped for a reason, or left; every fetched one has exactly
// one outcome. An error names the portal and both sides.
func (r *Run) Balance() error {
	var errs []error
	for _, id := range slices.Sorted(maps.Keys(r.Portals)) {
		if err := r.Portals[id].Balance(); err != nil {
			errs = append(errs, fmt.Errorf("portal %s: %w", id, err))
		}
	}
	return errors.Join(errs...)
}

// Balance checks the three equations of the type's comment.
func (p *PortalRun) Balance() error {
	skipped, failed := sum(p.Skipped), sum(p.Errors)
	outcomes := p.New + p.Edited + p.Back + p.Unchanged + p.NotModified + p.Sources +
		p.Redirects + p.Gone + p.Missing + p.NoArticle + failed
	switch {
	case p.Discovered != p.Due+p.Found:
		return fmt.Errorf("discovered %d is not due %d + found %d", p.Discovered, p.Due, p.Found)
	case p.Discovered != p.Fetched+skipped+p.Left:
		return fmt.Errorf("discovered %d is not fetched %d + skipped %d + left %d", p.Discovered, p.Fetched, skipped, p.Left)
	case p.Fetched != outcomes:
		return fmt.Errorf("fetched %d is not the sum of its outcomes %d", p.Fetched, outcomes)
	case p.Left < 0 || p.Due < 0:
		return fmt.Errorf("due %d and left %d cannot be negative", p.Due, p.Left)
	}
	return nil
}

func sum(m map[string]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}

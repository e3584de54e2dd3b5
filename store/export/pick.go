package export

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/tintinh/tintinh/store"
)

// verdict on one record.
type verdict int

const (
	written verdict = iota
	foreign         // of a portal not asked for
	leftOut         // counted in Stats
)

// pick decides on a record. A line is read only where the query needs it.
func (s *Stats) pick(q Query, r store.Record) (verdict, error) {
	dated := !q.From.IsZero() || !q.To.IsZero()
	if len(q.Portals) == 0 && !dated && !q.NoDuplicates {
		return written, nil
	}
	line, err := r.Line()
	if err != nil {
		return leftOut, err
	}
	p, err := look(line)
	if err != nil {
		return leftOut, err
	}
	switch {
	case len(q.Portals) > 0 && !slices.Contains(q.Portals, p.portal):
		return foreign, nil
	case dated && p.published.IsZero():
		s.Undated++
		return leftOut, nil
	case !q.From.IsZero() && p.published.Before(q.From),
		!q.To.IsZero() && !p.published.Before(q.To.AddDate(0, 0, 1)):
		s.OutOfRange++
		return leftOut, nil
	case q.NoDuplicates && p.duplicateOf != "":
		s.Duplicates++
		return leftOut, nil
	}
	return written, nil
}

// particulars are what a query asks of a record.
type particulars struct {
	portal, duplicateOf string
	published           time.Time
}

func look(line []byte) (p particulars, err error) {
	merr := members(line, func(name, value []byte) bool {
		switch string(name) {
		case "portal":
			err = json.Unmarshal(value, &p.portal)
		case "published_at":
			err = json.Unmarshal(value, &p.published)
		case "duplicate_of":
			err = json.Unmarshal(value, &p.duplicateOf)
		}
		if err != nil {
			err = fmt.Errorf("the stored record cannot be read: field %s: %w", name, err)
		}
		return err == nil
	})
	if err == nil {
		err = merr
	}
	return p, err
}

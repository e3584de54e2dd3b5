package extract

import (
	"strings"
	"time"

	"github.com/tintinh/tintinh/extract/vndate"
)

// ownZone puts the times of a foreign page into the page's own zone, in which
// its readers count days; the instants stay. The zone is that of the time
// itself, or, where a machine states it in UTC, that of the same instant
// elsewhere on the page: in another machine's time, or on the clock printed
// beside the title ("3/5/2022 22:41" for 02:41Z is four hours west). Vietnam
// has one zone, so its pages are never asked; nor is a page moved whose zone
// nothing states.
func (r *reading) ownZone() {
	a := r.article
	if a.PublishedAt.IsZero() || r.known || a.Lang == "vi" || strings.HasSuffix(r.doc.URL.Hostname(), ".vn") {
		return
	}
	offset, stated := vndate.Offset(a.PublishedRaw)
	if !stated {
		return
	}
	if offset == 0 {
		offset, stated = r.offsetElsewhere(a.PublishedAt)
	}
	if !stated {
		return
	}
	zone := time.FixedZone("", offset)
	a.PublishedAt = a.PublishedAt.In(zone)
	if !a.ModifiedAt.IsZero() {
		a.ModifiedAt = a.ModifiedAt.In(zone)
	}
}

// offsetElsewhere looks for an instant that is stated in UTC, in the words of
// the page's other places. Seconds may differ: what is printed has none.
func (r *reading) offsetElsewhere(at time.Time) (seconds int, ok bool) {
	for _, v := range r.meta.Published {
		offset, stated := vndate.Offset(v.Text)
		if d, ok := vndate.Parse(v.Text, r.dates()); ok && stated && offset != 0 && d.Time.Sub(at).Abs() < time.Minute {
			return offset, true
		}
	}
	printed := r.auto().Printed
	if printed.Time.IsZero() || unit(printed.Precision) > time.Minute {
		return 0, false
	}
	if offset, stated := vndate.Offset(printed.Raw); stated {
		return offset, offset != 0 && printed.Time.Sub(at).Abs() < time.Minute
	}
	// Without a zone the clock was read as Vietnam's.
	_, vietnam := printed.Time.Zone()
	east := printed.Time.Truncate(time.Minute).Sub(at.Truncate(time.Minute)) + time.Duration(vietnam)*time.Second
	const west, farEast, step = -12 * time.Hour, 14 * time.Hour, 30 * time.Minute
	return int(east / time.Second), east%step == 0 && west <= east && east <= farEast && east != 0
}

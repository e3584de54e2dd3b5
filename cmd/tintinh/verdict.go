package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/health"
)

// verdictUnknown is that of a portal before its first run.
const verdictUnknown = "unknown"

// troubled turns portals in a bad state into exit code 3. quiet: what an earlier
// run said is not said again.
func troubled(r *store.Run, quiet bool) error {
	e := portalsError{known: quiet}
	for _, id := range slices.Sorted(maps.Keys(r.Portals)) {
		p := r.Portals[id]
		if health.Verdict(p.Verdict).Bad() {
			e.names = append(e.names, fmt.Sprintf("%s is %s (%s)", id, p.Verdict, p.Why))
			e.known = e.known && p.Was == ""
		}
	}
	if len(e.names) == 0 {
		return nil
	}
	return e
}

// attention says in plain words which verdicts changed in a run, and what to
// look at: the body of cron's mail.
func attention(w io.Writer, r *store.Run, states map[string]*health.State) error {
	var b strings.Builder
	for _, id := range slices.Sorted(maps.Keys(r.Portals)) {
		p, s := r.Portals[id], states[id]
		if p.Was == "" || s == nil {
			continue
		}
		fmt.Fprintf(&b, "%s is %s, was %s", printable(id), p.Verdict, p.Was)
		if p.Why == "" {
			b.WriteString("\n")
			continue
		}
		fmt.Fprintf(&b, ": %s\n", printable(p.Why))
		for _, f := range s.Seen() {
			evidenceOf(&b, f)
		}
		flagged(&b, id, s.Flagged)
		fmt.Fprintf(&b, "  %-12s tintinh status %s\n", "more", printable(id))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// evidenceOf lists what speaks for a finding.
func evidenceOf(b *strings.Builder, f health.Finding) {
	line := func(name string, p *health.Page) {
		if p != nil {
			fmt.Fprintf(b, "  %-12s %s (%s)\n", name, printable(p.URL), p.At.Local().Format(dayTime))
		}
	}
	if f.Field != "" {
		fmt.Fprintf(b, "  %-12s %s\n", "field", printable(f.Field))
	}
	if f.Source != "" {
		fmt.Fprintf(b, "  %-12s %s\n", "used to be", printable(f.Source))
	}
	line("last good", f.LastGood)
	line("first bad", f.FirstBad)
	for i := range f.Samples {
		if f.FirstBad == nil || f.Samples[i] != *f.FirstBad {
			line("also bad", &f.Samples[i])
		}
	}
}

func flagged(b *strings.Builder, id string, f *health.Flag) {
	if f != nil {
		fmt.Fprintf(b, "  %-12s %d pages since %s; when the rule is mended: tintinh reextract --portal %s --flagged\n", "flagged", f.Pages, f.Since.Local().Format(dayTime), printable(id))
	}
}

const dayTime = "2006-01-02 15:04"

// ago is how long something is, in words that fit a column.
func ago(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}

// reasons lists counts by name, most frequent first.
func reasons(counts map[string]int) string {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	for i, n := range names {
		names[i] = fmt.Sprintf("%s %d", n, counts[n])
	}
	return strings.Join(names, ", ")
}

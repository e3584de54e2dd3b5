package crawler

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tintinh/tintinh/store"
)

// Table prints a run for people: a row a portal, a total, what was skipped
// and what failed. It is the only form of a run that is printed; status and
// the store have the figures.
func Table(w io.Writer, r *store.Run) error {
	head := []string{"portal", "discovered", "fetched", "skipped", "left", "new", "edited", "back", "gone", "same", "sources", "errors", "MB"}
	rows := [][]string{head}
	var total store.PortalRun
	for _, id := range slices.Sorted(maps.Keys(r.Portals)) {
		p := r.Portals[id]
		rows = append(rows, figureRow(Printable(id), p))
		sumUp(&total, p)
	}
	rows = append(rows, figureRow("total", &total))
	var b strings.Builder
	align(&b, rows)
	for _, id := range slices.Sorted(maps.Keys(r.Portals)) {
		remarks(&b, Printable(id), r.Portals[id])
	}
	fmt.Fprintf(&b, "run ended: %s, after %s, %d requests\n", Printable(r.Reason), r.Ended.Sub(r.Started).Round(10e6), total.Requests)
	_, err := io.WriteString(w, b.String())
	return err
}

func figureRow(name string, p *store.PortalRun) []string {
	cells := []string{name}
	for _, n := range []int{
		p.Discovered, p.Fetched, total(p.Skipped), p.Left, p.New, p.Edited, p.Back, p.Gone,
		p.Unchanged + p.NotModified, p.Sources, total(p.Errors),
	} {
		cells = append(cells, strconv.Itoa(n))
	}
	return append(cells, fmt.Sprintf("%.1f", float64(p.Bytes)/1e6))
}

func total(m map[string]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}

// sumUp adds the figures that the table shows.
func sumUp(t, p *store.PortalRun) {
	t.Discovered += p.Discovered
	t.Fetched += p.Fetched
	t.Left += p.Left
	t.New += p.New
	t.Edited += p.Edited
	t.Back += p.Back
	t.Gone += p.Gone
	t.Unchanged += p.Unchanged
	t.NotModified += p.NotModified
	t.Sources += p.Sources
	t.Requests += p.Requests
	t.Bytes += p.Bytes
	for _, m := range []struct{ to, from *map[string]int }{{&t.Skipped, &p.Skipped}, {&t.Errors, &p.Errors}} {
		for k, n := range *m.from {
			if *m.to == nil {
				*m.to = map[string]int{}
			}
			(*m.to)[k] += n
		}
	}
}

// remarks says what the columns cannot.
func remarks(b *strings.Builder, name string, p *store.PortalRun) {
	if p.Blocked != "" {
		fmt.Fprintf(b, "%s: left alone: %s\n", name, Printable(p.Blocked))
	}
	if n := p.Redirects + p.Missing + p.NoArticle; n > 0 {
		fmt.Fprintf(b, "%s: %d redirects, %d missing, %d without an article\n", name, p.Redirects, p.Missing, p.NoArticle)
	}
	if p.Duplicates > 0 {
		fmt.Fprintf(b, "%s: %d say what another record says\n", name, p.Duplicates)
	}
	for _, m := range []struct {
		word    string
		figures map[string]int
	}{{"skipped", p.Skipped}, {"errors", p.Errors}} {
		for _, k := range slices.Sorted(maps.Keys(m.figures)) {
			fmt.Fprintf(b, "%s: %s: %d %s\n", name, m.word, m.figures[k], Printable(k))
		}
	}
}

// align pads cells to columns: names to the left, figures to the right.
func align(b *strings.Builder, rows [][]string) {
	width := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		for i, cell := range row {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				b.WriteString(cell + pad)
			} else {
				b.WriteString("  " + pad + cell)
			}
		}
		b.WriteByte('\n')
	}
}

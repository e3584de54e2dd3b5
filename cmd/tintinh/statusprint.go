package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tintinh/tintinh/store/health"
)

// display is how status is shown to a person.
type display struct {
	now     time.Time
	colours bool
}

// shownFields are the fields that have a column in the table.
var shownFields = []string{"title", "lead", "published_at", "authors", "body"}

// The columns of the table: from firstFigure to lastFigure they are figures.
var statusColumns = []string{"PORTAL", "LAST RUN", "DUE", "ARTICLES", "NEW 24H", "TITLE", "LEAD", "DATE", "AUTHORS", "BODY", "VERDICT", "SINCE", "FIELD", "ERRORS", "WHY"}

const (
	firstFigure   = 2
	lastFigure    = 9
	verdictColumn = 10
)

// unusual is the difference, in percent, from which a share is shown beside
// what is usual of it.
const unusual = 10

func (d display) table(w io.Writer, all []portalStatus) error {
	rows := [][]string{statusColumns}
	for _, p := range all {
		rows = append(rows, d.row(p))
	}
	var b strings.Builder
	d.align(&b, rows)
	if len(all) == 0 {
		b.WriteString("(no portal is configured, and the store is empty)\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (d display) row(p portalStatus) []string {
	last, since := "never", ""
	if !p.LastRun.IsZero() {
		last = p.LastRun.Local().Format(dayTime)
	}
	if !p.Since.IsZero() {
		since = ago(d.now.Sub(p.Since))
	}
	cells := []string{printable(p.Portal), last, fmt.Sprint(p.Due), fmt.Sprint(p.Articles), fmt.Sprint(p.New24h)}
	for _, f := range shownFields {
		cells = append(cells, p.share(f))
	}
	errors := ""
	if len(p.Errors) > 0 {
		errors = reasons(p.Errors)
	}
	return append(cells, p.Verdict, since, printable(fieldsOf(p.Findings)), printable(errors), printable(p.Why))
}

// share is how many of a hundred articles had a field, and how many usually
// have it where that is another thing.
func (p portalStatus) share(field string) string {
	if len(p.Fill) == 0 {
		return "-"
	}
	now, usual := p.Fill[field], p.Usual[field]
	if len(p.Usual) > 0 && max(now-usual, usual-now) >= unusual {
		return fmt.Sprintf("%d (%d)", now, usual)
	}
	return fmt.Sprint(now)
}

// fieldsOf names the fields of findings, the first three of them.
func fieldsOf(all []health.Finding) string {
	var fields []string
	for _, f := range all {
		if f.Field != "" && !slices.Contains(fields, f.Field) {
			fields = append(fields, f.Field)
		}
	}
	if over := len(fields) - 3; over > 0 {
		return strings.Join(fields[:3], ",") + fmt.Sprintf(" +%d", over)
	}
	return strings.Join(fields, ",")
}

// align pads cells to columns: figures to the right, all else to the left.
func (d display) align(b *strings.Builder, rows [][]string) {
	width := make([]int, len(statusColumns))
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	for n, row := range rows {
		line := ""
		for i, cell := range row {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell))
			if i == verdictColumn && n > 0 {
				cell = d.coloured(cell)
			}
			if i >= firstFigure && i <= lastFigure {
				line += pad + cell + "  "
			} else {
				line += cell + pad + "  "
			}
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}

// coloured is a verdict in its colour.
func (d display) coloured(verdict string) string {
	if !d.colours {
		return verdict
	}
	switch health.Verdict(verdict) {
	case health.OK:
		return "\x1b[32m" + verdict + "\x1b[0m"
	case health.Degraded, health.Silent:
		return "\x1b[33m" + verdict + "\x1b[0m"
	case health.Broken, health.Blocked:
		return "\x1b[1;31m" + verdict + "\x1b[0m"
	}
	return verdict
}

// detail is all that is known of one portal.
func (d display) detail(w io.Writer, p portalStatus) error {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-14s %s\n", name, fmt.Sprintf(format, args...))
	}
	line("portal", "%s (%s)", printable(p.Portal), printable(cmp.Or(p.Host, "no host")))
	verdict := d.coloured(p.Verdict)
	if !p.Since.IsZero() {
		verdict += fmt.Sprintf(", since %s (%s)", p.Since.Local().Format(dayTime), ago(d.now.Sub(p.Since)))
	}
	line("verdict", "%s", verdict)
	last := "never"
	if !p.LastRun.IsZero() {
		last = p.LastRun.Local().Format(dayTime)
	}
	line("last run", "%s", last)
	line("articles", "%d, %d new in 24 h; %d of %d URLs are due", p.Articles, p.New24h, p.Due, p.URLs)
	if n := p.Newest; n != nil {
		line("newest", "%s, %s", n.At.Local().Format(dayTime), printable(n.URL))
	}
	if len(p.Errors) > 0 {
		line("errors", "%s (last run)", printable(reasons(p.Errors)))
	}
	for _, f := range p.Findings {
		fmt.Fprintf(&b, "\n%s since %s: %s\n", d.coloured(string(f.Verdict)), f.Since.Local().Format(dayTime), printable(f.Why))
		evidenceOf(&b, f)
	}
	flagged(&b, p.Portal, p.Flagged)
	p.fields(&b)
	p.sources(&b, d.now)
	_, err := io.WriteString(w, b.String())
	return err
}

// fields shows the shares of the last run beside what is usual.
func (p portalStatus) fields(b *strings.Builder) {
	if len(p.Fill)+len(p.Usual) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%-14s %8s %8s\n", "field", "last run", "usual")
	for _, f := range health.Fields {
		cell := func(n map[string]int) string {
			if len(n) == 0 {
				return "-"
			}
			return fmt.Sprintf("%d %%", n[f])
		}
		if p.Fill[f]+p.Usual[f] > 0 {
			fmt.Fprintf(b, "%-14s %8s %8s\n", f, cell(p.Fill), cell(p.Usual))
		}
	}
}

func (p portalStatus) sources(b *strings.Builder, now time.Time) {
	p.foundFeeds(b, now)
	if len(p.Sources) == 0 {
		return
	}
	b.WriteString("\nsources\n")
	for _, url := range slices.Sorted(maps.Keys(p.Sources)) {
		s := p.Sources[url]
		state := "ok, " + ago(now.Sub(s.Good)) + " ago"
		switch {
		case s.BadReads > 0:
			state = fmt.Sprintf("%s, %d times in a row, since %s", s.Why, s.BadReads, s.Bad.Local().Format(dayTime))
		case s.Good.IsZero():
			state = "never led to an article"
		}
		fmt.Fprintf(b, "  %s: %s\n", printable(url), printable(state))
	}
}

// foundFeeds are the feeds that source pages announce.
func (p portalStatus) foundFeeds(b *strings.Builder, now time.Time) {
	if len(p.FoundFeeds) == 0 {
		return
	}
	b.WriteString("\nfound feeds (find_feeds: false in the definition leaves them out)\n")
	for _, f := range p.FoundFeeds {
		state := "not read yet"
		switch {
		case !f.Dead.IsZero():
			state = fmt.Sprintf("left alone since %s: %s", f.Dead.Local().Format(dayTime), f.Why)
		case f.Why != "":
			state = "last: " + f.Why
		case !f.Good.IsZero():
			state = "ok, " + ago(now.Sub(f.Good)) + " ago"
		}
		fmt.Fprintf(b, "  %s: %s; announced by %s\n", printable(f.URL), printable(state), printable(f.On))
	}
}

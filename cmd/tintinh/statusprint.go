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

// The columns of the table: from firstFigure to lastFigure they are figures.
var statusColumns = []string{"PORTAL", "LAST RUN", "DUE", "ARTICLES", "NEW 24H", "VERDICT", "SINCE", "FIELD", "WHY"}

const (
	firstFigure   = 2
	lastFigure    = 4
	verdictColumn = 5
)

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
	why := p.Why
	if len(p.Errors) > 0 {
		why = strings.TrimPrefix(why+"; errors in the last run: "+reasons(p.Errors), "; ")
	}
	return []string{printable(p.Portal), last, fmt.Sprint(p.Due), fmt.Sprint(p.Articles), fmt.Sprint(p.New24h), p.Verdict, since, printable(fieldsOf(p.Findings)), printable(why)}
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

package main

import (
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// maxRows is how many portals the display has room for: those where something
// happened last.
const maxRows = 8

// showProgress draws the tally on a terminal until closed: a row for all and
// rows for portals. What is logged goes above it.
func showProgress(terminal io.Writer, t *tally, rows int) (above *aboveDisplay, stop func()) {
	start := time.Now()
	p := mpb.New(mpb.WithOutput(terminal), mpb.WithRefreshRate(200*time.Millisecond))
	row := func(text func(width int) string) *mpb.Bar {
		return p.New(0, mpb.NopStyle(), mpb.BarFillerTrim(), mpb.PrependDecorators(decor.Any(func(s decor.Statistics) string {
			return text(s.AvailableWidth)
		})))
	}
	bars := []*mpb.Bar{row(func(width int) string { return cut(totalRow(t.total(), time.Since(start)), width) })}
	for i := range rows {
		bars = append(bars, row(func(width int) string {
			if shown := t.latest(rows); i < len(shown) {
				return cut(portalRow(shown[i]), width)
			}
			return ""
		}))
	}
	above = &aboveDisplay{display: p, terminal: terminal}
	return above, func() {
		for _, b := range bars {
			b.Abort(true)
		}
		p.Wait()
	}
}

// totalRow is "12 s  34 done  2.8/s  5 new  1 edited  0 errors".
func totalRow(a activity, took time.Duration) string {
	rate := 0.0
	if took > 0 {
		rate = float64(a.Done) / took.Seconds()
	}
	return fmt.Sprintf("%s  %d done  %.1f/s  %d new  %d edited  %d errors", took.Round(time.Second), a.Done, rate, a.New, a.Edited, a.Errors)
}

// portalRow ends with the title of the newest article, made harmless.
func portalRow(a activity) string {
	return fmt.Sprintf("%-20s %5d done %4d new %4d errors  %s", printable(a.Portal), a.Done, a.New, a.Errors, printable(a.Newest))
}

// cut keeps a row within the terminal's width; a row that wraps would leave
// its rest behind at the next drawing.
func cut(s string, width int) string {
	if width < 2 || utf8.RuneCountInString(s) < width {
		return s
	}
	return string([]rune(s)[:width-2]) + "…"
}

// aboveDisplay is where the log goes while a display is drawn, and after it.
type aboveDisplay struct {
	display  *mpb.Progress
	terminal io.Writer
}

func (w *aboveDisplay) Write(b []byte) (int, error) {
	if n, err := w.display.Write(b); err == nil {
		return n, nil
	}
	return w.terminal.Write(b) // the display is closed
}

package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// chart is a drawing of one series over time, made of plain SVG elements. The
// same numbers stand in a table beside it, for those who do not see it.
type chart struct {
	Name, Unit string // names of messages
	Bars       []bar
	Line       string // points of a polyline; "" for bars
	Dots       []dot
	Ticks      []tick
	Labels     []label // below
	Rows       []chartRow
	Latest     string
	Wide       bool
	Width      string // of the view box
}

type bar struct {
	X, Y, Width, Height string
	Title               string
}

type dot struct{ X, Y, Title string }

type tick struct{ Y, Text, Right string }

type label struct{ X, Anchor, Text string }

type chartRow struct{ When, Value string }

// Size of the drawing area. A narrow chart is about as wide as it is drawn, so
// that its letters keep their size; a wide one is stretched.
const (
	chartLeft, chartTop, chartBottom = 62.0, 12.0, 168.0
	narrowChart, wideChart           = 430.0, 940.0
	smallestTop                      = 2.0
	pointsInTable                    = 60
)

// point is a value at a moment; missing ones break the line.
type point struct {
	when    string
	value   float64
	missing bool
}

// scale is how a chart is drawn.
type scale struct {
	top  float64 // end of the scale; 0 for what the values need
	bars bool    // else a line
	wide bool
	form func(float64) string
}

// draw makes a chart of points, from left to right.
func draw(name, unit string, points []point, s scale) chart {
	c := chart{Name: name, Unit: unit, Wide: s.wide}
	top, form, width := s.top, s.form, narrowChart
	if s.wide {
		width = wideChart
	}
	c.Width = at(width)
	right := width - 8
	highest := smallestTop
	for _, p := range points {
		if !p.missing {
			highest = max(highest, p.value)
		}
	}
	if top == 0 {
		top = niceTop(highest)
	}
	y := func(v float64) float64 { return chartBottom - (chartBottom-chartTop)*min(v, top)/top }
	for _, v := range []float64{0, top / 2, top} {
		c.Ticks = append(c.Ticks, tick{at(y(v)), form(v), at(right)})
	}
	step := (right - chartLeft) / float64(max(len(points), 1))
	var line []string
	for i, p := range points {
		x := chartLeft + step*(float64(i)+0.5)
		title := p.when + ": " + form(p.value)
		switch {
		case p.missing:
			title = ""
		case s.bars:
			c.Bars = append(c.Bars, bar{at(x - step*0.38), at(y(p.value)), at(step * 0.76), at(chartBottom - y(p.value)), title})
		default:
			line = append(line, at(x)+","+at(y(p.value)))
			c.Dots = append(c.Dots, dot{at(x), at(y(p.value)), title})
		}
		if !p.missing {
			c.Rows = append(c.Rows, chartRow{p.when, form(p.value)})
			c.Latest = form(p.value)
		}
	}
	c.Line = strings.Join(line, " ")
	if n := len(c.Rows); n > pointsInTable {
		c.Rows = c.Rows[n-pointsInTable:]
	}
	if len(points) > 0 {
		c.Labels = []label{{at(chartLeft), "start", points[0].when}, {at(right), "end", points[len(points)-1].when}}
	}
	return c
}

func at(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// niceTop is the next of 2, 4, 6, 8, 10, 20 … that is not below v.
func niceTop(v float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 4, 6, 8, 10} {
		if v <= m*unit {
			return m * unit
		}
	}
	return 10 * unit
}

func whole(v float64) string {
	if v != math.Trunc(v) {
		return fmt.Sprintf("%.1f", v)
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}

func percent(v float64) string { return strconv.FormatFloat(v, 'f', 0, 64) + "%" }

func millis(v float64) string { return strconv.FormatFloat(v, 'f', 0, 64) + " ms" }

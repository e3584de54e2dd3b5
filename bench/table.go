package main

import (
	"fmt"
	"os"
	"text/tabwriter"
)

// print writes the table, as Markdown. Ratios are of processor time a request,
// to the floor's.
func (b *bench) print(results []result) error {
	var floor float64
	for _, r := range results {
		if r.name == "plain" {
			floor = each(r)
		}
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 1, ' ', 0)
	fmt.Fprintln(w, "| crawler\t| CPU s\t| CPU ms/request\t| × plain\t| wall s\t| requests/s\t| RSS MB\t| requests\t| articles\t| twice\t|")
	fmt.Fprintln(w, "|---\t|---\t|---\t|---\t|---\t|---\t|---\t|---\t|---\t|---\t|")
	for _, r := range results {
		if r.missing != "" {
			fmt.Fprintf(w, "| %s\t| %s\t|\t|\t|\t|\t|\t|\t|\t|\t|\n", r.name, r.missing)
			continue
		}
		ratio := "–"
		if floor > 0 {
			ratio = fmt.Sprintf("%.2f", each(r)/floor)
		}
		fmt.Fprintf(w, "| %s\t| %.2f\t| %.3f\t| %s\t| %.1f\t| %.0f\t| %d\t| %d\t| %d\t| %d\t|\n", r.name, r.cpu.Seconds(), each(r), ratio,
			r.wall.Seconds(), float64(r.Requests)/r.wall.Seconds(), r.anon>>20, r.Requests, r.Articles, r.Again)
	}
	return w.Flush()
}

// each is the processor time of a request, in milliseconds.
func each(r result) float64 {
	return r.cpu.Seconds() * 1000 / float64(max(1, r.Requests))
}

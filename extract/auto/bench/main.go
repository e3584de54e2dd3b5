// Command bench measures automatic extraction (no rules, no families) beside
// go-trafilatura and go-readability on the same pages in the same run:
// accuracy, and CPU time with the parse included. It is a module of its own,
// so that the peers' dependencies stay out of the project's.
//
//	go run . -shared ../../../../shared
//
// Sets: the hand-checked Vietnamese pages of the shared corpus (where there
// is one), go-trafilatura's own evaluation set of some 900 general pages,
// read from the module cache, and of these the pages of news (see news.go).
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
)

func main() {
	shared := flag.String("shared", os.Getenv("TINTINH_SHARED"), "folder with corpus/")
	rounds := flag.Int("rounds", 3, "how often each Vietnamese page is timed; 0 = nothing is timed")
	only := flag.String("tool", "", "run this tool only")
	part := flag.String("half", "", "dev or test: one half of the general pages")
	wrong := flag.Bool("failures", false, "print what each tool got wrong on the general pages, and no table")
	flag.Parse()
	tools, err := tools()
	if err != nil {
		log.Fatal(err)
	}
	if *only != "" {
		tools = slices.DeleteFunc(tools, func(t tool) bool { return t.name != *only })
	}
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	if *shared != "" && !*wrong {
		pages, err := vietnamese(*shared)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Fprintf(t, "Vietnamese, %d pages\ttitle\tday\ttime\tauthors\ttext F1\texact\tCPU ms/page\t\n", len(pages))
		for _, tool := range tools {
			s := scoreGold(tool, pages)
			fmt.Fprintf(t, "%s\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%.2f\t\n", tool.name, s.title, s.day, s.time, s.authors, s.f1, s.exact, cpu(tool, bodies(pages), *rounds))
		}
		t.Flush()
	}
	entries, err := general()
	if err == nil {
		entries, err = half(entries, *part)
	}
	if err != nil {
		log.Fatal(err)
	}
	if *wrong {
		for _, tool := range tools {
			failures(os.Stdout, tool, entries)
		}
		return
	}
	table(t, "General", tools, entries, min(*rounds, 1))
	table(t, "News", tools, slices.DeleteFunc(entries, func(e entry) bool { return !news(e) }), min(*rounds, 1))
}

// table prints one row a tool for some of the general pages. Day recall is
// over the pages whose day the set states, day precision over those of them
// for which the tool gives a day.
func table(t *tabwriter.Writer, name string, tools []tool, entries []entry, rounds int) {
	fmt.Fprintf(t, "\n%s, %d pages\tprecision\trecall\tchunk F1\ttitle\tday recall\tday precision\tno text\tCPU ms/page\t\n", name, len(entries))
	var raw [][]byte
	for _, e := range entries {
		raw = append(raw, e.html)
	}
	for _, tool := range tools {
		s := scoreChunks(tool, entries)
		fmt.Fprintf(t, "%s\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%d\t%.2f\t\n", tool.name, s.precision(), s.recall(), s.f1(),
			ratio(s.titles, s.hasTitle), ratio(s.days, s.hasDay), ratio(s.days, s.given), s.empty, cpu(tool, raw, rounds))
	}
	t.Flush()
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// fold is the form in which texts are compared.
func fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

func (a *app) portalsCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "portals",
		Short:   "What is known of each site: list, show, validate, probe, learn, mend",
		Example: "  tintinh portals list\n  tintinh portals show baothaibinh\n  tintinh portals validate mine.yaml",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return usagef("portals: say what to do: list, show ID, validate [FILE], probe [ID…], learn URL or mend ID")
		},
	}
	c.AddCommand(a.portalsList(), a.portalsShow(), a.portalsValidate(), a.portalsProbe(), a.portalsLearn(), a.portalsMend())
	return c
}

// portalFilter is what of the catalogue a list shows; empty fields let all pass.
type portalFilter struct{ province, family, confidence, kind string }

func (f portalFilter) takes(p *portal.Portal) bool {
	return (f.province == "" || f.inProvince(p)) &&
		(f.family == "" || p.Family == f.family) &&
		(f.confidence == "" || slices.Contains(strings.Split(strings.ToUpper(f.confidence), ","), p.Confidence)) &&
		(f.kind == "" || p.Kind == f.kind)
}

// inProvince compares names without accents and capitals, as they are typed.
func (f portalFilter) inProvince(p *portal.Portal) bool {
	name := vntext.Fold(f.province)
	return vntext.Fold(p.Province) == name || vntext.Fold(p.ProvinceBefore2025) == name
}

// check refuses words that no portal can have: an empty list would be taken
// for an answer.
func (f portalFilter) check(c *portal.Catalogue) error {
	if _, ok := c.Family(f.family); f.family != "" && !ok {
		return usagef("portals list --family %s: there is no such family", printable(f.family))
	}
	for word := range strings.SplitSeq(strings.ToUpper(f.confidence), ",") {
		if f.confidence != "" && !slices.Contains([]string{"A", "B", "C"}, word) {
			return usagef("portals list --confidence %s: expected A, B, C or several of them with commas", printable(f.confidence))
		}
	}
	if f.province != "" && !slices.ContainsFunc(c.Portals(), f.inProvince) {
		return usagef("portals list --province %s: no portal is of a province of this name, today's or before 2025; the names are written as in 'tintinh portals list'", printable(f.province))
	}
	if f.kind != "" && !slices.Contains([]string{"newspaper", "radio-tv", "gov-portal"}, f.kind) {
		return usagef("portals list --kind %s: expected newspaper, radio-tv or gov-portal", printable(f.kind))
	}
	return nil
}

func (a *app) portalsList() *cobra.Command {
	var f portalFilter
	var idsOnly bool
	c := &cobra.Command{
		Use: "list", Short: "List the catalogue and the configuration's own portals", Args: cobra.NoArgs,
		Long: `List the catalogue and the configuration's own portals.

CONF says how a portal is known: A seen since December 2025, B older or indirect, C a guess.
NOTE names the portal that carries an outlet on, and says which are archives or guesses.`,
		Example: "  tintinh portals list --province 'Hưng Yên'\n  tintinh portals list --kind newspaper --confidence A,B --ids",
		RunE: func(*cobra.Command, []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			if err := f.check(cfg.Catalogue); err != nil {
				return err
			}
			return listPortals(a.stdout, cfg, f, idsOnly)
		},
	}
	c.Flags().StringVar(&f.province, "province", "", "only this province, by its name of today or before 2025")
	c.Flags().StringVar(&f.family, "family", "", "only this CMS family")
	c.Flags().StringVar(&f.confidence, "confidence", "", "only this confidence: A, B, C, or several with commas")
	c.Flags().StringVar(&f.kind, "kind", "", "only newspaper, radio-tv or gov-portal")
	c.Flags().BoolVar(&idsOnly, "ids", false, "print ids only, one a line, as portals: of a configuration takes them")
	return c
}

func listPortals(w io.Writer, cfg *Config, f portalFilter, idsOnly bool) error {
	configured := map[string]bool{}
	for _, p := range cfg.Portals {
		configured[p.ID] = true
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if !idsOnly {
		fmt.Fprintln(t, "ID\tOUTLET\tKIND\tPROVINCE\tBEFORE 2025\tHOST\tFAMILY\tCONF\tCRAWLED\tNOTE")
	}
	for _, p := range cfg.Catalogue.Portals() {
		if !f.takes(p) {
			continue
		}
		if idsOnly {
			fmt.Fprintln(t, p.ID)
			continue
		}
		crawled := ""
		if configured[p.ID] {
			crawled = "yes"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", p.ID, printable(p.Outlet), p.Kind, printable(p.Province), printable(p.ProvinceBefore2025), p.Host(), p.Family, p.Confidence, crawled, note(p))
	}
	return t.Flush()
}

// note says what an operator should know before a portal is crawled.
func note(p *portal.Portal) string {
	var notes []string
	if p.Unverified {
		notes = append(notes, "unverified")
	}
	if !p.ValidUntil.IsZero() {
		notes = append(notes, "archive since "+p.ValidUntil.Format(time.DateOnly))
	}
	if p.Successor != "" {
		notes = append(notes, "carried on by "+p.Successor)
	}
	return strings.Join(notes, ", ")
}

func (a *app) portalsShow() *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "Print a portal's definition", Args: cobra.ExactArgs(1),
		Example: "  tintinh portals show baothaibinh",
		RunE: func(_ *cobra.Command, args []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			p, ok := cfg.Catalogue.Portal(args[0])
			if !ok {
				return usagef("portals show %s: there is no such portal; 'tintinh portals list' shows what there is", printable(args[0]))
			}
			b, err := p.YAML()
			if err == nil {
				_, err = fmt.Fprintf(a.stdout, "# %s\n%s", p.File, b)
			}
			return err
		},
	}
}

func (a *app) portalsValidate() *cobra.Command {
	return &cobra.Command{
		Use: "validate [FILE…]", Short: "Check definitions: keys, patterns, selectors, hosts",
		Long:    "Validate checks the whole catalogue and the configuration, or the named definition files\n(alone and beside the catalogue): keys, selectors, patterns on the definition's own examples,\nand that no two portals have one host.",
		Example: "  tintinh portals validate\n  tintinh portals validate portals/mine.yaml",
		RunE: func(_ *cobra.Command, args []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return validateAll(a.stdout, cfg.Catalogue)
			}
			for _, file := range args {
				p, err := validateFile(cfg.Catalogue, file)
				if err != nil {
					return usageError{err}
				}
				fmt.Fprintf(a.stdout, "ok: %s: %s (%s), %d sources, %d examples proved\n", file, p.ID, strings.Join(p.Hosts, ", "), len(p.Sources), len(p.Examples))
			}
			return nil
		},
	}
}

// validateAll proves the whole catalogue.
func validateAll(w io.Writer, c *portal.Catalogue) error {
	if err := c.Validate(); err != nil {
		return usageError{err}
	}
	examples, known := 0, map[string]int{}
	for _, p := range c.Portals() {
		examples += len(p.Examples)
		known[p.Confidence]++
	}
	_, err := fmt.Fprintf(w, "ok: %d portals, %d families (confidence A %d, B %d, C %d); %d example URLs proved\n",
		len(c.IDs()), len(c.Families()), known["A"], known["B"], known["C"], examples)
	return err
}

func validateFile(c *portal.Catalogue, file string) (*portal.Portal, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the definition: %w", err)
	}
	p, err := portal.Parse(file, src)
	if err != nil {
		return nil, err
	}
	if known, ok := c.Portal(p.ID); ok && sameFile(known.File, file) {
		return p, nil // the configuration names it already
	}
	return p, c.Add(p)
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

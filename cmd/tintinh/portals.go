package main

import (
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/portal"
)

func (a *app) portalsCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "portals",
		Short:   "List, show and validate what is known of each site",
		Example: "  tintinh portals list\n  tintinh portals show baothaibinh\n  tintinh portals validate mine.yaml",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return usagef("portals: say what to do: list, show ID, or validate [FILE]")
		},
	}
	c.AddCommand(a.portalsList(), a.portalsShow(), a.portalsValidate())
	return c
}

func (a *app) portalsList() *cobra.Command {
	var province, family string
	c := &cobra.Command{
		Use: "list", Short: "List the catalogue and the configuration's own portals", Args: cobra.NoArgs,
		Example: "  tintinh portals list --province 'Hưng Yên'",
		RunE: func(*cobra.Command, []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			configured := map[string]bool{}
			for _, p := range cfg.Portals {
				configured[p.ID] = true
			}
			t := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
			fmt.Fprintln(t, "ID\tOUTLET\tPROVINCE\tBEFORE 2025\tHOST\tFAMILY\tCRAWLED")
			for _, p := range cfg.Catalogue.Portals() {
				if province != "" && p.Province != province && p.ProvinceBefore2025 != province || family != "" && p.Family != family {
					continue
				}
				crawled := ""
				if configured[p.ID] {
					crawled = "yes"
				}
				fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", p.ID, p.Outlet, p.Province, p.ProvinceBefore2025, p.Host(), p.Family, crawled)
			}
			return t.Flush()
		},
	}
	c.Flags().StringVar(&province, "province", "", "only this province, by its name of today or before 2025")
	c.Flags().StringVar(&family, "family", "", "only this CMS family")
	return c
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
		Long:    "Validate checks the whole catalogue and the configuration, or the named definition files\n(alone and beside the catalogue).",
		Example: "  tintinh portals validate\n  tintinh portals validate portals/mine.yaml",
		RunE: func(_ *cobra.Command, args []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			if len(args) == 0 {
				fmt.Fprintf(a.stdout, "ok: %d portals, %d families\n", len(cfg.Catalogue.Portals()), len(cfg.Catalogue.Families()))
				return nil
			}
			for _, file := range args {
				p, err := validateFile(cfg.Catalogue, file)
				if err != nil {
					return usageError{err}
				}
				fmt.Fprintf(a.stdout, "ok: %s: %s (%s), %d sources\n", file, p.ID, strings.Join(p.Hosts, ", "), len(p.Sources))
			}
			return nil
		},
	}
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
	return p, c.Add(p)
}

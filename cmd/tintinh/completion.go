package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// completeWith tells shells what may follow flags and commands whose values
// the program knows, for c and all below it.
func (a *app) completeWith(c *cobra.Command) {
	const noFiles = cobra.ShellCompDirectiveNoFileComp
	for flag, words := range map[string]cobra.CompletionFunc{
		"portal":     a.known(portalIDs),
		"family":     a.known(familyIDs),
		"province":   a.known(provinces),
		"format":     cobra.FixedCompletions(exportFormats, noFiles),
		"kind":       cobra.FixedCompletions([]string{"newspaper", "radio-tv", "gov-portal"}, noFiles),
		"confidence": cobra.FixedCompletions([]string{"A", "B", "C"}, noFiles),
		"log-level":  cobra.FixedCompletions([]string{"debug", "info", "warn", "error"}, noFiles),
		"log-format": cobra.FixedCompletions([]string{"text", "json"}, noFiles),
		"config":     cobra.FixedCompletions([]string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt),
		"data":       cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs),
	} {
		if c.LocalFlags().Lookup(flag) != nil {
			_ = c.RegisterFlagCompletionFunc(flag, words) // fails only where the flag is not
		}
	}
	switch {
	case strings.HasPrefix(c.Use, "show ID") && c.Parent().Name() == "portals",
		strings.HasPrefix(c.Use, "probe [ID"), strings.HasPrefix(c.Use, "mend ID"):
		c.ValidArgsFunction = a.known(portalIDs)
	case c.Args != nil && !strings.ContainsAny(c.Use, " "):
		c.ValidArgsFunction = cobra.NoFileCompletions
	}
	for _, sub := range c.Commands() {
		a.completeWith(sub)
	}
}

// known offers words of the catalogue and the configuration that go on where
// the user stopped, each once.
func (a *app) known(words func(*Config) []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		cfg, err := a.config()
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		found := slices.DeleteFunc(words(cfg), func(w string) bool { return w == "" || !strings.HasPrefix(w, begun) })
		slices.Sort(found)
		return slices.Compact(found), cobra.ShellCompDirectiveNoFileComp
	}
}

func portalIDs(c *Config) []string { return c.Catalogue.IDs() }

func familyIDs(c *Config) (ids []string) {
	for _, f := range c.Catalogue.Families() {
		ids = append(ids, f.ID)
	}
	return ids
}

func provinces(c *Config) (names []string) {
	for _, p := range c.Catalogue.Portals() {
		names = append(names, p.Province, p.ProvinceBefore2025)
	}
	return names
}

package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/tintinh/tintinh/store"
)

// app is what every command has at hand: streams, flags common to all, and
// the configuration, loaded when first asked for.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string

	configFile, dataDir string
	logLevel, logFormat string

	stopping <-chan struct{} // closed by SIGINT and SIGTERM; nil = never

	ran    bool // a command's own code was reached: errors are no longer cobra's
	loaded *Config
	held   store.Store // in a command that a crawl answers: its open store
}

func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "tintinh",
		Short: "Crawl Vietnamese provincial news into a deduplicated, traceable corpus",
		Long: `tintinh fetches Vietnamese provincial newspapers and government portals, turns each
page into an article record, and keeps records, raw pages and the crawl's state.
Cron starts 'tintinh crawl'; 'tintinh export' prints NDJSON.

` + exitCodesDoc,
		Example:           "  tintinh demo\n  tintinh crawl --max-time 50m\n  tintinh export --cursor mine > new.ndjson",
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		PersistentPreRun: func(cmd *cobra.Command, _ []string) {
			a.ran = true
			if cmd.Name() == "crawl" {
				startSmall(a.getenv)
			} else {
				spareCollector(a.getenv)
			}
		},
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	f := root.PersistentFlags()
	f.StringVar(&a.configFile, "config", "", "configuration `file` (default ./config.yaml where there is one)")
	f.StringVar(&a.dataDir, "data", "", "`directory` of the store and the raw pages (overrides data: in the configuration)")
	f.StringVar(&a.logLevel, "log-level", "", "debug, info, warn or error (overrides log.level)")
	f.StringVar(&a.logFormat, "log-format", "", "text or json (overrides log.format)")
	root.AddCommand(a.crawlCommand(), a.exportCommand(), a.statusCommand(), a.checkCommand(),
		a.extractCommand(), a.showCommand(), a.reextractCommand(), a.dbCommand(), a.portalsCommand(), a.serveCommand(), a.demoCommand(), a.schemaCommand(), a.versionCommand(), a.docsCommand())
	for _, c := range root.Commands() {
		explainExit(c)
	}
	a.completeWith(root)
	return root
}

// explainExit puts the exit codes below the help of c and of all below it.
func explainExit(c *cobra.Command) {
	if c.Long == "" {
		c.Long = c.Short + "."
	}
	c.Long += "\n\n" + exitCodesDoc
	for _, sub := range c.Commands() {
		explainExit(sub)
	}
}

// config loads the configuration once. Flags override it.
func (a *app) config() (*Config, error) {
	if a.loaded != nil {
		return a.loaded, nil
	}
	c, err := loadConfig(a.configFile, a.getenv)
	if err != nil {
		return nil, usageError{err}
	}
	if a.dataDir != "" {
		c.Data = a.dataDir
	}
	if err := a.override(c); err != nil {
		return nil, err
	}
	a.loaded = c
	return c, nil
}

func (a *app) override(c *Config) error {
	for flag, s := range map[string]string{"log.level": a.logLevel, "log.format": a.logFormat} {
		if s == "" {
			continue
		}
		if err := c.set(flag, s); err != nil {
			return usagef("--%s: %w", map[string]string{"log.level": "log-level", "log.format": "log-format"}[flag], err)
		}
	}
	return nil
}

// logger writes to standard error only: standard output carries data.
func (a *app) logger(c *Config) *slog.Logger {
	o := &slog.HandlerOptions{Level: c.Log.Level}
	if c.Log.Format == "json" {
		return slog.New(slog.NewJSONHandler(a.stderr, o))
	}
	return slog.New(slog.NewTextHandler(a.stderr, o))
}

// isTerminal reports whether w is a terminal a person looks at.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	return term.IsTerminal(int(f.Fd()))
}

// story prints a line for the person who started the command.
func (a *app) story(format string, args ...any) {
	fmt.Fprintf(a.stderr, format+"\n", args...)
}

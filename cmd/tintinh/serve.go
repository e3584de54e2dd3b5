package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/store/search"
	"github.com/tintinh/tintinh/web"
)

type serveFlags struct {
	listen          string
	hosts           []string
	update, rebuild bool
	every           time.Duration
}

func (a *app) serveCommand() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: "Show the corpus as a read-only web page and JSON API: search, articles, revisions, health",
		Long: `Serve answers on serve.listen (127.0.0.1:8080): pages for people at /, JSON at /api/v1/
(described by /api/v1/openapi.json), figures for Prometheus at /metrics, and /healthz.

It reads a search view of its own, search.db below the data directory, and never keeps the
store: a crawl can run at any time. The view follows the store: serve looks for what is new
every --every when no crawl holds the store, and once the view is there every crawl brings
it up to date at its end. The view can be removed at any time; it is then built again.

There is no authentication. Before listening beyond this machine put a proxy with
authentication before it, and name the host it is called by with --host.`,
		Example: "  tintinh serve\n  tintinh serve --listen 127.0.0.1:9000\n  tintinh serve --update      # build or refresh the search view, then end",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := a.config()
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("listen") {
				if err := cfg.set("serve.listen", f.listen); err != nil {
					return usagef("--listen: %w", err)
				}
			}
			f.listen = cfg.Serve.Listen
			return a.serve(cmd.Context(), cfg, f)
		},
	}
	c.Flags().StringVar(&f.listen, "listen", "", "`address` to listen on (overrides serve.listen)")
	c.Flags().StringArrayVar(&f.hosts, "host", nil, "also answer when called by this `name`, as behind a proxy (repeatable)")
	c.Flags().BoolVar(&f.update, "update", false, "bring the search view up to the store, then end; 75 while a crawl holds the store")
	c.Flags().BoolVar(&f.rebuild, "rebuild", false, "empty the search view first")
	c.Flags().DurationVar(&f.every, "every", time.Minute, "how often to look for what is new in the store (0: never)")
	return c
}

func (a *app) serve(ctx context.Context, cfg *Config, f serveFlags) (err error) {
	if f.every < 0 {
		return usagef("--every takes no negative value")
	}
	view, err := openView(ctx, searchFile(cfg), f.rebuild)
	if err != nil {
		return storeError{err}
	}
	defer func() { err = errors.Join(err, view.Close()) }()
	if f.update {
		return a.updateView(ctx, cfg, view)
	}
	site, err := web.New(web.Options{View: view, Version: version(), Log: a.logger(cfg), Hosts: answersTo(f), Proof: a.prover(cfg)})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", f.listen)
	if err != nil {
		return fmt.Errorf("listen on %s: %w; choose another address with --listen or serve.listen", f.listen, err)
	}
	a.story("Serving http://%s/ (read-only; Ctrl-C ends it)", l.Addr())
	if !web.IsLoopback(l.Addr().String()) {
		a.story("This address can be reached from other machines, and nobody is asked for a password.")
	}
	ctx, stop := context.WithCancel(ctx)
	var following sync.WaitGroup
	if f.every > 0 {
		following.Go(func() { a.followStore(ctx, cfg, view, f.every) })
	}
	err = site.Serve(ctx, l)
	stop()
	following.Wait()
	return err
}

// openView opens the search view, empty if asked. It is emptied in place, for
// another serve may have it open; a file that is no view any more is replaced.
func openView(ctx context.Context, file string, empty bool) (*search.View, error) {
	view, err := search.Open(file)
	if err == nil && empty {
		if err = view.Rebuild(ctx); err != nil {
			err = errors.Join(err, view.Close())
		}
	}
	if err != nil && empty && errors.Is(err, search.ErrSpoilt) {
		if err := search.Remove(file); err != nil {
			return nil, err
		}
		return search.Open(file)
	}
	return view, err
}

// answersTo are the names that requests may use: on loopback only its own and
// those given, so that no page elsewhere reaches it under a name of its own.
func answersTo(f serveFlags) []string {
	if !web.IsLoopback(f.listen) && len(f.hosts) == 0 {
		return nil
	}
	return append(web.LoopbackHosts(), f.hosts...)
}

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tintinh/tintinh/crawler"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
)

// explain tells what the store knows of a URL: whether crawl would fetch it
// and why not, and its aliases. It is nil where there is no store yet, where a
// run holds it, and for a URL of no portal.
func (a *app) explain(ctx context.Context, cfg *Config, url string) (e *crawler.Explanation, err error) {
	p := cfg.Catalogue.ByURL(url)
	if p == nil || !hasStore(cfg) {
		return nil, nil
	}
	run, err := a.crawlOf(cfg, []*portal.Portal{p}, crawlFlags{})
	if err != nil {
		return nil, err
	}
	db, err := a.openStore(cfg, true)
	if errors.Is(err, store.ErrBusy) {
		a.story("A run holds the store: whether crawl fetched this page is not shown.")
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	run.Store = db
	return run.Explain(ctx, url)
}

// explained are the lines of check about the frontier.
func explained(e *crawler.Explanation, line func(name, value string)) {
	if e == nil {
		return
	}
	verdict := "would be fetched now"
	if !e.Would {
		verdict = "not now (" + e.Reason + ")"
	}
	line("crawl", verdict+": "+e.Why)
	if e.Known {
		line("seen since", e.Row.FirstSeen.Format("2006-01-02 15:04:05")+", from "+cmp.Or(e.Row.Via, "the definition"))
	}
	if len(e.Chain) > 0 {
		line("redirects to", strings.Join(e.Chain, " → "))
	}
	if e.Article != "" {
		line("article", fmt.Sprintf("%s at %s", e.Identity, e.Article))
	}
	for _, alias := range e.Aliases {
		line("also known as", alias)
	}
}

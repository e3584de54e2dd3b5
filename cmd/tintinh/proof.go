package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/proof"
	"github.com/tintinh/tintinh/store/warc"
)

// writeProof writes a page with its fields marked.
func writeProof(file string, in pageInput, res *extract.Result, portal string) error {
	doc, err := extract.Parse(in.body, in.contentType, in.url)
	if err != nil {
		return fmt.Errorf("parse the page: %w", err)
	}
	f, err := os.Create(file)
	if err != nil {
		return usagef("--html: %w", err)
	}
	err = proof.Sheet{Doc: doc, Result: res, URL: in.url, Portal: portal}.Write(f)
	return errors.Join(err, f.Close())
}

// prover shows kept pages with their fields marked, as today's rules read them.
// It reads the raw pages only, which a crawl appends to but never changes.
func (a *app) prover(cfg *Config) func(context.Context, *extract.Article, string, io.Writer) error {
	x := extract.New(cfg.Catalogue, version())
	x.Compare = true
	return func(_ context.Context, rec *extract.Article, lang string, w io.Writer) error {
		if rec.Raw == nil || rec.Raw.File == "" || filepath.Base(rec.Raw.File) != rec.Raw.File {
			return fmt.Errorf("%s: its page was not kept (raw.keep)", rec.ID)
		}
		kept, err := warc.ReadAt(filepath.Join(cfg.Data, rawDir, rec.Raw.File), rec.Raw.Offset)
		if err != nil {
			return fmt.Errorf("%s: its kept page cannot be read: %w", rec.ID, err)
		}
		_, header, body, err := kept.Response()
		if err != nil {
			return fmt.Errorf("%s: its kept page cannot be read: %w", rec.ID, err)
		}
		contentType := header.Get("Content-Type")
		doc, err := extract.Parse(body, contentType, kept.URL)
		if err != nil {
			return fmt.Errorf("%s: %w", rec.ID, err)
		}
		p := extract.Page{URL: kept.URL, Body: body, ContentType: contentType, FetchedAt: rec.FetchedAt, Feed: rec.Feed}
		p.Portal, _ = cfg.Catalogue.Portal(rec.Portal)
		return proof.Sheet{Doc: doc, Result: x.Extract(doc, p), URL: kept.URL, Portal: rec.Portal, Lang: lang}.Write(w)
	}
}

//go:build linux

package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store/warc"
)

// audit holds what is stored against what the papers served, and lists what
// does not fit, one string per fault.
type audit struct {
	press  *press
	faults []string
}

func (a *audit) fault(format string, args ...any) {
	a.faults = append(a.faults, fmt.Sprintf(format, args...))
}

// judge logs the faults and adds them to an outcome.
func (a *audit) judge(e *env, o outcome) outcome {
	for _, f := range a.faults {
		e.Log.Error(f)
	}
	o.Failures += len(a.faults)
	return o
}

// whole wants every published article once, as it was served, with its raw
// page, and a store whose check is clean.
func (a *audit) whole(ctx context.Context, w *workspace) error {
	got, err := a.stored(ctx, w)
	if err != nil {
		return err
	}
	for _, x := range a.press.papers {
		for n := range x.count() {
			if _, ok := got[fmt.Sprintf("%s:%d", x.id, n)]; !ok {
				a.fault("lost: %s:%d", x.id, n)
			}
		}
	}
	return nil
}

// stored wants a clean check and an export of whole and right records, each
// once, and returns them by id.
func (a *audit) stored(ctx context.Context, w *workspace) (map[string]*extract.Article, error) {
	check, err := w.run(ctx, "db", "check")
	if err != nil {
		return nil, err
	}
	if check.code != 0 {
		a.fault("db check: %s", check)
	}
	out, err := w.run(ctx, "export")
	if err != nil {
		return nil, err
	}
	if out.code != 0 {
		a.fault("%s", out)
	}
	return a.records(out.stdout, w.data("raw")), nil
}

// records reads an export line by line. raw is where the raw pages are, "" to
// leave them alone.
func (a *audit) records(ndjson, raw string) map[string]*extract.Article {
	all := map[string]*extract.Article{}
	seqs := map[string][]uint64{}
	for line := range strings.Lines(ndjson) {
		r, err := extract.ParseLine([]byte(strings.TrimSuffix(line, "\n")))
		if err != nil || !strings.HasSuffix(line, "\n") {
			a.fault("corrupt line (%v): %.80q", err, line)
			continue
		}
		if all[r.ID] != nil {
			a.fault("doubled: %s", r.ID)
		}
		all[r.ID] = r
		seqs[r.Portal] = append(seqs[r.Portal], r.Seq)
		a.article(r, raw)
	}
	for portal, list := range seqs {
		slices.Sort(list)
		for i, n := range list {
			if n != uint64(i+1) {
				a.fault("numbers of %s: %d stands where %d is expected", portal, n, i+1)
				break
			}
		}
	}
	return all
}

// article holds a record against its page.
func (a *audit) article(r *extract.Article, raw string) {
	x, n := a.press.find(r.ID)
	if x == nil {
		a.fault("%s was never published", r.ID)
		return
	}
	if r.Title != x.title(n) || r.Text != strings.Join(x.paragraphs(n), "\n\n") || r.Revision != 1 || r.Change != extract.ChangeNew {
		a.fault("%s is not as it was served: revision %d, %s, %q, %d letters", r.ID, r.Revision, r.Change, r.Title, len(r.Text))
	}
	if raw == "" {
		return
	}
	if r.Raw == nil {
		a.fault("%s has no raw page", r.ID)
		return
	}
	body, err := rawBody(raw, *r.Raw)
	if err != nil || string(body) != x.article(n) {
		a.fault("the raw page of %s at %s:%d cannot be read, or is another: %v", r.ID, r.Raw.File, r.Raw.Offset, err)
	}
}

func rawBody(dir string, at extract.Raw) ([]byte, error) {
	rec, err := warc.ReadAt(filepath.Join(dir, at.File), at.Offset)
	if err != nil {
		return nil, err
	}
	_, _, body, err := rec.Response()
	return body, err
}

// find is the paper and the number of an article's id.
func (p *press) find(id string) (*paper, int) {
	portal, key, _ := strings.Cut(id, ":")
	for _, x := range p.papers {
		var n int
		if _, err := fmt.Sscanf(key, "%d", &n); err == nil && x.id == portal && n >= 0 && n < x.count() {
			return x, n
		}
	}
	return nil, 0
}

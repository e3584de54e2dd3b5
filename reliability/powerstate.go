//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"hash/maphash"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/reliability/powercut"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
	"github.com/tintinh/tintinh/store/warc"
)

// state is a place where states of the disk are put up and looked at.
type state struct {
	*cut
	dir    string
	looked int
	known  map[uint64]read // by content of the store's file
	seed   maphash.Seed
}

// read is what a store's file gave.
type read struct {
	all    []ref
	faults []string // of the file, or of records that are not as they were served
}

// ref is where an article and its raw page are.
type ref struct {
	id, url string
	raw     extract.Raw
}

// look puts a state on the real disk and opens everything. What it opens for
// writing is one in sixteen, and all before the first article was stored: there
// the next run must be able to make the store anew.
func (s *state) look(ctx context.Context, st powercut.State, said []promise) (found []string, err error) {
	s.looked++
	a := &audit{press: s.press}
	due := map[string]bool{}
	for _, p := range said {
		if p.step <= st.Step {
			due[p.url] = true
		}
	}
	mend := len(due) == 0 || s.looked%16 == 0
	r, err := s.read(ctx, st, mend)
	if err != nil || len(r.faults) > 0 {
		return r.faults, err
	}
	for _, r := range r.all {
		delete(due, r.url)
		if !s.bare {
			s.rawKept(a, st, r)
		}
	}
	if len(due) > 0 {
		a.fault("%d articles were called stored and are not there, %d are", len(due), len(r.all))
	}
	if !s.bare {
		s.exportKept(a, st)
	}
	return a.faults, nil
}

// rawKept wants the bytes of a raw page as the recorded run left them.
func (s *state) rawKept(a *audit, st powercut.State, r ref) {
	path := filepath.Join(s.root, "data", "raw", r.raw.File)
	from, to := r.raw.Offset, r.raw.Offset+r.raw.Length
	got, want := st.Files[path].Data, s.archive[path]
	if int64(len(got)) < to || int64(len(want)) < to || !bytes.Equal(got[from:to], want[from:to]) {
		a.fault("the raw page of %s at %s:%d is not there", r.id, r.raw.File, r.raw.Offset)
	}
}

// exportKept wants the export whole or absent, and there once it was done.
func (s *state) exportKept(a *audit, st powercut.State) {
	out, there := st.Files[filepath.Join(s.root, "out.ndjson")]
	if there && string(out.Data) != string(s.export) || !there && st.Step > s.ended {
		a.fault("the export: there %v, %d bytes of %d", there, len(out.Data), len(s.export))
	}
}

// read gives what the store of a state holds. A file that was read before is
// not read again.
func (s *state) read(ctx context.Context, st powercut.State, mend bool) (r read, err error) {
	f := st.Files[filepath.Join(s.root, "data", storeName)]
	key := maphash.Bytes(s.seed, f.Data)
	if r, ok := s.known[key]; ok && !mend {
		return r, nil
	}
	if mend {
		err = s.save(st)
	} else if err = os.MkdirAll(filepath.Join(s.dir, "data"), 0o755); err == nil {
		err = f.Save(filepath.Join(s.dir, "data", storeName))
	}
	if err != nil {
		return r, err
	}
	r = s.open(ctx, mend)
	s.known[key] = r
	return r, nil
}

// open reads the store, and raw pages too where mend is set.
func (s *state) open(ctx context.Context, mend bool) (r read) {
	raw := ""
	if mend && !s.bare {
		raw = filepath.Join(s.dir, "data", "raw")
	}
	a := &audit{press: s.press}
	all, err := s.articles(ctx, raw, mend)
	if err != nil {
		a.fault("the store: %v", err)
	}
	for _, x := range all {
		a.article(x, raw)
		at := ref{id: x.ID, url: x.CanonicalURL}
		if x.Raw != nil {
			at.raw = *x.Raw
		}
		r.all = append(r.all, at)
	}
	r.faults = a.faults
	return r
}

// save puts the files of a state below its folder.
func (s *state) save(st powercut.State) error {
	if err := os.RemoveAll(s.dir); err != nil {
		return err
	}
	for _, folder := range st.Folders {
		if err := os.MkdirAll(s.dir+strings.TrimPrefix(folder, s.root), 0o755); err != nil {
			return err
		}
	}
	for path, f := range st.Files {
		if err := f.Save(s.dir + strings.TrimPrefix(path, s.root)); err != nil {
			return err
		}
	}
	return nil
}

// articles opens the store as the next run does where mend is set (else for
// reading), checks it, and reads it all.
func (s *state) articles(ctx context.Context, raw string, mend bool) (all []*extract.Article, err error) {
	if raw != "" {
		w, err := warc.Open(raw, warc.Options{})
		if err != nil {
			return nil, err
		}
		if err := w.Close(); err != nil {
			return nil, err
		}
	}
	db, err := bolt.Open(filepath.Join(s.dir, "data", storeName), bolt.Options{ReadOnly: !mend, NoSync: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if mend {
		if err := db.AddRun(ctx, store.Run{Started: time.Unix(1, 0)}); err != nil {
			return nil, err
		}
	}
	if err := db.Check(ctx); err != nil {
		return nil, err
	}
	err = db.Articles(ctx, nil, func(_ string, _ uint64, r store.Record) error {
		a, err := r.Article()
		all = append(all, a)
		return err
	})
	return all, err
}

package crawler

import (
	"bytes"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/warc"
)

func (w *world) archive(keep string) string {
	w.t.Helper()
	dir := filepath.Join(w.t.TempDir(), "raw")
	a, err := warc.Open(dir, warc.Options{})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := a.Close(); err != nil {
			w.t.Error(err)
		}
	})
	w.crawl.Archive, w.crawl.KeepRaw = a, keep
	return dir
}

// captured is what the store says is archived: kind and path.
func (w *world) captured() map[string]int {
	w.t.Helper()
	all := map[string]int{}
	err := w.db.Captures(w.t.Context(), "vidu.test", func(c store.Capture) error {
		all[string(c.Kind)+" "+strings.TrimPrefix(c.URL, "http://vidu.test")]++
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

func TestArchive(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		dir := w.archive("all")
		path := newStory(1).path()
		sent := zipped(newStory(1).html())
		w.site.handle(path, func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Encoding", "gzip")
			rw.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = rw.Write(sent)
		})
		w.site.listing("/", path, newStory(2).path())
		w.run()
		want := map[string]int{"listing /": 1, "article " + path: 1, "article " + newStory(2).path(): 1}
		if d := cmp.Diff(want, w.captured()); d != "" {
			t.Errorf("captures (-want +got):\n%s", d)
		}
		raw := w.records()["vidu:1"].Raw
		if raw == nil {
			t.Fatal("the record does not say where its page is")
		}
		rec, err := warc.ReadAt(filepath.Join(dir, raw.File), raw.Offset)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasSuffix(rec.Block, sent) || !bytes.HasPrefix(rec.Block, []byte("HTTP/1.1 200")) {
			t.Errorf("archived %.80q, want the bytes as received", rec.Block)
		}
		// The same bytes again are not written again.
		time.Sleep(time.Hour)
		w.run()
		if n := w.captured()["article "+path]; n != 1 {
			t.Errorf("%d captures of an unchanged page", n)
		}
	})
}

func TestOnlyArticlesAreKept(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.archive("articles")
		w.site.listing("/", w.site.article(1))
		w.run()
		if d := cmp.Diff(map[string]int{"article " + newStory(1).path(): 1}, w.captured()); d != "" {
			t.Errorf("captures (-want +got):\n%s", d)
		}
	})
}

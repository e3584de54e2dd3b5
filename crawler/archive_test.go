package crawler

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
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

// revisits are the revisit records of an archive: status, profile, and the
// moment of the capture they refer to.
func revisits(t *testing.T, dir string) (all []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.warc.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		r, err := warc.OpenFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for {
			rec, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if rec.Type != "revisit" {
				continue
			}
			status, _, body, err := rec.Response()
			if err != nil || len(body) > 0 {
				t.Errorf("revisit of %s with a body of %d bytes, %v", rec.URL, len(body), err)
			}
			profile := rec.Header.Get("WARC-Profile")
			all = append(all, fmt.Sprintf("%d %s %s %s", status, profile[strings.LastIndex(profile, "/")+1:], rec.URL, rec.Header.Get("WARC-Payload-Digest")))
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// A look that finds the same is a revisit in the archive, whether the server
// says so or sends it all again; the bodies stand there once. When the file
// that held them is gone, they are captured again.
func TestRevisitsAreArchived(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		dir := w.archive("all")
		same, unmodified := newStory(1), newStory(2)
		w.site.handle(same.path(), func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = rw.Write([]byte(same.html()))
		})
		w.site.handle(unmodified.path(), func(rw http.ResponseWriter, r *http.Request) {
			rw.Header().Set("Content-Type", "text/html; charset=utf-8")
			rw.Header().Set("ETag", `"mot"`)
			if r.Header.Get("If-None-Match") != "" {
				rw.WriteHeader(http.StatusNotModified)
				return
			}
			_, _ = rw.Write([]byte(unmodified.html()))
		})
		w.site.listing("/", same.path(), unmodified.path())
		home := httptest.NewRecorder()
		w.site.ServeHTTP(home, httptest.NewRequest(http.MethodGet, "/", nil))
		w.site.forget()
		w.run()
		if got := revisits(t, dir); got != nil {
			t.Errorf("revisits in the first run: %v", got)
		}
		time.Sleep(2 * time.Hour)
		w.run()
		want := []string{
			"200 identical-payload-digest http://vidu.test/ " + warc.PayloadDigest(home.Body.Bytes()),
			"200 identical-payload-digest http://vidu.test" + same.path() + " " + warc.PayloadDigest([]byte(same.html())),
			"304 server-not-modified http://vidu.test" + unmodified.path() + " " + warc.PayloadDigest([]byte(unmodified.html())),
		}
		got := revisits(t, dir)
		slices.Sort(got)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("revisits (-want +got):\n%s", d)
		}
		captures := map[string]int{"listing /": 1, "article " + same.path(): 1, "article " + unmodified.path(): 1}
		if d := cmp.Diff(captures, w.captured()); d != "" {
			t.Errorf("captures (-want +got):\n%s", d)
		}

		files, err := filepath.Glob(filepath.Join(dir, "*.warc.gz"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if err := os.Remove(f); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(10 * time.Hour)
		w.run()
		captures["listing /"], captures["article "+same.path()] = 2, 2 // of the 304 there is no body to be had
		if d := cmp.Diff(captures, w.captured()); d != "" {
			t.Errorf("captures after the files were lost (-want +got):\n%s", d)
		}
	})
}

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
)

// stocked is a workspace whose store holds articles of one portal, of which
// each third was edited.
func stocked(t *testing.T, articles int) *workspace {
	t.Helper()
	w := newWorkspace(t, "portals: [{id: vidu, outlet: Báo Ví Dụ, hosts: [vidu.test], article: '/(?P<id>\\d+)$'}]\n")
	db, err := bolt.Open(filepath.Join(w.dir, "data", storeFile), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for round := range 2 {
		var outcomes []store.Outcome
		for i := range articles {
			if round == 0 || i%3 == 0 {
				u := store.URL{Host: "vidu.test", Canonical: fmt.Sprintf("https://vidu.test/%d", i), Kind: store.ArticlePage}
				outcomes = append(outcomes, store.Outcome{URL: u, Article: stockArticle(i, round)})
			}
		}
		if err := put(ctx, db, outcomes); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return w
}

func put(ctx context.Context, db *bolt.DB, outcomes []store.Outcome) error {
	u := outcomes[0].URL
	u.Canonical, u.Due = fmt.Sprintf("%s?hang=%d", u.Canonical, len(outcomes)), time.Now() // something to lease the host with
	if _, err := db.Add(ctx, u); err != nil {
		return err
	}
	l, err := db.Lease(ctx, store.Ask{Worker: "w", TTL: time.Hour, Max: 1})
	if err != nil {
		return err
	}
	if _, err := db.Done(ctx, l, time.Hour, append(outcomes, store.Outcome{URL: u})...); err != nil {
		return err
	}
	return db.Release(ctx, l)
}

func stockArticle(i, round int) *extract.Article {
	url := fmt.Sprintf("https://vidu.test/%d", i)
	text := strings.ReplaceAll(body(i), "\n", "\n\n")
	a := &extract.Article{
		Schema: 1, ID: fmt.Sprintf("vidu:%d", i), Portal: "vidu", Outlet: "Báo Ví Dụ", URL: url, CanonicalURL: url,
		Title:       fmt.Sprintf("Huyện Ví Dụ nạo vét kênh số %d, lần %d", i, round),
		PublishedAt: time.Date(2026, 1, 1+i%28, 7, 30, 0, 0, time.FixedZone("", 7*3600)),
		Text:        text, TextHash: fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(text))), Lang: "vi",
		Body: []extract.Block{{Type: extract.Table, Rows: [][]string{{"Xã", "Dài (km)"}, {"Mẫu", fmt.Sprint(i)}}}},
	}
	for p := range strings.SplitSeq(text, "\n\n") {
		a.Body = append(a.Body, extract.Block{Type: extract.Paragraph, Text: p})
	}
	return a
}

func (w *workspace) has(name string) bool {
	_, err := os.Stat(filepath.Join(w.dir, name))
	return err == nil
}

// The same store gives the same bytes, in every format and compression.
func TestExportTwice(t *testing.T) {
	w := stocked(t, 300)
	for _, name := range []string{"a.ndjson", "a.ndjson.gz", "a.ndjson.zst", "a.parquet", "a.csv", "a.csv.gz", "a.txt"} {
		var before []byte
		for range 2 {
			w.run(0, "export", "-o", name)
			data, err := os.ReadFile(filepath.Join(w.dir, name))
			if err != nil || len(data) == 0 {
				t.Fatalf("%s: %d bytes, %v", name, len(data), err)
			}
			if before != nil && !bytes.Equal(before, data) {
				t.Errorf("%s: the second export differs from the first", name)
			}
			before = data
		}
	}
	parquet, err := os.ReadFile(filepath.Join(w.dir, "a.parquet"))
	if err != nil || !bytes.HasPrefix(parquet, []byte("PAR1")) {
		t.Errorf("-o a.parquet begins with %.4q (%v)", parquet, err)
	}
	w.run(2, "export", "-o", "a.parquet.gz")
}

// Every line of every revision is valid against the schema in docs.
func TestExportIsValid(t *testing.T) {
	w := stocked(t, 30)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile(filepath.Join("..", "..", "docs", "article.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	out, _ := w.run(0, "export", "--revisions")
	n := 0
	for line := range strings.Lines(out) {
		n++
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err == nil {
			err = schema.Validate(v)
		}
		if err != nil {
			t.Errorf("%v\n%s", err, line)
		}
	}
	if n != 40 {
		t.Errorf("%d changes, want 40", n)
	}
	bad, err := jsonschema.UnmarshalJSON(strings.NewReader(`{"schema":1,"id":"a:1","portal":"a","url":"u","published_at":"hôm qua"}`))
	if err != nil || schema.Validate(bad) == nil {
		t.Error("the schema takes a date that is none")
	}
}

// A cursor gives each change once; --after and --print-cursor do so without one
// that is kept.
func TestExportCursors(t *testing.T) {
	w := stocked(t, 6)
	ids := func(out string) (ids []string) {
		for line := range strings.Lines(out) {
			var a extract.Article
			if err := json.Unmarshal([]byte(line), &a); err != nil {
				t.Fatal(err)
			}
			ids = append(ids, fmt.Sprintf("%s/%d", a.ID, a.Seq))
		}
		return ids
	}
	out, printed := w.run(0, "export", "--print-cursor", "--fields", "id,seq")
	if got := fmt.Sprint(ids(out)); got != "[vidu:1/2 vidu:2/3 vidu:4/5 vidu:5/6 vidu:0/7 vidu:3/8]" {
		t.Errorf("current: %s", got)
	}
	cursor := strings.TrimSpace(printed)
	if out, _ := w.run(0, "export", "--after", cursor); out != "" {
		t.Errorf("after the last change: %s", out)
	}
	out, _ = w.run(0, "export", "--revisions", "--fields", "id,seq")
	if got := fmt.Sprint(ids(out)); got != "[vidu:0/1 vidu:1/2 vidu:2/3 vidu:3/4 vidu:4/5 vidu:5/6 vidu:0/7 vidu:3/8]" {
		t.Errorf("revisions: %s", got)
	}
	first, _ := w.run(0, "export", "--cursor", "tim-kiem")
	if again, _ := w.run(0, "export", "--cursor", "tim-kiem"); len(ids(first)) != 6 || again != "" {
		t.Errorf("the cursor gave %v, then %q", ids(first), again)
	}
	w.run(2, "export", "--current", "--revisions")
}

// An output that cannot be written moves no cursor, and leaves no file.
func TestExportFailed(t *testing.T) {
	w := stocked(t, 3)
	w.run(1, "export", "--cursor", "c", "-o", "khong-co/a.ndjson")
	if out, _ := w.run(0, "export", "--cursor", "c"); strings.Count(out, "\n") != 3 {
		t.Errorf("after a failed export the cursor gives %q", out)
	}
	empty := newWorkspace(t, "")
	_, stderr := empty.run(1, "export", "--cursor", "c")
	if !strings.Contains(stderr, "there is none yet") || empty.has("data") {
		t.Errorf("an export without a store makes one: %s", stderr)
	}
}

// A reader that goes away is no error to talk about.
func TestExportToHead(t *testing.T) {
	w := stocked(t, 400) // more than a pipe holds
	for _, format := range []string{"ndjson", "csv", "text", "parquet"} {
		r, out, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		var stderr bytes.Buffer
		c := w.command("export", "--format", format)
		c.Stdout, c.Stderr = out, &stderr
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		out.Close()
		if format != "parquet" { // all of such a file fits into a pipe: its reader goes before the first byte
			if _, err := r.Read(make([]byte, 10)); err != nil {
				t.Fatal(err)
			}
		}
		r.Close()
		c.Wait()
		if code := c.ProcessState.ExitCode(); code != 141 || stderr.Len() > 0 {
			t.Errorf("%s: exit %d, %q", format, code, stderr.String())
		}
	}
}

// An export that is killed leaves no file, or the one that was there, or the
// whole new one.
func TestExportKilled(t *testing.T) {
	w := stocked(t, 3000)
	whole, _ := w.run(0, "export")
	target := filepath.Join(w.dir, "a.ndjson")
	started := time.Now()
	w.run(0, "export", "-o", "a.ndjson")
	took := time.Since(started)
	complete := 0
	for range 25 {
		if err := os.Remove(target); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		c := w.command("export", "-o", "a.ndjson")
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(rand.N(took), func() { c.Process.Kill() }) // anywhere in the work
		c.Wait()
		got, err := os.ReadFile(target)
		switch {
		case os.IsNotExist(err):
		case err != nil:
			t.Fatal(err)
		case string(got) != whole:
			t.Fatalf("a killed export left %d bytes of %d", len(got), len(whole))
		default:
			complete++
		}
	}
	t.Logf("%d of 25 came to their end", complete)
	w.run(0, "export", "-o", "a.ndjson")
	left, err := filepath.Glob(filepath.Join(w.dir, ".*.part"))
	if err != nil || len(left) > 0 {
		t.Errorf("the next export left the temporary files of killed ones: %v", left)
	}
}

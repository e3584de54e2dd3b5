//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/pg"
	"github.com/tintinh/tintinh/store/pg/pgtest"
)

// cluster is a private PostgreSQL server for tests of the program.
type cluster struct {
	*pgtest.Server
	n int
}

func newCluster(t *testing.T) *cluster {
	t.Helper()
	s, err := pgtest.New(t.Context(), pgtest.Options{})
	if errors.Is(err, pgtest.ErrNone) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &cluster{Server: s}
}

// database is the DSN of a new, empty database.
func (c *cluster) database(t *testing.T) string {
	t.Helper()
	c.n++
	dsn, err := c.Create(t.Context(), fmt.Sprintf("kho%d", c.n), "")
	if err != nil {
		t.Fatal(err)
	}
	return dsn
}

// sql runs one statement on a store.
func sql(t *testing.T, dsn, statement string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(t.Context())
	if _, err := c.Exec(t.Context(), "SET search_path = tintinh; "+statement); err != nil {
		t.Fatal(err)
	}
}

func TestCluster(t *testing.T) {
	c := newCluster(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T, *cluster)
	}{
		{"a store that was not made is named, and how to make it", clusterUnmade},
		{"two runs, an edit, a cursor", clusterRuns},
		{"workers share the hosts", clusterWorkers},
		{"a killed worker's host is taken over", clusterTakeover},
		{"a store copied there and back", clusterCopy},
		{"the queries of the documentation", clusterDoc},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, c) })
	}
}

func clusterUnmade(t *testing.T, c *cluster) {
	w := newWorkspace(t, "cluster: {postgres: \""+c.database(t)+"\"}\nportals: [baothaibinh]\n")
	for _, args := range [][]string{{"crawl"}, {"export"}, {"status"}} {
		if _, stderr := w.run(1, args...); !strings.Contains(stderr, "tintinh db migrate --to") {
			t.Errorf("%s does not say what to do:\n%s", args, stderr)
		}
	}
	if _, stderr := w.run(2, "db", "compact"); !strings.Contains(stderr, "PostgreSQL's own tools") {
		t.Errorf("db compact of a cluster: %s", stderr)
	}
	w.more = []string{"TINTINH_CLUSTER_POSTGRES=postgres://thợ:mậtkhẩu@[không"}
	if _, stderr := w.run(2, "export"); strings.Contains(stderr, "mậtkhẩu") {
		t.Errorf("a password is shown: %s", stderr)
	}
}

// made is a workspace on a store that was made, with a folder of its own.
func made(t *testing.T, dsn, config string) *workspace {
	t.Helper()
	w := newWorkspace(t, config)
	w.more = []string{"TINTINH_CLUSTER_POSTGRES=" + dsn}
	w.run(0, "db", "migrate", "--to", dsn)
	return w
}

func clusterRuns(t *testing.T, c *cluster) {
	s := newSite(t)
	for n := 1; n <= 5; n++ {
		s.set(fmt.Sprintf("/tin-tuc/1/%d/bai", 100+n), story(n, fmt.Sprintf("Bài số %d", n), body(n)))
	}
	w := made(t, c.database(t), fastRevisits+"portals:"+s.portalYAML("vidu", ""))
	w.run(0, "crawl")
	first, _ := w.run(0, "export", "--cursor", "mine")
	if got := records(t, first); len(got) != 5 {
		t.Fatalf("first export has %d records", len(got))
	}
	w.run(0, "crawl")
	if again, _ := w.run(0, "export", "--cursor", "mine"); again != "" {
		t.Fatalf("unchanged pages were exported again:\n%s", again)
	}
	s.set("/tin-tuc/1/103/bai", story(3, "Bài số 3 đã sửa", body(3)))
	w.run(0, "crawl")
	edited, _ := w.run(0, "export", "--cursor", "mine")
	if a := records(t, edited)["vidu:103"]; a.Seq != 6 || a.Revision != 2 || !slices.Equal(a.ChangedFields, []string{"title"}) {
		t.Errorf("after one edit the cursor export has\n%s", edited)
	}
	if out, _ := w.run(0, "show", "vidu:103"); !strings.Contains(out, "Bài số 3 đã sửa") {
		t.Errorf("show:\n%s", out)
	}
	if out, _ := w.run(0, "status"); !strings.Contains(out, "vidu") {
		t.Errorf("status:\n%s", out)
	}
	raw, err := filepath.Glob(filepath.Join(w.dir, "data", "raw", "*.warc.gz"))
	host, _ := os.Hostname()
	if err != nil || len(raw) != 1 || !strings.HasPrefix(filepath.Base(raw[0]), strings.ReplaceAll(host, ".", "_")+".1-") {
		t.Errorf("raw pages: %q, %v", raw, err)
	}
}

func clusterWorkers(t *testing.T, c *cluster) {
	const sites, pages, workers = 6, 8, 3
	config := "crawl: {workers: 2}\nportals:"
	var all []*site
	for i := range sites {
		s := newSite(t)
		for n := range pages {
			s.set(fmt.Sprintf("/tin-tuc/1/%d/bai", 100+n), story(n, fmt.Sprintf("Bài số %d của báo %d", n, i), body(100*i+n)))
		}
		config += s.portalYAML(fmt.Sprintf("bao%d", i), "")
		all = append(all, s)
	}
	dsn := c.database(t)
	w := made(t, dsn, config)
	errs := make(chan error, workers)
	for range workers {
		cmd := w.command("crawl")
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		go func() {
			err := cmd.Wait()
			if err != nil {
				err = fmt.Errorf("%w: %s", err, stderr.String())
			}
			errs <- err
		}()
	}
	for range workers {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	out, _ := w.run(0, "export")
	if n := len(records(t, out)); n != sites*pages {
		t.Errorf("%d records of %d pages", n, sites*pages)
	}
	balanced(t, dsn, workers, sites*pages)
	for i, s := range all {
		for path, times := range s.asked() {
			if times != 1 && path != "/" { // the front page is due again at once
				t.Errorf("bao%d: %s was asked for %d times", i, path, times)
			}
		}
	}
}

// balanced reads the figures of all workers: each add up, and together they
// have every article once.
func balanced(t *testing.T, dsn string, workers, articles int) {
	t.Helper()
	db, err := pg.Open(t.Context(), dsn, pg.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	runs, found := 0, 0
	err = db.Runs(t.Context(), func(r store.Run) bool {
		runs++
		if err := r.Balance(); err != nil {
			t.Errorf("the run of %d: %v", r.PID, err)
		}
		for _, p := range r.Portals {
			found += p.New
		}
		return true
	})
	if err != nil || runs != workers || found != articles {
		t.Errorf("%d runs with %d new articles, %v; want %d with %d", runs, found, err, workers, articles)
	}
}

func clusterTakeover(t *testing.T, c *cluster) {
	s := newSite(t)
	const n = 6
	for i := range n {
		s.set(fmt.Sprintf("/tin-tuc/1/%d/bai", 100+i), story(i, fmt.Sprintf("Bài số %d", i), body(i)))
	}
	s.holdArticles(make(chan struct{}, 1))
	dsn := c.database(t)
	w := made(t, dsn, "portals:"+s.portalYAML("vidu", ""))
	killed := w.command("crawl")
	if err := killed.Start(); err != nil {
		t.Fatal(err)
	}
	<-s.waiting
	s.hold <- struct{}{} // one page is stored, the next is under way
	<-s.waiting
	killed.Process.Kill()
	killed.Wait()
	heir := w.command("crawl")
	if err := heir.Start(); err != nil {
		t.Fatal(err)
	}
	sql(t, dsn, "UPDATE hosts SET lease_until = 1, ready = 1 WHERE worker <> ''") // as when its time is over
	close(s.hold)
	if err := heir.Wait(); err != nil {
		t.Errorf("the worker that took over: %v", err)
	}
	out, _ := w.run(0, "export")
	if got := records(t, out); len(got) != n {
		t.Errorf("%d articles of %d after a kill", len(got), n)
	}
}

func clusterCopy(t *testing.T, c *cluster) {
	w := newWorkspace(t, "")
	w.run(0, "demo", "--data", "mau")
	want, _ := w.run(0, "export", "--data", "mau")
	revisions, _ := w.run(0, "export", "--data", "mau", "--revisions")
	if len(records(t, want)) < 10 {
		t.Fatalf("the demo gave\n%s", want)
	}
	dsn := c.database(t)
	w.run(0, "db", "migrate", "--from", "mau", "--to", dsn)
	if _, stderr := w.run(1, "db", "migrate", "--from", "mau", "--to", dsn); !strings.Contains(stderr, "it holds something already") {
		t.Errorf("a copy into a store that is not empty: %s", stderr)
	}
	w.run(0, "db", "migrate", "--from", dsn, "--to", "lai")
	w.run(2, "db", "migrate", "--from", dsn, "--to", "lai")
	w.run(0, "db", "check", "--data", "lai")
	if got, _ := w.run(0, "export", "--data", "lai"); got != want {
		t.Error("the export of the copy's copy differs")
	}
	if got, _ := w.run(0, "export", "--data", "lai", "--revisions"); got != revisions {
		t.Error("the history of the copy's copy differs")
	}
	w.more = []string{"TINTINH_CLUSTER_POSTGRES=" + dsn}
	if got, _ := w.run(0, "export"); got != want {
		t.Error("the export of the copy differs")
	}
	if got, _ := w.run(0, "export", "--revisions"); got != revisions {
		t.Error("the history of the copy differs")
	}
}

// clusterDoc runs the queries that docs/cluster.md gives to the operator.
func clusterDoc(t *testing.T, c *cluster) {
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "cluster.md"))
	if err != nil {
		t.Fatal(err)
	}
	dsn := c.database(t)
	made(t, dsn, "")
	n := 0
	for block := range strings.SplitSeq(string(doc), "```sql\n") {
		query, _, ok := strings.Cut(block, "```")
		if n++; n == 1 || !ok {
			continue // before the first
		}
		sql(t, dsn, query)
	}
	if n < 5 {
		t.Errorf("only %d queries were found", n-1)
	}
}

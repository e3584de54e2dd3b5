package search

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
)

const host = "baovidu.example"

func openStore(t *testing.T) *bolt.DB {
	t.Helper()
	s, err := bolt.Open(filepath.Join(t.TempDir(), "tintinh.db"), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func text(about string) string {
	return "Sáng sớm, bà con ra đồng gặt lúa từ lúc sương chưa tan, ai cũng mừng vì năm nay được mùa. " + about +
		"\n\nÔng chủ nhiệm hợp tác xã cho biết năng suất cao hơn năm ngoái, giá thu mua cũng nhích lên từng ngày. Cả xã sẽ nạo vét kênh mương để kịp đổ ải."
}

func record(n int, title string) *extract.Article {
	a := &extract.Article{Schema: 1, ID: fmt.Sprintf("bao-vi-du:%d", n), Portal: "bao-vi-du", URL: fmt.Sprintf("https://%s/%d", host, n), Title: title,
		Text: text(fmt.Sprintf("Bài số %d.", n)), PublishedAt: day("2025-06-01 08:00").Add(time.Duration(n) * time.Hour), PublishedPrecision: "minute"}
	a.Body = []extract.Block{{Type: extract.Paragraph, Text: a.Text}}
	a.TextHash = fmt.Sprintf("sha256:%064d", n)
	return a
}

// commit stores what a crawler would.
func commit(t *testing.T, s store.Store, outcomes ...store.Outcome) {
	t.Helper()
	ctx := context.Background()
	for i := range outcomes {
		u := &outcomes[i].URL
		u.Host, u.Kind, u.Due = host, store.ArticlePage, time.Now().Add(-time.Minute)
		if outcomes[i].Article != nil {
			u.Canonical = outcomes[i].Article.URL
		} else {
			u.Canonical = "https://" + host + "/" + outcomes[i].Gone
		}
		if _, err := s.Add(ctx, *u); err != nil {
			t.Fatal(err)
		}
	}
	l, err := s.Lease(ctx, store.Ask{Worker: "test", TTL: time.Minute, Max: 100, Hosts: []string{host}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range outcomes {
		outcomes[i].Next = time.Now().Add(-time.Second)
	}
	if _, err := s.Done(ctx, l, 0, outcomes...); err != nil {
		t.Fatal(err)
	}
	if err := s.Release(ctx, l); err != nil {
		t.Fatal(err)
	}
}

func update(t *testing.T, v *View, s store.Store, want int) {
	t.Helper()
	p, err := v.Update(context.Background(), s)
	if err != nil || p.Articles != want {
		t.Fatalf("update: %+v, %v; want %d articles", p, err, want)
	}
}

func found(t *testing.T, v *View, text string) string {
	t.Helper()
	p, err := v.Find(context.Background(), Query{Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return keys(p.Hits)
}

// TestFollow: the view follows a real store through new, edited, moved and
// vanished articles, and its lines are the store's.
func TestFollow(t *testing.T) {
	s, v := openStore(t), openView(t)
	commit(t, s, store.Outcome{Article: record(1, "Lúa mùa bội thu")}, store.Outcome{Article: record(2, "Cầu mới thông xe")}, store.Outcome{Article: record(3, "Chợ quê")})
	update(t, v, s, 3)
	update(t, v, s, 0)

	retitled := record(1, "Lúa mùa chín sớm") // stands where it stood
	edited := record(2, "Cầu mới hoãn thông xe")
	edited.PublishedAt = day("2025-07-01 08:00")
	commit(t, s, store.Outcome{Article: retitled}, store.Outcome{Article: edited}, store.Outcome{Gone: "bao-vi-du:3", URL: store.URL{}})
	update(t, v, s, 3)
	for q, want := range map[string]string{"": "2 3 1", "hoãn": "2", "cau moi thong xe": "2", "lúa mùa": "1 2 3"} {
		if got := found(t, v, q); got != want {
			t.Errorf("%q finds %q, want %q", q, got, want)
		}
	}
	for _, old := range []string{`"mới thông"`, "bội thu"} {
		if n, err := v.Count(context.Background(), Query{Text: old}, 10); err != nil || n != 0 {
			t.Errorf("%s of a replaced title is still in the index: %d, %v", old, n, err)
		}
	}
	a, line, err := v.Article(context.Background(), "bao-vi-du:2")
	if err != nil {
		t.Fatal(err)
	}
	stored, err := s.Article(context.Background(), "bao-vi-du:2")
	if err != nil {
		t.Fatal(err)
	}
	want, err := stored.Line()
	if err != nil || string(line) != string(want) {
		t.Errorf("line %s\nwant %s (%v)", line, want, err)
	}
	if a.Revision != 2 {
		t.Errorf("revision %d", a.Revision)
	}
	checkHistory(t, v)
	facets, err := v.Facets(context.Background(), ByPortal, 10)
	if d := cmp.Diff([]Facet{{"bao-vi-du", "bao-vi-du", 3}}, facets); err != nil || d != "" {
		t.Error(err, d)
	}
	days, err := v.Days(context.Background(), "bao-vi-du", "2025-01-01")
	if d := cmp.Diff([]Day{{"2025-06-01", 2}, {"2025-07-01", 1}}, days); err != nil || d != "" {
		t.Error(err, d)
	}
}

func checkHistory(t *testing.T, v *View) {
	t.Helper()
	for id, want := range map[string]string{
		"bao-vi-du:1": "new Lúa mùa bội thu, edited Lúa mùa chín sớm",
		"bao-vi-du:2": "new Cầu mới thông xe, edited Cầu mới hoãn thông xe",
		"bao-vi-du:3": "new Chợ quê, gone Chợ quê",
	} {
		all, err := v.Revisions(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for i, a := range all {
			if i > 0 {
				got += ", "
			}
			got += string(a.Change) + " " + a.Title
		}
		if got != want {
			t.Errorf("history of %s: %s; want %s", id, got, want)
		}
	}
	if _, err := v.Revisions(context.Background(), "bao-vi-du:99"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("history of what is not there: %v", err)
	}
}

// TestPull: in batches, with the store closed while they are written.
func TestPull(t *testing.T) {
	v := openView(t)
	const n = batchArticles + 5
	rest := func(after int) walk {
		return walk{from: uint64(after), articles: func(yield func(*extract.Article) bool) {
			for i := after + 1; i <= n; i++ {
				a := record(i, "Bài")
				a.Change = extract.ChangeNew
				if !yield(a) {
					return
				}
			}
		}}
	}
	for _, want := range []int{batchArticles, n} {
		before, err := v.Count(context.Background(), Query{Text: "bai"}, 2*n)
		if err != nil {
			t.Fatal(err)
		}
		b, err := v.Pull(context.Background(), rest(before))
		if err != nil || b.More != (want < n) {
			t.Fatalf("more %v, %v", b.More, err)
		}
		if err := v.Apply(context.Background(), b); err != nil {
			t.Fatal(err)
		}
		if got, err := v.Count(context.Background(), Query{Text: "bai"}, 2*n); err != nil || got != want {
			t.Fatalf("%d articles, %v; want %d", got, err, want)
		}
	}
}

// TestAnotherStore: a store that was put back to an older state, or another
// one: the view begins again.
func TestAnotherStore(t *testing.T) {
	s, v := openStore(t), openView(t)
	commit(t, s, store.Outcome{Article: record(1, "Một")}, store.Outcome{Article: record(2, "Hai")})
	update(t, v, s, 2)
	other := openStore(t)
	commit(t, other, store.Outcome{Article: record(7, "Bảy")})
	p, err := v.Update(context.Background(), other)
	if err != nil || !p.Rebuilt || p.Articles != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	if got := found(t, v, ""); got != "7" {
		t.Errorf("found %q", got)
	}
}

// TestOvertaken: of two processes one writes each change, and the other says so.
func TestOvertaken(t *testing.T) {
	s, v := openStore(t), openView(t)
	commit(t, s, store.Outcome{Article: record(1, "Một")})
	w, err := Open(v.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	inner := hooked{s, func() { update(t, w, s, 1) }}
	if _, err := v.Update(context.Background(), inner); !errors.Is(err, ErrOvertaken) {
		t.Fatalf("want ErrOvertaken, got %v", err)
	}
	update(t, v, s, 0)
	if got := found(t, v, ""); got != "1" {
		t.Errorf("found %q", got)
	}
}

// hooked runs something after the walk.
type hooked struct {
	store.Store
	after func()
}

func (h hooked) Articles(ctx context.Context, c store.Cursor, fn func(string, uint64, store.Record) error) error {
	err := h.Store.Articles(ctx, c, fn)
	h.after()
	return err
}

func TestRuns(t *testing.T) {
	s, v := openStore(t), openView(t)
	ctx := context.Background()
	first := store.Run{Started: day("2026-01-01 06:00"), Ended: day("2026-01-01 06:30"), Reason: "done", Portals: map[string]*store.PortalRun{
		"a": {Fetched: 10, New: 4, Errors: map[string]int{"timeout": 1}, Requests: 12, Elapsed: time.Second}, "b": {Fetched: 1, Blocked: "captcha", Errors: map[string]int{"timeout": 2}},
	}}
	open := store.Run{Started: day("2026-01-01 07:00"), Portals: map[string]*store.PortalRun{"a": {Fetched: 1}}}
	for _, r := range []store.Run{first, open} {
		if err := s.AddRun(ctx, r); err != nil {
			t.Fatal(err)
		}
	}
	update(t, v, s, 0)
	open.Ended, open.Portals["a"].Fetched = day("2026-01-01 07:10"), 5 // it was not over when it was copied
	if err := s.AddRun(ctx, open); err != nil {
		t.Fatal(err)
	}
	update(t, v, s, 0)
	runs, err := v.Runs(ctx, time.Time{}, 10)
	want := []RunSummary{
		{Started: open.Started, Ended: open.Ended, Portals: 1, Fetched: 5},
		{Started: first.Started, Ended: first.Ended, Reason: "done", Portals: 2, Fetched: 11, New: 4, Errors: map[string]int{"timeout": 3}, Blocked: 1, Requests: 12},
	}
	if d := cmp.Diff(want, runs); err != nil || d != "" {
		t.Error(err, d)
	}
	_, portals, err := v.Run(ctx, first.Started)
	if d := cmp.Diff(first.Portals, portals); err != nil || d != "" {
		t.Error(err, d)
	}
	if _, _, err := v.Run(ctx, day("2020-01-01 00:00")); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a run that never was: %v", err)
	}
	visits, err := v.Visits(ctx, "a", time.Time{}, 1)
	if err != nil || len(visits) != 1 || visits[0].Fetched != 5 || !visits[0].Started.Equal(open.Started) {
		t.Errorf("the last visit: %+v, %v", visits, err)
	}
}

// TestOldSchema: a file of another version is emptied, not misread.
func TestOldSchema(t *testing.T) {
	s, v := openStore(t), openView(t)
	commit(t, s, store.Outcome{Article: record(1, "Một")})
	update(t, v, s, 1)
	if _, err := v.write.Exec(`UPDATE meta SET value = '0' WHERE name = 'schema'`); err != nil {
		t.Fatal(err)
	}
	w, err := Open(v.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if got := found(t, w, ""); got != "" {
		t.Errorf("found %q in a file of another version", got)
	}
	update(t, w, s, 1)
}

// TestKey: a later minute has a smaller key, whatever the time.
func TestKey(t *testing.T) {
	times := []time.Time{{}, time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 0, time.UTC), time.Unix(0, 0),
		day("2025-01-01 00:00"), day("2025-01-01 00:01"), time.Date(2199, 12, 31, 23, 59, 59, 0, time.UTC)}
	for i := 1; i < len(times); i++ {
		if a, b := keyOf(times[i-1]), keyOf(times[i]); a < b || a == b && i > 1 {
			t.Errorf("key of %s is %d, and %d that of %s", times[i-1], a, b, times[i])
		}
	}
	if k := keyOf(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)); k != 0 {
		t.Errorf("beyond the end: %d", k)
	}
	if k := keyOf(time.Time{}); k >= undated {
		t.Errorf("before the beginning: %d", k)
	}
}

// TestSameMinute: more articles in a minute than it has slots.
func TestSameMinute(t *testing.T) {
	v := openView(t)
	const n = 1<<slotBits + 10
	all := walk{articles: func(yield func(*extract.Article) bool) {
		for i := range n {
			a := record(i, "Cùng lúc")
			a.Change, a.PublishedAt = extract.ChangeNew, day("2025-01-01 08:00")
			if !yield(a) {
				return
			}
		}
	}}
	if _, err := v.Update(context.Background(), all); err != nil {
		t.Fatal(err)
	}
	if got, err := v.Count(context.Background(), Query{Text: "cung luc"}, 2*n); err != nil || got != n {
		t.Errorf("%d of %d, %v", got, n, err)
	}
}

// TestSameDay: thousands of pages that give only the day stay within it.
func TestSameDay(t *testing.T) {
	v := openView(t)
	const n = 3000
	all := walk{articles: func(yield func(*extract.Article) bool) {
		for i := range n {
			a := record(i, "Cùng ngày")
			a.Change, a.PublishedAt, a.PublishedPrecision = extract.ChangeNew, day("2025-01-02 00:00"), "day"
			if !yield(a) {
				return
			}
		}
	}}
	if _, err := v.Update(context.Background(), all); err != nil {
		t.Fatal(err)
	}
	for when, want := range map[string]int{"2025-01-01 00:00": 0, "2025-01-02 00:00": n, "2025-01-03 00:00": 0} {
		if got, err := v.Count(context.Background(), Query{From: day(when), To: day(when)}, 2*n); err != nil || got != want {
			t.Errorf("%s has %d, %v; want %d", when, got, err, want)
		}
	}
}

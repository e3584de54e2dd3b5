package export

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
)

var zone = time.FixedZone("", 7*3600)

func at(day, hour int) time.Time { return time.Date(2026, 3, day, hour, 0, 0, 0, zone) }

// article of a portal; its host is PORTAL.example.
func article(portal string, n int, published time.Time) *extract.Article {
	return &extract.Article{
		Schema: 1, ID: fmt.Sprintf("%s:%d", portal, n), Portal: portal, Outlet: "Báo Ví Dụ",
		URL:         fmt.Sprintf("https://%s.example/tin-tuc/1/%d/x", portal, n),
		Title:       fmt.Sprintf("Bản tin số %d", n),
		PublishedAt: published,
		Authors:     []extract.Author{{Name: "Lê Mẫu"}, {Name: "Trần Ví Dụ"}},
		Tags:        []string{"nông nghiệp", "thủy lợi"},
		Text:        fmt.Sprintf("Sáng nay trạm bơm số %d chạy thử.", n),
	}
}

// filled is a store with these articles, committed in order.
func filled(t *testing.T, articles ...*extract.Article) store.Store {
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
	add(t, s, articles...)
	return s
}

func add(t *testing.T, s store.Store, articles ...*extract.Article) {
	t.Helper()
	ctx := context.Background()
	for _, a := range articles {
		u := store.URL{Host: a.Portal + ".example", Canonical: a.URL, Kind: store.ArticlePage, Due: time.Now()}
		if _, err := s.Add(ctx, u); err != nil {
			t.Fatal(err)
		}
		l, err := s.Lease(ctx, store.Ask{Worker: "w", TTL: time.Minute, Max: 1, Hosts: []string{u.Host}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Done(ctx, l, time.Minute, store.Outcome{URL: u, Article: a}); err != nil {
			t.Fatal(err)
		}
		if err := s.Release(ctx, l); err != nil {
			t.Fatal(err)
		}
	}
}

// ids runs a query and returns the ids written.
func ids(t *testing.T, s store.Store, q Query) ([]string, Stats) {
	t.Helper()
	var b bytes.Buffer
	enc, err := NDJSON(&b, []string{"id"})
	if err != nil {
		t.Fatal(err)
	}
	stats, err := Run(context.Background(), s, q, enc)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for line := range strings.Lines(b.String()) {
		var v struct{ ID string }
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		out = append(out, v.ID)
	}
	return out, stats
}

func TestRun(t *testing.T) {
	twin := article("dai-mau", 1, at(12, 9))
	twin.DuplicateOf = "bao-vi-du:1"
	s := filled(t,
		article("bao-vi-du", 1, at(10, 0)),
		article("bao-vi-du", 2, time.Time{}),
		article("bao-vi-du", 3, at(11, 23)),
		twin,
		article("dai-mau", 2, at(12, 0)),
	)
	const a, b = "bao-vi-du.example", "dai-mau.example"
	whole := store.Cursor{a: 3, b: 2}
	owner := map[string]string{a: "bao-vi-du", b: "dai-mau"}
	for _, c := range []struct {
		name string
		q    Query
		want []string
		st   Stats
	}{
		{"all", Query{}, []string{"bao-vi-du:1", "bao-vi-du:2", "bao-vi-du:3", "dai-mau:1", "dai-mau:2"}, Stats{Next: whole, Written: 5}},
		{"after", Query{After: store.Cursor{a: 2, b: 2}}, []string{"bao-vi-du:3"}, Stats{Next: whole, Written: 1}},
		{"nothing new", Query{After: whole}, nil, Stats{Next: whole}},
		{"portal", Query{Portals: []string{"dai-mau"}}, []string{"dai-mau:1", "dai-mau:2"}, Stats{Next: store.Cursor{b: 2}, Written: 2}},
		{"portal, owners known", Query{Portals: []string{"dai-mau"}, Owner: owner, After: store.Cursor{a: 1}}, []string{"dai-mau:1", "dai-mau:2"}, Stats{Next: store.Cursor{a: 1, b: 2}, Written: 2}},
		{"unknown portal", Query{Portals: []string{"khong-co"}, Owner: owner}, nil, Stats{Next: store.Cursor{}}},
		{"one day", Query{From: at(11, 0), To: at(11, 0)}, []string{"bao-vi-du:3"}, Stats{Next: whole, Written: 1, Undated: 1, OutOfRange: 3}},
		{"from", Query{From: at(11, 0)}, []string{"bao-vi-du:3", "dai-mau:1", "dai-mau:2"}, Stats{Next: whole, Written: 3, Undated: 1, OutOfRange: 1}},
		{"to", Query{To: at(10, 0)}, []string{"bao-vi-du:1"}, Stats{Next: whole, Written: 1, Undated: 1, OutOfRange: 3}},
	} {
		got, st := ids(t, s, c.q)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if d := cmp.Diff(c.st, st); d != "" {
			t.Errorf("%s: stats (-want +got):\n%s", c.name, d)
		}
	}
}

func TestNoDuplicates(t *testing.T) {
	long := strings.Repeat("Nước lên chậm, đê bao vững, bà con yên tâm gặt nốt trà lúa muộn. ", 8)
	first, second := article("bao-vi-du", 1, at(10, 0)), article("dai-mau", 1, at(11, 0))
	first.Text, second.Text = long, long
	first.TextHash, second.TextHash = "sha256:"+strings.Repeat("ab", 32), "sha256:"+strings.Repeat("ab", 32)
	s := filled(t, first, second)
	got, st := ids(t, s, Query{NoDuplicates: true})
	if !slices.Equal(got, []string{"bao-vi-du:1"}) || st.Duplicates != 1 || st.Next["dai-mau.example"] != 1 {
		t.Errorf("%v %+v", got, st)
	}
}

// The cursor gives each change once, whatever portals were asked for before.
func TestCursorPerPortal(t *testing.T) {
	s := filled(t, article("bao-vi-du", 1, at(10, 0)), article("dai-mau", 1, at(10, 0)))
	_, st := ids(t, s, Query{Portals: []string{"bao-vi-du"}})
	add(t, s, article("bao-vi-du", 2, at(10, 0)))
	got, st := ids(t, s, Query{After: st.Next})
	if !slices.Equal(got, []string{"bao-vi-du:2", "dai-mau:1"}) {
		t.Errorf("second export %v", got)
	}
	if got, _ = ids(t, s, Query{After: st.Next}); got != nil {
		t.Errorf("third export %v, want nothing", got)
	}
}

func output(t *testing.T, s store.Store, format string, fields ...string) string {
	t.Helper()
	var b bytes.Buffer
	enc, err := New(format, &b, fields)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Run(context.Background(), s, Query{}, enc); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestNDJSON(t *testing.T) {
	a := article("bao-vi-du", 1, at(10, 8))
	a.Title = "Giá lúa \u2028 <b>tăng</b> & \"ổn định\""
	s := filled(t, a, article("bao-vi-du", 2, time.Time{}))
	var want strings.Builder
	err := s.Articles(context.Background(), nil, func(_ string, _ uint64, r store.Record) error {
		line, err := r.Line()
		want.Write(append(line, '\n'))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := output(t, s, "ndjson"); got != want.String() || strings.Count(got, "\n") != 2 {
		t.Errorf("whole lines:\n%s\nwant\n%s", got, want.String())
	}
	got := output(t, s, "ndjson", "published_at", " title", "id", "id")
	var rows []string
	for line := range strings.Lines(got) {
		var keys []string
		dec := json.NewDecoder(strings.NewReader(line))
		dec.Token()
		for dec.More() {
			key, _ := dec.Token()
			val, err := dec.Token()
			if err != nil {
				t.Fatal(err)
			}
			keys = append(keys, fmt.Sprintf("%v=%v", key, val))
		}
		rows = append(rows, strings.Join(keys, " "))
	}
	if d := cmp.Diff([]string{
		"id=bao-vi-du:1 title=" + a.Title + " published_at=2026-03-10T08:00:00+07:00",
		"id=bao-vi-du:2 title=Bản tin số 2",
	}, rows); d != "" {
		t.Errorf("chosen fields (-want +got):\n%s", d)
	}
}

func TestUnknown(t *testing.T) {
	for _, c := range []struct{ format, field, want string }{
		{"ndjson", "tilte", `a record has no field "tilte"; it has schema, id, seq, revision`},
		{"csv", "", ""},
		{"csv", "x", `a record has no field "x"`},
		{"text", "id", "format text has no fields to choose from"},
		{"xml", "", `unknown format "xml", want ndjson, parquet, csv or text`},
	} {
		var fields []string
		if c.field != "" {
			fields = []string{c.field}
		}
		_, err := New(c.format, io.Discard, fields)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)) {
			t.Errorf("%s %s: %v, want %q", c.format, c.field, err, c.want)
		}
	}
}

func TestCSV(t *testing.T) {
	a := article("bao-vi-du", 1, at(10, 8))
	a.Title, a.Lead, a.Text = "=HYPERLINK(\"x\")", "-5 độ, có \"sương\"", "Dòng một.\n\nDòng hai."
	a.Images = []extract.Media{{URL: "https://anh.example/1.jpg"}}
	s := filled(t, a)
	fields := []string{"id", "title", "lead", "published_at", "authors", "tags", "text", "images", "revision", "modified_at"}
	got := output(t, s, "csv", fields...)
	rows, err := csv.NewReader(strings.NewReader(got)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([][]string{
		{"id", "revision", "title", "lead", "published_at", "modified_at", "authors", "tags", "text", "images"},
		{"bao-vi-du:1", "1", "'=HYPERLINK(\"x\")", "'-5 độ, có \"sương\"", "2026-03-10T08:00:00+07:00", "",
			"Lê Mẫu; Trần Ví Dụ", "nông nghiệp; thủy lợi", "Dòng một.\n\nDòng hai.", `[{"url":"https://anh.example/1.jpg"}]`},
	}, rows); d != "" {
		t.Errorf("rows (-want +got):\n%s", d)
	}
	// Go's reader takes CR LF within a cell for LF, and others do not.
	if !strings.Contains(got, "id,revision") || strings.Count(got, "\r\n") != 2 || !strings.Contains(got, "Dòng một.\n\nDòng hai.") {
		t.Errorf("rows end as in RFC 4180, texts are as they were: %q", got)
	}
	if got := output(t, s, "csv"); !strings.HasPrefix(got, "id,seq,revision,change,portal,") {
		t.Errorf("default columns: %.60q", got)
	}
}

func TestText(t *testing.T) {
	a := article("bao-vi-du", 1, at(10, 8))
	a.Title, a.Lead = "Tiêu đề \x1b[31mđỏ\u202e", "# id = dai-mau:9"
	s := filled(t, a, article("bao-vi-du", 2, time.Time{}))
	want := `# id = bao-vi-du:1
# url = https://bao-vi-du.example/tin-tuc/1/1/x
# date = 2026-03-10

Tiêu đề \u{1b}[31mđỏ\u{202e}

 # id = dai-mau:9

Sáng nay trạm bơm số 1 chạy thử.

# id = bao-vi-du:2
# url = https://bao-vi-du.example/tin-tuc/1/2/x

Bản tin số 2

Sáng nay trạm bơm số 2 chạy thử.

`
	if d := cmp.Diff(want, output(t, s, "text")); d != "" {
		t.Errorf("text (-want +got):\n%s", d)
	}
}

// The reader of a pipe goes away: the export ends with that error, at once or
// when the last buffer is written.
func TestBrokenPipe(t *testing.T) {
	s := filled(t, article("bao-vi-du", 1, at(10, 8)))
	for _, format := range []string{"ndjson", "parquet", "csv", "text"} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		enc, err := New(format, w, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		if _, err = Run(context.Background(), s, Query{}, enc); !errors.Is(err, syscall.EPIPE) {
			t.Errorf("%s: %v, want EPIPE", format, err)
		}
		w.Close()
	}
}

func TestRunStops(t *testing.T) {
	s := filled(t, article("bao-vi-du", 1, at(10, 8)), article("bao-vi-du", 2, at(10, 8)))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	enc, err := NDJSON(io.Discard, nil)
	if err != nil {
		t.Fatal(err)
	}
	if st, err := Run(ctx, s, Query{}, enc); !errors.Is(err, context.Canceled) || st.Written != 0 {
		t.Errorf("%+v %v, want nothing written and the context's error", st, err)
	}
}

func FuzzEncoders(f *testing.F) {
	f.Add([]byte(`{"id":"a:1","title":"=1","authors":[{"name":"Lê"}],"tags":["a"],"images":[{"url":"u"}]}`))
	f.Add([]byte(`{"id":null,"tags":[1,{}],"seq":1e400}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, line []byte) {
		for _, format := range []string{"ndjson", "csv"} {
			var b bytes.Buffer
			enc, err := New(format, &b, []string{"id", "title", "authors", "tags", "images", "seq"})
			if err != nil {
				t.Fatal(err)
			}
			err = errors.Join(enc.Write(stored(line)), enc.Close())
			if err != nil {
				continue
			}
			if format == "csv" {
				if rows, err := csv.NewReader(&b).ReadAll(); err != nil || len(rows) != 2 {
					t.Fatalf("%q gives %d rows, %v", line, len(rows), err)
				}
			} else if !json.Valid(b.Bytes()) || bytes.Count(b.Bytes(), []byte("\n")) != 1 {
				t.Fatalf("%q gives %q", line, b.Bytes())
			}
		}
	})
}

// stored is a line as a store might hold it.
type stored []byte

func (s stored) Line() ([]byte, error)              { return s, nil }
func (s stored) Article() (*extract.Article, error) { return nil, errors.New("only the line") }

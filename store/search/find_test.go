package search

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract"
)

func day(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, vietnam)
	if err != nil {
		panic(err) // a test's own constant
	}
	return t
}

// library is a small view of our own sentences.
func library(t *testing.T) *View {
	t.Helper()
	at := func(id, title, text, when string, more ...func(*extract.Article)) *extract.Article {
		a := &extract.Article{Schema: 1, ID: "bao-a:" + id, Portal: "bao-a", Outlet: "Báo A", Province: "Phú Thọ", ProvinceBefore2025: "Hòa Bình",
			URL: "https://a.example/" + id, Title: title, Text: text, Change: extract.ChangeNew, Revision: 1,
			Section: []string{"Thời sự"}, FirstSeenAt: day("2026-01-01 00:00")}
		if when != "" {
			a.PublishedAt, a.PublishedPrecision = day(when), "minute"
		}
		for _, m := range more {
			m(a)
		}
		return a
	}
	of := func(portal string) func(*extract.Article) {
		return func(a *extract.Article) {
			a.Portal, a.Outlet, a.ID = portal, "Đài "+portal, portal+":"+strings.TrimPrefix(a.ID, "bao-a:")
			a.Province, a.ProvinceBefore2025 = "Hưng Yên", "Thái Bình"
		}
	}
	articles := []*extract.Article{
		at("1", "Hòa Bình đón khách đầu năm", "Nhiều đoàn khách đã đến tham quan hồ thủy điện.", "2025-01-10 08:00"),
		at("2", "Khách về thăm hồ", "Tỉnh Hoà Bình mở thêm bến thuyền cho du khách.", "2025-02-10 08:00"),
		at("3", "Phân tích hóa bình", "Bộ dụng cụ gồm hóa chất và bình thủy tinh.", "2025-03-10 08:00"),
		at("4", "Nét bình dị", "Hoà chung niềm vui, bà con giữ nếp sống bình yên.", "2025-04-10 08:00"),
		at("5", "Giá vàng hôm nay", "Giá vàng trong nước đi ngang.", "2025-05-10 23:59", of("dai-b"), func(a *extract.Article) {
			a.Audio = []extract.Media{{URL: "https://b.example/5.mp3"}}
			a.Section = []string{"KINH TẾ", "Thị trường"}
		}),
		at("6", "Đập Đà Đẫn chống lũ", "Đội xung kích gia cố đê.", "2025-05-11 00:00", of("dai-b")),
		at("7", "Giá vàng hôm nay (đăng lại)", "Giá vàng trong nước đi ngang.", "2025-05-12 07:00", func(a *extract.Article) { a.DuplicateOf = "dai-b:5" }),
		at("8", "Không rõ ngày", "Bài viết cũ về hồ thủy điện.", ""),
	}
	v := openView(t)
	if _, err := v.Update(context.Background(), walk{articles: slices.Values(articles)}); err != nil {
		t.Fatal(err)
	}
	return v
}

func keys(hits []Hit) string {
	var out []string
	for _, h := range hits {
		_, key, _ := strings.Cut(h.Article.ID, ":")
		out = append(out, key)
	}
	return strings.Join(out, " ")
}

func TestFind(t *testing.T) {
	v := library(t)
	for _, c := range []struct {
		name string
		q    Query
		want string
	}{
		{"everything but duplicates, newest first, undated last", Query{}, "6 5 4 3 2 1 8"},
		{"with duplicates", Query{Duplicates: true}, "7 6 5 4 3 2 1 8"},
		{"without accents: phrase in a title, phrase, words", Query{Text: "hoa binh"}, "3 1 2 4"},
		{"accents: as written first, also in the other tone place", Query{Text: "Hòa Bình"}, "1 2 4 3"},
		{"the other tone place", Query{Text: "hoà bình"}, "1 2 4 3"},
		{"capitals", Query{Text: "HÒA BÌNH"}, "1 2 4 3"},
		{"other accents first where they were written", Query{Text: "hóa bình"}, "3 2 1 4"},
		{"by time alone", Query{Text: "hòa bình", Newest: true}, "4 3 2 1"},
		{"đ is d without accents", Query{Text: "dap da dan"}, "6"},
		{"đ as written", Query{Text: "Đập Đà Đẫn"}, "6"},
		{"one word with đ", Query{Text: "đê"}, "6"},
		{"phrase only", Query{Text: `"hoa binh"`}, "3 1 2"},
		{"phrase in a phone's quotation marks, and a word", Query{Text: `“Hòa Bình” khách`}, "1 2"},
		{"without a word", Query{Text: "hoa binh -hóa"}, "1 2 4"},
		{"portal", Query{Portal: "dai-b"}, "6 5"},
		{"words of a portal", Query{Text: "hồ", Portal: "bao-a"}, "2 1 8"},
		{"province since 2025", Query{Province: "Hưng Yên"}, "6 5"},
		{"province before 2025, any spelling", Query{OldProvince: "HOÀ BÌNH"}, "4 3 2 1 8"},
		{"section, any spelling", Query{Section: "kinh tế"}, "5"},
		{"inner section", Query{Section: "thi-truong"}, "5"},
		{"audio", Query{Audio: true}, "5"},
		{"one day, whole", Query{From: day("2025-05-10 00:00"), To: day("2025-05-10 00:00")}, "5"},
		{"the next day begins at midnight", Query{From: day("2025-05-11 00:00"), To: day("2025-05-11 00:00")}, "6"},
		{"from: undated ones are not after it", Query{From: day("2025-03-10 00:00")}, "6 5 4 3"},
		{"to", Query{To: day("2025-03-10 00:00")}, "3 2 1"},
		{"duplicate in words", Query{Text: "gia vang", Duplicates: true}, "7 5"},
		{"nothing", Query{Text: "không-có-từ-này-đâu"}, ""},
		{"FTS5 operators are words", Query{Text: `hồ AND NOT OR NEAR( * ^ : " `}, ""},
		{"quotation marks and SQL", Query{Text: `'; DROP TABLE doc; -- "`}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := v.Find(context.Background(), c.q)
			if err != nil {
				t.Fatal(err)
			}
			if got := keys(p.Hits); got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
			n, err := v.Count(context.Background(), c.q, 100)
			if err != nil || n != len(p.Hits) {
				t.Errorf("count %d, %v; want %d", n, err, len(p.Hits))
			}
			if paged := walkPages(t, v, c.q); paged != c.want {
				t.Errorf("a page of one at a time gives %q, want %q", paged, c.want)
			}
		})
	}
}

// walkPages finds one hit a page.
func walkPages(t *testing.T, v *View, q Query) string {
	t.Helper()
	var all []Hit
	q.Limit = 1
	for range 50 {
		p, err := v.Find(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p.Hits...)
		if q.After = p.Next; p.Next == "" {
			return keys(all)
		}
	}
	t.Fatal("the pages do not end")
	return ""
}

func TestQueryErrors(t *testing.T) {
	v := library(t)
	first, err := v.Find(context.Background(), Query{Text: "khách", Limit: 1})
	if err != nil || first.Next == "" {
		t.Fatalf("next %q, %v", first.Next, err)
	}
	for _, c := range []struct {
		q     Query
		field string
	}{
		{Query{Text: "?!…"}, "q"},
		{Query{Text: "-vàng"}, "q"},
		{Query{Text: strings.Repeat("a ", 33)}, "q"},
		{Query{Text: strings.Repeat("a", 1001)}, "q"},
		{Query{After: "AAAA"}, "after"},
		{Query{After: "\x00"}, "after"},
		{Query{After: first.Next}, "after"},
		{Query{Text: "vàng", After: first.Next}, "after"},
		{Query{From: day("2025-05-11 00:00"), To: day("2025-05-10 00:00")}, "to"},
	} {
		_, err := v.Find(context.Background(), c.q)
		var qe *QueryError
		if !errors.As(err, &qe) || qe.Field != c.field {
			t.Errorf("%+v gave %v, want an error of %s", c.q, err, c.field)
		}
	}
}

// TestPagingWhileChanging: what comes in between two pages neither repeats nor
// hides a hit that was there before.
func TestPagingWhileChanging(t *testing.T) {
	v := library(t)
	p, err := v.Find(context.Background(), Query{Limit: 3})
	if err != nil {
		t.Fatal(err)
	}
	late := &extract.Article{Schema: 1, ID: "bao-c:9", Portal: "bao-c", URL: "https://c.example/9", Title: "Mới hơn cả", PublishedAt: day("2026-01-01 00:00"), Change: extract.ChangeNew}
	if err := v.transact(context.Background(), func(tx *sql.Tx) error { return setMeta(tx, "cursor", "") }); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Update(context.Background(), walk{articles: slices.Values([]*extract.Article{late})}); err != nil {
		t.Fatal(err)
	}
	q, err := v.Find(context.Background(), Query{After: p.Next})
	if err != nil {
		t.Fatal(err)
	}
	if got := keys(p.Hits) + " | " + keys(q.Hits); got != "6 5 4 | 3 2 1 8" {
		t.Errorf("pages %s", got)
	}
}

func TestSnippet(t *testing.T) {
	long := strings.Repeat("Chuyện thường ngày ở làng ven sông. ", 40)
	a := &extract.Article{Title: "Bến thuyền <b>mới</b>", Lead: long, Text: long + "Tỉnh Hoà Bình mở thêm bến thuyền cho du khách. " + long}
	terms, err := parseText("hòa bình bến")
	if err != nil {
		t.Fatal(err)
	}
	m := newMarker(terms)
	title, passage := m.mark(a)
	want := []Part{{"Bến", true}, {" thuyền <b>mới</b>", false}}
	if d := cmp.Diff(want, title); d != "" {
		t.Error(d)
	}
	var marked []string
	whole := ""
	for _, p := range passage {
		whole += p.Text
		if p.Match {
			marked = append(marked, p.Text)
		}
	}
	if d := cmp.Diff([]string{"Hoà Bình", "bến"}, marked); d != "" {
		t.Error(d)
	}
	if !strings.HasPrefix(whole, "… ") || !strings.HasSuffix(whole, " …") || len(whole) > 700 {
		t.Errorf("snippet %q", whole)
	}
	if title, passage := m.mark(&extract.Article{}); title != nil || passage != nil {
		t.Errorf("of nothing: %v, %v", title, passage)
	}
	if title, _ := m.mark(&extract.Article{Title: "Hóa bình"}); len(title) != 1 || !title[0].Match {
		t.Errorf("in other accents only: %v", title)
	}
	if title, _ := m.mark(&extract.Article{Title: "Hóa, bính, Hòa Bình"}); len(title) != 2 || title[1].Text != "Hòa Bình" {
		t.Errorf("in other accents beside the word: %v", title)
	}
}

func TestFacets(t *testing.T) {
	v := library(t)
	got, err := v.Facets(context.Background(), BySection, 10)
	want := []Facet{{"thoi-su", "Thời sự", 7}, {"kinh-te", "KINH TẾ", 1}, {"thi-truong", "Thị trường", 1}}
	if d := cmp.Diff(want, got); err != nil || d != "" {
		t.Error(err, d)
	}
	days, err := v.Days(context.Background(), "", "2025-04-10")
	wantDays := []Day{{"2025-04-10", 1}, {"2025-05-10", 1}, {"2025-05-11", 1}, {"2025-05-12", 1}}
	if d := cmp.Diff(wantDays, days); err != nil || d != "" {
		t.Error(err, d)
	}
}

func FuzzFind(f *testing.F) {
	v, err := Open(f.TempDir() + "/search.db")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { v.Close() })
	for _, s := range []string{`"hòa bình" -đ`, "\xff\x00\"", "“a” -b ^c p:d", "-\"a", "a_b ^a d:1"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, text, filter string) {
		_, err := v.Find(context.Background(), Query{Text: text, Portal: filter, Section: filter, After: ""})
		var qe *QueryError
		if err != nil && !errors.As(err, &qe) {
			t.Fatalf("%q: %v", text, err)
		}
	})
}

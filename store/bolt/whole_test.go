package bolt_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
)

// whole is an article of one of many portals with every field set that
// extraction and a crawl can set; times and figures differ from one to the next.
func whole(portal, i int) *extract.Article {
	name := fmt.Sprintf("bao-%d", portal)
	url := fmt.Sprintf("https://%s.vn/tin-tuc/%d/xa-ven-song", name, i)
	at := time.Date(2026, 1, 2, 7, 0, 0, 0, time.FixedZone("", 7*3600)).Add(time.Duration(i) * 7 * time.Minute)
	views, verified := int64(17*i), i%2 == 0
	title := fmt.Sprintf("Xã ven sông gieo sạ vụ thứ %d của cánh đồng %d", i, portal)
	texts := []string{
		fmt.Sprintf("Bà con ở %d thôn đã xuống giống được %d công ruộng trong tuần đầu, sớm hơn lịch của huyện %d ngày.", portal+2, i, i%9),
		fmt.Sprintf("Trạm bơm số %d chạy ba ca để giữ mực nước; tổ thủy nông cử %d người trực cống ngày đêm.", i%77, i%13+2),
	}
	a := &extract.Article{
		Schema: extract.SchemaVersion, ID: fmt.Sprintf("%s:%d", name, i), Portal: name, Outlet: "Báo Ví Dụ " + name, Province: "Hưng Yên", ProvinceBefore2025: "Thái Bình",
		URL: url, CanonicalURL: url, URLAliases: []string{url + "?cu=1"}, Title: title, Lead: "Vụ mới bắt đầu sớm & thuận lợi: <nước> đủ.",
		PublishedAt: at, ModifiedAt: at.Add(time.Hour), PublishedRaw: at.Format("15:04 02/01/2006"), PublishedPrecision: "minute", PublishedSource: "selector",
		Authors: []extract.Author{{Name: "Trần Văn Mẫu", Role: "text"}}, BylineRaw: "Bài: Trần Văn Mẫu", SourceCredit: "TTXVN",
		Section: []string{"Kinh tế", "Nông nghiệp"}, Tags: []string{"lúa", fmt.Sprint("vụ ", i)}, ViewCount: &views, ViewCountAt: at.Add(2 * time.Hour),
		Body: []extract.Block{
			{Type: extract.Paragraph, Text: texts[0]}, {Type: extract.Image, URL: url + ".jpg", Caption: "Trạm bơm", Credit: "Mẫu"}, {Type: extract.Paragraph, Text: texts[1]},
		},
		Text: texts[0] + "\n\n" + texts[1], Images: []extract.Media{{URL: url + ".jpg", Caption: "Trạm bơm", Credit: "Mẫu"}}, Lang: "vi",
		FirstSeenAt: at.Add(time.Minute).UTC(), FetchedAt: at.Add(2 * time.Minute).UTC(),
		HTTP:      &extract.HTTP{Status: 200, ETag: fmt.Sprintf("%q", title), Charset: "utf-8", CharsetSource: "header", TLSVerified: &verified},
		Extractor: &extract.Provenance{Family: "mau", Rule: "abc", Version: "thử", Fields: map[string]string{"title": "selector h1"}},
		Warnings:  []string{"short-body"},
	}
	a.TextHash = fmt.Sprintf("sha256:%064x", portal<<32|i)
	return a
}

// TestWhole puts articles of 50 portals in, and wants every field of every one
// back. TINTINH_LONG=1: a hundred thousand.
func TestWhole(t *testing.T) {
	const portals = 50
	each := 60
	if os.Getenv("TINTINH_LONG") != "" {
		each = 2000
	}
	path := filepath.Join(t.TempDir(), "whole.db")
	db := open(t, path, bolt.Options{NoSync: true})
	for p := range portals {
		host := fmt.Sprintf("bao-%d.vn", p)
		seed := store.URL{Host: host, Canonical: "https://" + host + "/", Kind: store.ListingPage, Due: time.Now().Add(-time.Hour)}
		if _, err := db.Add(t.Context(), seed); err != nil {
			t.Fatal(err)
		}
		l, err := db.Lease(t.Context(), store.Ask{Worker: "w", TTL: time.Hour, Max: 1, Hosts: []string{host}})
		if err != nil {
			t.Fatal(err)
		}
		outcomes := make([]store.Outcome, each)
		for i := range each {
			a := whole(p, i)
			outcomes[i] = store.Outcome{URL: store.URL{Host: host, Canonical: a.URL, Identity: a.ID, Kind: store.ArticlePage, ArticleID: a.ID}, Article: a}
		}
		if _, err := db.Done(t.Context(), l, time.Hour, outcomes...); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = open(t, path, bolt.Options{ReadOnly: true})
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
	seen := map[string]bool{}
	err := db.Articles(t.Context(), nil, func(host string, n uint64, r store.Record) error {
		got, err := r.Article()
		if err != nil {
			return err
		}
		var p, i int
		if _, err := fmt.Sscanf(got.ID, "bao-%d:%d", &p, &i); err != nil || seen[got.ID] || host != fmt.Sprintf("bao-%d.vn", p) {
			return fmt.Errorf("record %q of %s, again %t: %w", got.ID, host, seen[got.ID], err)
		}
		seen[got.ID] = true
		want := whole(p, i)
		want.Seq, want.Revision, want.Change = uint64(i+1), 1, extract.ChangeNew
		want.ChangedAt, want.FirstSeenAt = got.ChangedAt, got.FirstSeenAt // the store's clock
		if got.ChangedAt.IsZero() || got.FirstSeenAt.IsZero() || n != want.Seq {
			t.Errorf("%s: number %d, changed at %s", got.ID, n, got.ChangedAt)
		}
		if d := cmp.Diff(want, got); d != "" {
			return fmt.Errorf("%s (-put +got):\n%s", got.ID, d)
		}
		return nil
	})
	if err != nil || len(seen) != portals*each {
		t.Errorf("%d of %d articles: %v", len(seen), portals*each, err)
	}
}

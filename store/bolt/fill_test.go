package bolt_test

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
)

const host = "vidu.vn"

func page(i int) store.URL {
	return store.URL{
		Host: host, Canonical: fmt.Sprintf("https://vidu.vn/tin-tuc/xa-hoi/%d/mua-lua-moi", i), Kind: store.ArticlePage,
		Due: time.Now().Add(-time.Hour), Via: "https://vidu.vn/", FirstSeen: time.Now().UTC(),
	}
}

// article is about 4 KB as a line, as real ones are.
func article(i int) *extract.Article {
	url := page(i).Canonical
	a := &extract.Article{
		Schema: 1, ID: fmt.Sprintf("vidu:%d", i), Portal: "vidu", URL: url, CanonicalURL: url,
		Title: fmt.Sprintf("Bà con xã ven sông vào vụ gặt thứ %d", i), PublishedAt: time.Date(2026, 1, 2, 7, 0, i%3600, 0, time.UTC),
	}
	var text []string
	for p := range 8 {
		line := fmt.Sprintf("Đoạn %d của bài %d: sáng sớm, bà con ra đồng gặt lúa từ lúc sương chưa tan, ai cũng mừng vì năm nay được mùa, giá thu mua nhích lên %d đồng mỗi cân.", p, i, 7*i+p)
		text = append(text, line)
		a.Body = append(a.Body, extract.Block{Type: extract.Paragraph, Text: line})
	}
	a.Text = strings.Join(text, "\n\n")
	a.TextHash = fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(a.Text)))
	return a
}

func lease(t testing.TB, db *bolt.DB, max int) *store.Lease {
	t.Helper()
	l, err := db.Lease(t.Context(), store.Ask{Worker: "w", TTL: time.Hour, Max: max})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// filled makes a store of n articles, half of them edited, and closes it.
func filled(t testing.TB, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "filled.db")
	db := open(t, path, bolt.Options{NoSync: true})
	fill(t, db, n)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func fill(t testing.TB, db *bolt.DB, n int) {
	t.Helper()
	if _, err := db.Add(t.Context(), page(0)); err != nil {
		t.Fatal(err)
	}
	l := lease(t, db, 1)
	for from := 0; from < n; from += 500 {
		var outcomes []store.Outcome
		for i := from; i < min(n, from+500); i++ {
			u := page(i)
			c := &store.Capture{URL: u.Canonical, At: u.FirstSeen, File: "vidu.warc.gz", Offset: int64(i) * 20000, Length: 20000, Status: 200}
			outcomes = append(outcomes, store.Outcome{URL: u, Next: u.Due, Article: article(i), Capture: c, State: []byte("robots")})
		}
		if _, err := db.Done(t.Context(), l, time.Hour, outcomes...); err != nil {
			t.Fatal(err)
		}
		for i := range outcomes {
			if i%2 == 0 {
				outcomes[i].Article.Title += " (sửa)"
			}
		}
		if _, err := db.Done(t.Context(), l, time.Hour, outcomes...); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Release(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	if err := db.SetCursor(t.Context(), "xuất", store.Cursor{host: 1}); err != nil {
		t.Fatal(err)
	}
	if err := db.AddRun(t.Context(), store.Run{Started: time.Now()}); err != nil {
		t.Fatal(err)
	}
}

package conform

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

const (
	hostA = "baovidu.vn"
	hostB = "daimau.vn:8080"
	hostC = "songlam.vn"
)

// page is a row as the crawler adds it, due at a moment.
func page(host string, i int, due time.Time) store.URL {
	return store.URL{
		Host: host, Canonical: fmt.Sprintf("https://%s/tin/%d", host, i), Kind: store.ArticlePage,
		Due: due, Via: "https://" + host + "/", FirstSeen: time.Date(2026, 1, 2, 3, 4, 5, 678, time.UTC),
	}
}

// article is one of a host, as extraction gives it; the same number gives the
// same article.
func article(host string, i int) *extract.Article {
	url := fmt.Sprintf("https://%s/tin/%d", host, i)
	published := time.Date(2026, 1, 1+i%28, 7, 30, 0, 0, time.FixedZone("", 7*3600))
	return written(&extract.Article{
		Schema: 1, ID: fmt.Sprintf("%s:%d", strings.TrimSuffix(host, ":8080"), i), Portal: host,
		URL: url, CanonicalURL: url, Title: fmt.Sprintf("Xã ven sông được mùa lúa thứ %d", i),
		PublishedAt: published, PublishedSource: "json-ld",
		Authors: []extract.Author{{Name: "Trần Văn Mẫu"}},
	}, story(fmt.Sprintf("%s số %d", host, i)))
}

// written is the article with another text.
func written(a *extract.Article, text string) *extract.Article {
	b := *a
	b.Text, b.Body = text, nil
	for p := range strings.SplitSeq(text, "\n\n") {
		b.Body = append(b.Body, extract.Block{Type: extract.Paragraph, Text: p})
	}
	b.TextHash = fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(text)))
	return &b
}

// story is long enough to be told from a notice: more than 200 letters.
func story(about string) string {
	return "Sáng sớm, bà con ra đồng gặt lúa từ lúc sương chưa tan, ai cũng mừng vì năm nay được mùa. (" + about + ")\n\n" +
		"Ông chủ nhiệm hợp tác xã cho biết năng suất cao hơn năm ngoái, giá thu mua cũng nhích lên từng ngày.\n\n" +
		"Sau vụ gặt, cả xã sẽ nạo vét kênh mương để kịp đổ ải trước khi rét về."
}

func titled(a *extract.Article, title string) *extract.Article {
	b := *a
	b.Title = title
	return &b
}

// found is the outcome of a page that gave an article and is not due again.
func found(u store.URL, a *extract.Article) store.Outcome {
	u.Status = store.Fetched
	return store.Outcome{URL: u, Article: a}
}

// change is what a walk gives for an article.
type change struct {
	Host    string
	N       uint64
	Article *extract.Article
}

// walk is everything after a cursor. It takes each record both as line and as
// article, which must say the same.
func (e *env) walk(after store.Cursor) []change {
	e.Helper()
	var all []change
	e.check(e.Articles(e.ctx, after, func(host string, n uint64, r store.Record) error {
		a, err := r.Article()
		if err != nil {
			return err
		}
		line, err := r.Line()
		if err != nil {
			return err
		}
		if want, err := a.Line(); err != nil || string(want) != string(line) {
			return fmt.Errorf("line %s is not the line of its article %s (%v)", line, want, err)
		}
		all = append(all, change{host, n, a})
		return nil
	}))
	return all
}

// brief is a walk without the articles' content: "host n id change".
func (e *env) brief(after store.Cursor) []string {
	e.Helper()
	var all []string
	for _, c := range e.walk(after) {
		all = append(all, fmt.Sprintf("%s %d %s %s", c.Host, c.N, c.Article.ID, c.Article.Change))
		if c.Article.Seq != c.N {
			e.Errorf("change %d of %s has seq %d", c.N, c.Host, c.Article.Seq)
		}
	}
	return all
}

package crawler

import (
	"fmt"
	"mime"
	"strings"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// article takes in the page of an article's URL: parsed once, links and
// record from the same tree.
func (v *visit) article(row store.URL, x *exchange) error {
	now := x.At.UTC()
	sum := x.digest()
	good := row.Status == store.Fetched || row.Status == store.NotModified
	if good && row.Digest == sum && row.ArticleID != "" && len(v.aliases[row.ArticleID]) == 0 {
		v.unchanged(row, x, now)
		return v.seenAgain(x, row)
	}
	if kind := mediaType(x); !readable(kind) {
		v.noArticle(row, x, "not-html", fmt.Sprintf("the server sent %s", kind))
		return nil
	}
	contentType := x.ResponseHeader.Get("Content-Type")
	doc, err := v.run.parser.Parse(x.Body, contentType, x.URL)
	if err != nil {
		v.fail(row, unparsed(err), 0)
		v.capture(x, row, "")
		return nil
	}
	defer doc.Free()
	asks := v.directives(x, doc.Root)
	if asks.noindex {
		v.unwanted(row, now)
		return v.linksOf(row, doc, asks)
	}
	result := v.run.Extractor.Extract(doc, extract.Page{
		URL: x.URL, Body: x.Body, ContentType: contentType, FetchedAt: now, Portal: v.portal, Feed: row.Feed,
	})
	if ended, err := v.decide(row, x, doc, result); ended || err != nil {
		return err
	}
	return v.linksOf(row, doc, asks)
}

// unwanted is a page that is not to be kept by its own word: its look counts
// as a refusal by robots.txt does.
func (v *visit) unwanted(row store.URL, now time.Time) {
	row = v.looked(row, now)
	v.refuse(row, permission{reason: reasonNoindex, again: now.Add(robotsAgain)})
}

// linksOf adds the links of an article's page to its outcome.
func (v *visit) linksOf(row store.URL, doc *extract.Document, asks directives) error {
	if asks.nofollow {
		return nil
	}
	links, err := v.admit(row, v.pageLinks(doc), func(int) time.Time { return v.run.start })
	if err != nil {
		return err
	}
	o := &v.steps[len(v.steps)-1].outcome
	o.Links, o.Recheck = links.links, links.recheck
	return nil
}

// decide says what a page is: an article, the end of one, none, or not what
// was asked for. ended: its links are not those of an article's page.
func (v *visit) decide(row store.URL, x *exchange, doc *extract.Document, result *extract.Result) (ended bool, err error) {
	a, id := result.Article, row.Identity
	if a != nil {
		id = a.ID
		if kind, told := slightly(a, doc.Text); kind == kindSoft404 {
			return false, v.missing(row, x, x.At.UTC())
		} else if kind != "" {
			v.instead(row, x, kind, told)
			return true, nil
		}
	} else {
		switch kind := v.masked(row, x, doc.Text); kind {
		case "":
		case kindSoft404:
			return false, v.missing(row, x, x.At.UTC())
		default:
			return true, nil
		}
	}
	if v.samePage(x.digest(), id) {
		v.instead(row, x, kindSamePage, fmt.Sprintf("the same bytes under %d articles", sameArticles))
		return true, nil
	}
	if a == nil {
		v.noArticle(row, x, reasonNoArticle, result.Reason)
		return false, nil
	}
	v.run.answers.own(v.portal.Host())
	v.taken(row, x, doc, a)
	v.steps[len(v.steps)-1].fields = result.Fields
	return false, nil
}

// unchanged is the very same body as last time.
func (v *visit) unchanged(row store.URL, x *exchange, now time.Time) {
	row = v.validated(v.looked(row, now), x)
	row.Status = store.Fetched
	v.add(store.Outcome{URL: row, Next: v.next(row, now)}, countUnchanged, "")
}

// taken is a page with an article.
func (v *visit) taken(row store.URL, x *exchange, doc *extract.Document, a *extract.Article) {
	now := x.At.UTC()
	row = v.validated(v.looked(row, now), x)
	row.Status, row.ArticleID, row.Digest, row.Published = store.Fetched, a.ID, x.digest(), a.PublishedAt
	a.FetchedAt, a.Feed = now, row.Feed
	a.HTTP = &extract.HTTP{
		Status: x.Status, ETag: x.ResponseHeader.Get("ETag"), LastModified: x.ResponseHeader.Get("Last-Modified"),
		Charset: doc.Charset, CharsetSource: doc.CharsetSource,
	}
	if x.TLS {
		verified := x.Verified
		a.HTTP.TLSVerified = &verified
	}
	v.withAliases(a, row)
	v.add(store.Outcome{URL: row, Next: v.next(row, now), Article: a}, countArticle, "")
	v.capture(x, row, a.ID)
}

// noArticle is a page that nothing was extracted from. It is captured, and
// looked at again, in whole.
func (v *visit) noArticle(row store.URL, x *exchange, reason, why string) {
	now, again := x.At.UTC(), row.Status == store.NoArticle
	row = v.looked(row, now)
	row.Status, row.Reason = store.NoArticle, reason
	row.ETag, row.LastModified, row.Digest = "", "", ""
	s := v.add(store.Outcome{URL: row, Next: v.next(row, now)}, countNoArticle, reason)
	s.again = again
	s.err = fmt.Errorf("%s: %s", x.URL, why)
	v.capture(x, row, "")
}

// validated keeps what makes the next request conditional. A validator that
// cannot be sent back is none.
func (v *visit) validated(row store.URL, x *exchange) store.URL {
	row.ETag, row.LastModified = x.ResponseHeader.Get("ETag"), x.ResponseHeader.Get("Last-Modified")
	if len(row.ETag) > 1024 {
		row.ETag = ""
	}
	if len(row.LastModified) > 64 {
		row.LastModified = ""
	}
	return row
}

// mediaType is the media type of an answer in lower case; "" = not said.
func mediaType(x *exchange) string {
	kind, _, err := mime.ParseMediaType(x.ResponseHeader.Get("Content-Type"))
	if err != nil {
		kind, _, _ = strings.Cut(x.ResponseHeader.Get("Content-Type"), ";")
	}
	return strings.ToLower(strings.TrimSpace(kind))
}

// readable reports whether a media type can be a page. Servers mislabel pages
// as plain text and worse, so that only what is surely none is refused.
func readable(kind string) bool {
	for _, prefix := range []string{"image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/msword", "application/vnd.", "application/x-rar", "application/json"} {
		if strings.HasPrefix(kind, prefix) && kind != "application/vnd.wap.xhtml+xml" {
			return false
		}
	}
	return true
}

// fieldsOf names the fields that a record has, for the portal's fill rates.
func fieldsOf(a *extract.Article) []string {
	var have []string
	for _, f := range []struct {
		name string
		ok   bool
	}{
		{"title", a.Title != ""}, {"lead", a.Lead != ""}, {"published_at", !a.PublishedAt.IsZero()},
		{"authors", len(a.Authors) > 0}, {"source_credit", a.SourceCredit != ""}, {"section", len(a.Section) > 0},
		{"tags", len(a.Tags) > 0}, {"view_count", a.ViewCount != nil}, {"body", len(a.Body) > 0}, {"text", a.Text != ""},
		{"images", len(a.Images) > 0}, {"audio", len(a.Audio) > 0}, {"video", len(a.Video) > 0},
		{"attachments", len(a.Attachments) > 0},
	} {
		if f.ok {
			have = append(have, f.name)
		}
	}
	return have
}

package crawler

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/store"
)

func TestDirectives(t *testing.T) {
	for _, tt := range []struct {
		fields []string
		head   string
		want   directives
	}{
		{nil, `<meta name="robots" content="index, follow">`, directives{}},
		{nil, `<META NAME="Robots" CONTENT="NOINDEX,FOLLOW">`, directives{noindex: true}},
		{nil, `<meta name="googlebot" content="noindex">`, directives{}},
		{nil, `<meta name="tintinh" content="nofollow">`, directives{nofollow: true}},
		{nil, `<meta content="none" name="robots">`, directives{true, true}},
		{nil, `<meta name="description" content="noindex">`, directives{}},
		{[]string{"noindex, nofollow"}, "", directives{true, true}},
		{[]string{"googlebot: noindex", "otherbot: noindex, nofollow"}, "", directives{}},
		{[]string{"tintinh: noindex", "nofollow"}, "", directives{true, true}},
		{[]string{"unavailable_after: 25 Jun 2027 15:00:00 PST"}, "", directives{}},
		{[]string{"noindex, unavailable_after: 25 Jun 2027 15:00:00 PST"}, "", directives{noindex: true}},
		{[]string{"noindexifembedded, noarchive"}, "", directives{}},
	} {
		root, err := html.Parse(strings.NewReader("<html><head>" + tt.head + "</head></html>"))
		if err != nil {
			t.Fatal(err)
		}
		if got := directivesOf(http.Header{"X-Robots-Tag": tt.fields}, root, "tintinh/1 (+https://vidu.test/)"); got != tt.want {
			t.Errorf("%q, %s: %+v, want %+v", tt.fields, tt.head, got, tt.want)
		}
	}
}

func TestObeyNoindex(t *testing.T) {
	pages := func(w *world) {
		w.site.article(2)
		page := newStory(1)
		page.links = []string{newStory(2).path()}
		w.site.html(page.path(), strings.Replace(page.html(), "</head>", `<meta name="robots" content="noindex"></head>`, 1))
		w.site.handle(newStory(3).path(), func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("X-Robots-Tag", "nofollow")
			third := newStory(3)
			third.links = []string{newStory(4).path()}
			_, _ = rw.Write([]byte(third.html()))
		})
		w.site.article(4)
		w.site.listing("/", page.path(), newStory(3).path())
	}
	bubble(t, "obey_noindex: true\n", func(t *testing.T, w *world) {
		pages(w)
		w.want(w.run(), store.PortalRun{
			Discovered: 4, Found: 4, Fetched: 3, New: 2, Sources: 1, Skipped: map[string]int{"noindex": 1}, Requests: 5,
		})
		if u := w.row("vidu:1"); u.Status != store.Refused || u.Reason != "noindex" || time.Until(u.Due) < 6*24*time.Hour {
			t.Errorf("row: %+v", u)
		}
		w.site.forget()
		time.Sleep(time.Hour)
		w.run()
		if n := w.site.count(newStory(1).path()); n != 0 {
			t.Errorf("the page was asked for %d times more because it is listed", n)
		}
	})
	bubble(t, "", func(t *testing.T, w *world) { // not obeyed unless the definition says so
		pages(w)
		w.want(w.run(), store.PortalRun{Discovered: 5, Found: 5, Fetched: 5, New: 4, Sources: 1, Requests: 6})
	})
}

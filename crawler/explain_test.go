package crawler

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/store"
)

func TestExplain(t *testing.T) {
	bubble(t, "deny: ['^/tim-kiem']\n", func(t *testing.T, w *world) {
		w.site.page("/robots.txt", "text/plain", "User-agent: *\nDisallow: /tin-tuc/8/\n")
		w.site.redirect("/tin-tuc/9/77/doi-so", "/tin-tuc/9/78/doi-nua", http301)
		w.site.redirect("/tin-tuc/9/78/doi-nua", newStory(1).path(), http301)
		w.site.handle(newStory(3).path(), status(500))
		w.site.listing("/", "/tin-tuc/9/77/doi-so", w.site.article(1), "/tin-tuc/8/2/kin", newStory(3).path(), w.site.article(4))
		w.run()
		explain := func(path string) Explanation {
			e, err := w.crawl.Explain(t.Context(), "http://vidu.test"+path)
			if err != nil {
				t.Fatal(err)
			}
			return *e
		}
		reasons := map[string]string{}
		for _, path := range []string{
			"/", newStory(1).path(), "/news/3/1/duong-khac?utm_source=zalo", "/tin-tuc/9/77/doi-so", "/tin-tuc/8/2/kin",
			newStory(3).path(), newStory(9).path(), "/gioi-thieu", "/tim-kiem?q=cau", "/en/vi/en/vi/x",
		} {
			e := explain(path)
			reasons[path] = e.Reason
			if e.Would || e.Why == "" || e.Portal != "vidu" {
				t.Errorf("%s: %+v", path, e)
			}
		}
		want := map[string]string{
			"/": "not-due", newStory(1).path(): "not-due", "/news/3/1/duong-khac?utm_source=zalo": "not-due",
			"/tin-tuc/9/77/doi-so": "alias", "/tin-tuc/8/2/kin": "robots", newStory(3).path(): "not-due",
			newStory(9).path(): "not-seen", "/gioi-thieu": "not-an-article", "/tim-kiem?q=cau": "deny", "/en/vi/en/vi/x": "trap-repeat",
		}
		if d := cmp.Diff(want, reasons); d != "" {
			t.Errorf("reasons (-want +got):\n%s", d)
		}
		alias := explain("/tin-tuc/9/77/doi-so")
		got := []any{alias.Chain, alias.Aliases, alias.Article, alias.Identity}
		wantAlias := []any{
			[]string{"http://vidu.test/tin-tuc/9/78/doi-nua", "http://vidu.test" + newStory(1).path()},
			[]string{"http://vidu.test/tin-tuc/9/77/doi-so", "http://vidu.test/tin-tuc/9/78/doi-nua"},
			"http://vidu.test" + newStory(1).path(), "vidu:1",
		}
		if d := cmp.Diff(wantAlias, got); d != "" {
			t.Errorf("aliases (-want +got):\n%s", d)
		}
		if e := explain(newStory(3).path()); !strings.Contains(e.Why, "http-500") {
			t.Errorf("a page that failed: %s", e.Why)
		}
		if e := explain(newStory(4).path()); !e.Known || !e.Fetched || e.Row.Status != store.Fetched {
			t.Errorf("an article that we have: %+v", e)
		}
		time.Sleep(2 * time.Hour)
		if e := explain(newStory(4).path()); !e.Would || e.Reason != "" {
			t.Errorf("when it is due: %+v", e)
		}
		time.Sleep(40 * 24 * time.Hour)
		for range 4 {
			w.run()
			time.Sleep(40 * 24 * time.Hour)
		}
		if e := explain(newStory(4).path()); e.Reason != "looks-over" {
			t.Errorf("after its looks: %+v", e)
		}
		if _, err := w.crawl.Explain(t.Context(), "http://khac.test/"); err == nil {
			t.Error("a URL of no portal is no error")
		}
	})
}

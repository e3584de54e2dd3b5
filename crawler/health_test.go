package crawler

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tintinh/tintinh/store/health"
)

// newLayout is a story after a redesign: other classes.
func newLayout(s story) string {
	return strings.NewReplacer(`class="title"`, `class="headline"`, `class="lead"`, `class="sapo"`, `class="content"`, `class="article-body"`).Replace(s.html())
}

// noArticle is what a page is whose text comes by script.
func noArticle(s story) string {
	return fmt.Sprintf(`<!doctype html><html lang="vi"><head><title>%s</title></head><body><nav>%s</nav><div id="app"></div></body></html>`, s.title, strings.Repeat(`<a href="/">Trang chủ</a> `, 30))
}

func (w *world) health() *health.State {
	w.t.Helper()
	all, err := health.Read(context.Background(), w.db)
	if err != nil {
		w.t.Fatal(err)
	}
	return all["vidu"]
}

// publish puts stories on the site and into its list.
func (w *world) publish(from, to int, page func(story) string) {
	var paths []string
	for id := from; id <= to; id++ {
		s := newStory(id)
		w.site.html(s.path(), page(s))
		paths = append(paths, s.path())
	}
	w.site.listing("/", paths...)
}

// TestNewLayoutIsNamedInOneRun: the run after a redesign names fields and
// selectors; one odd page before it raises nothing.
func TestNewLayoutIsNamedInOneRun(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.publish(1, 12, story.html)
		if p := w.run().Portals["vidu"]; p.Verdict != "ok" || p.Was != "" {
			t.Fatalf("first run: %s %s", p.Verdict, p.Why)
		}
		time.Sleep(time.Hour)
		w.publish(13, 17, func(s story) string {
			if s.id == 15 {
				return newLayout(s)
			}
			return s.html()
		})
		if p := w.run().Portals["vidu"]; p.Verdict != "ok" {
			t.Fatalf("after one odd page: %s: %s", p.Verdict, p.Why)
		}
		time.Sleep(time.Hour)
		w.publish(21, 30, newLayout)
		r := w.run()
		p, s := r.Portals["vidu"], w.health()
		if p.Verdict != "broken" || p.Was != "ok" || s.Verdict != health.Broken || !s.Since.Equal(r.Started) {
			t.Fatalf("after the redesign: %s, was %q (%s), in the store %s since %s", p.Verdict, p.Was, p.Why, s.Verdict, s.Since)
		}
		got := map[string]string{}
		for _, f := range s.Findings {
			got[f.What] = f.Source
			if f.LastGood == nil || f.LastGood.URL != "http://vidu.test"+newStory(17).path() || f.FirstBad == nil || len(f.Samples) != 3 || f.Of != 10 {
				t.Errorf("%s: last good %v, first bad %v, samples %v, of %d", f.What, f.LastGood, f.FirstBad, f.Samples, f.Of)
			}
		}
		want := map[string]string{"title/rule": "selector h1.title", "body/rule": "selector div.content", "lead/rule": "selector p.lead"}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("findings:\n got %v\nwant %v", got, want)
		}
		if s.Flagged == nil || s.Flagged.Pages != 10 || s.Flagged.Since.Before(r.Started) {
			t.Errorf("flagged: %+v", s.Flagged)
		}
		for id := 40; id < 46; id += 2 { // it is mended at the site's end
			time.Sleep(time.Hour)
			w.publish(id, id+1, story.html)
			w.run()
		}
		if s := w.health(); s.Verdict != health.OK || s.Flagged == nil {
			t.Errorf("after six good pages: %s: %s; flagged %v", s.Verdict, s.Why(), s.Flagged)
		}
	})
}

// TestPagesWithoutArticle: pages of which nothing can be read any more.
func TestPagesWithoutArticle(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.publish(1, 12, story.html)
		w.run()
		time.Sleep(time.Hour)
		w.publish(21, 30, noArticle)
		p := w.run().Portals["vidu"]
		want := "an article could be read from 0 of 10 pages (usual: 100 %); the body used to come from selector div.content: the layout may have changed"
		if p.Verdict != "broken" || p.Why != want {
			t.Errorf("%s: %s\nwant %s", p.Verdict, p.Why, want)
		}
		time.Sleep(time.Hour)
		w.site.listing("/")
		if p := w.run().Portals["vidu"]; p.Verdict != "broken" || p.Was != "" {
			t.Errorf("without anything new: %s, was %q", p.Verdict, p.Was)
		}
	})
}

// TestBackfillIsNoEvidence: pages of long ago look as pages did then.
func TestBackfillIsNoEvidence(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.publish(1, 12, story.html)
		w.run()
		h := w.crawl
		h.Backfill = true
		p := parsed(t, strings.Replace(definition(""), "sources:", "sources:\n  - {kind: archive, url: \"http://vidu.test/ngay?d={yyyy}-{mm}-{dd}\", from: 2026-03-01}", 1))
		h.Portals[0] = p
		var old []string
		for id := 101; id <= 112; id++ {
			s := newStory(id)
			w.site.html(s.path(), noArticle(s))
			old = append(old, s.path())
		}
		w.site.listing("/ngay?d=2026-03-05", old...)
		time.Sleep(time.Hour)
		got := w.run().Portals["vidu"]
		if got.NoArticle != 12 || got.Verdict != "ok" {
			t.Errorf("%d pages gave no article; %s: %s", got.NoArticle, got.Verdict, got.Why)
		}
	})
}

// TestTurnedAwayIsBlocked: a site that refuses all that it is asked for has
// not broken, it turns us away, be it one request or many.
func TestTurnedAwayIsBlocked(t *testing.T) {
	for code, want := range map[int]string{403: "blocked: no request gave a page: http-403 1", 500: "broken: no request gave a page: http-500 1"} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			bubble(t, "", func(t *testing.T, w *world) {
				w.site.handle("/", status(code))
				p := w.run().Portals["vidu"]
				if got := p.Verdict + ": " + p.Why; got != want {
					t.Errorf("%s, want %s", got, want)
				}
			})
		})
	}
}

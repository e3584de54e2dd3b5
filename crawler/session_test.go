package crawler

import (
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tintinh/tintinh/portal"
)

// TestSession: pages are asked for one by one with the pause between them,
// robots.txt once; what leaves the portal is not followed.
func TestSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked []string
		var at []time.Time
		net := newMemory()
		net.serve(t, "bao.vidu:80", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked, at = append(asked, r.URL.Path), append(at, time.Now())
			switch r.URL.Path {
			case "/robots.txt":
				_, _ = io.WriteString(w, "User-agent: *\nDisallow: /kin\nSitemap: http://bao.vidu/so-do.xml\n")
			case "/doi":
				http.Redirect(w, r, "http://khac.vidu/moi", http.StatusMovedPermanently)
			case "/cam":
				w.WriteHeader(http.StatusForbidden)
			default:
				_, _ = io.WriteString(w, "<p>Trang "+r.URL.Path+"</p>")
			}
		}))
		p := &portal.Portal{ID: "vidu", Hosts: []string{"bao.vidu"}, Delay: 3 * time.Second}
		s, err := (&Crawl{UserAgent: "tintinh/test", dial: net.dial}).Session(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		rules, err := s.Robots("http://bao.vidu/")
		if err != nil || rules.Rules == nil || len(rules.Rules.Sitemaps) != 1 {
			t.Fatalf("robots %+v, %v", rules, err)
		}
		if got, err := s.Get("http://bao.vidu/mot"); err != nil || string(got.Body) != "<p>Trang /mot</p>" {
			t.Errorf("got %+v, %v", got, err)
		}
		var moved *Moved
		if _, err := s.Get("http://bao.vidu/doi"); !errors.As(err, &moved) || moved.To != "http://khac.vidu/moi" || moved.Status != 301 {
			t.Errorf("got %v", err)
		}
		if _, err := s.Get("http://bao.vidu/kin"); err == nil {
			t.Error("robots.txt was not obeyed")
		}
		got, err := s.Get("http://bao.vidu/cam")
		if err != nil {
			t.Fatal(err)
		}
		if kind, blocked := got.Blocked(); !blocked || kind != "http-403" {
			t.Errorf("blocked %q %t", kind, blocked)
		}
		s.Close()
		if want := []string{"/robots.txt", "/mot", "/doi", "/cam"}; len(asked) != len(want) {
			t.Errorf("asked for %v, expected %v", asked, want)
		}
		for i := 1; i < len(at); i++ {
			if pause := at[i].Sub(at[i-1]); pause < 3*time.Second {
				t.Errorf("%s came %s after %s", asked[i], pause, asked[i-1])
			}
		}
	})
}

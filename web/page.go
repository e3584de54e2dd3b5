package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tintinh/tintinh/store/search"
)

// view is what every template is given.
type view struct {
	Title   string
	Section string // of the navigation
	Here    *request
	Totals  search.Totals
	Content any
}

// Link is a path with parameters in pairs; empty ones are left out. A language
// that was asked for goes along.
func (p view) Link(path string, pairs ...any) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if value := fmt.Sprint(pairs[i+1]); value != "" {
			v.Set(fmt.Sprint(pairs[i]), value)
		}
	}
	if p.Here.fixed {
		v.Set("lang", p.Here.lang)
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// Other is this page in another language.
func (p view) Other(lang string) string {
	v := url.Values{}
	for name, values := range p.Here.query {
		v[name] = values
	}
	v.Set("lang", lang)
	return p.Here.URL.Path + "?" + v.Encode()
}

// Lang is the language that was asked for, "" where the browser's is taken:
// forms hand it on.
func (p view) Lang() string {
	if p.Here.fixed {
		return p.Here.lang
	}
	return ""
}

// Outside is a link to another site: http and https only, "" for all else.
func (p view) Outside(link string) string { return outside(link) }

func outside(link string) string {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// show renders a page.
func (s *Site) show(r *request, name, section, title string, content any) error {
	totals, err := s.View.Totals(r.Context())
	if err != nil {
		return err
	}
	return s.render(r, name, view{Title: title, Section: section, Here: r, Totals: totals, Content: content})
}

func (s *Site) render(r *request, name string, p view) error {
	r.kind = "text/html; charset=utf-8"
	if err := s.pages[r.lang][name].ExecuteTemplate(&r.out, "layout.html", p); err != nil {
		return fmt.Errorf("make page %s: %w", name, err)
	}
	return nil
}

// pageError is the page for an error.
func (s *Site) pageError(r *request, status int, err error) {
	title := s.words[r.lang].text(fmt.Sprintf("error.%d", status))
	detail := err.Error()
	if status == http.StatusNotFound {
		detail = ""
	}
	if rerr := s.render(r, "error.html", view{Title: title, Here: r, Content: detail}); rerr != nil {
		s.Log.Error("no error page could be made", "err", rerr)
		r.kind = "text/plain; charset=utf-8"
		r.out.Reset()
		r.out.WriteString(title)
	}
}

// vietnam is the zone of days and runs: that of the portals.
var vietnam = time.FixedZone("+07", 7*3600)

// dayArg reads a day of a form; "" is the zero time.
func (r *request) dayArg(name string) (time.Time, error) {
	text := r.arg(name)
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, text, vietnam)
	if err != nil {
		return t, &search.QueryError{Field: name, Why: fmt.Sprintf("expected a day as in 2026-01-31, found %.40q", text)}
	}
	return t, nil
}

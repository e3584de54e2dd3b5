package demosite

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"
)

//go:embed pages
var pageFiles embed.FS

func parsePages(id string) (*template.Template, error) {
	return template.New(id).Funcs(template.FuncMap{
		"long": longDate, "short": shortDate, "grouped": grouped,
	}).ParseFS(pageFiles, "pages/"+id+"/*.html")
}

// page is what the templates see.
type page struct {
	Outlet *outlet
	Origin string // http://host
	Clock  string

	Title string    // of a list or message
	Items []item    // of a list
	Next  string    // address of the list's next page
	Days  [2]string // calendar: the day before and the day after

	Article *article
	Address string // of the article: the canonical one
	Section section
	Lead    string
	Views   int64
	Photos  string // folder
	Audio   string // folder
	Body    []block
	Related []item
}

// item is a link of a list.
type item struct {
	URL       string
	Title     string
	Lead      string
	Published time.Time
}

// write renders a page. A non-zero modified makes it conditional: validators
// are of the content without the clock, so that a page that only shows
// another time is not modified.
func (s *Site) write(w http.ResponseWriter, r *http.Request, portal int, name string, p page, modified time.Time) {
	_, now := s.today()
	p.Outlet = s.outlets[portal]
	p.Origin = "http://" + r.Host
	if !modified.IsZero() {
		still, err := s.render(portal, name, p)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		etag := fmt.Sprintf(`W/"%x"`, sha256.Sum256(still))[:20] + `"`
		w.Header().Set("ETag", etag)
		w.Header().Set("Last-Modified", modified.UTC().Format(http.TimeFormat))
		if notModified(r, etag, modified) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	p.Clock = clock(now)
	body, err := s.render(portal, name, p)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if name == "message.html" {
		w.WriteHeader(http.StatusNotFound)
	}
	w.Write(body) // the client may be gone; there is nobody to tell
}

func (s *Site) render(portal int, name string, p page) ([]byte, error) {
	var b bytes.Buffer
	err := s.pages[portal].ExecuteTemplate(&b, name, p)
	return b.Bytes(), err
}

// notModified follows RFC 9110 section 13.2.2: the entity tag decides where
// there is one.
func notModified(r *http.Request, etag string, modified time.Time) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	if tags := r.Header.Get("If-None-Match"); tags != "" {
		return tags == "*" || strings.Contains(tags, strings.TrimPrefix(etag, "W/"))
	}
	since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	return err == nil && !modified.Truncate(time.Second).After(since)
}

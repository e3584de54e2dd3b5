package demosite

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// broadcaster is portal 1: articles at /{slug}-a{id}.html, told by the id alone.
func (s *Site) broadcaster(i int) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "User-agent: *\nAllow: /\n") // the client may be gone; there is nobody to tell
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		s.broadcasts(w, r, i, "Tin mới", 0)
	})
	for _, sec := range s.outlets[i].Sections {
		mux.HandleFunc("GET "+sec.Path+"{$}", func(w http.ResponseWriter, r *http.Request) {
			s.broadcasts(w, r, i, sec.Name, sec.ID)
		})
	}
	mux.HandleFunc("GET /{page}", func(w http.ResponseWriter, r *http.Request) { s.broadcast(w, r, i) })
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.missing(w, r, i) })
	return mux
}

func broadcastItem(a *article) item {
	return item{fmt.Sprintf("/%s-a%d.html", a.Slug, a.ID), a.Title, a.Lead, a.Published}
}

// broadcasts is the list of a section, or (0) of all.
func (s *Site) broadcasts(w http.ResponseWriter, r *http.Request, portal int, title string, section int) {
	day, _ := s.today()
	p := page{Title: title}
	for _, a := range s.outlets[portal].on(day) {
		if section == 0 || a.Section == section {
			p.Items = append(p.Items, broadcastItem(a))
		}
	}
	s.write(w, r, portal, "list.html", p, time.Time{})
}

var broadcastName = regexp.MustCompile(`-a(\d+)\.html$`)

func (s *Site) broadcast(w http.ResponseWriter, r *http.Request, portal int) {
	day, _ := s.today()
	o := s.outlets[portal]
	m := broadcastName.FindStringSubmatch(r.PathValue("page"))
	if m == nil {
		s.missing(w, r, portal)
		return
	}
	id, _ := strconv.Atoi(m[1]) // 0 is no article
	a := o.find(id, day)
	if a == nil {
		s.missing(w, r, portal)
		return
	}
	p := page{
		Article: a, Address: broadcastItem(a).URL, Section: o.section(a.Section), Lead: o.Dateline + a.Lead,
		Photos: o.Media + a.Published.In(zone).Format("/2006/20060102/"), Body: a.body(day),
	}
	for _, other := range o.on(1) {
		if other != a && other.Section == a.Section {
			p.Related = append(p.Related, broadcastItem(other))
		}
	}
	s.write(w, r, portal, "article.html", p, a.modified(day))
}

package demosite

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// perPage is how many articles a page of the paper's list has.
const perPage = 8

// brokenPath always answers 500.
const brokenPath = "/tin-tuc/3/1298/anh-phien-cho-gio"

const paperRobots = `User-agent: *
Disallow: /noi-bo/
Disallow: /tim-kiem
`

// paper is portal 0: articles at /tin-tuc/{category}/{id}/{slug}, under any
// category and under /news/ as well.
func (s *Site) paper(i int) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, paperRobots) // the client may be gone; there is nobody to tell
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { s.paperFront(w, r, i) })
	mux.HandleFunc("GET /tin-tuc/{section}", func(w http.ResponseWriter, r *http.Request) { s.paperSection(w, r, i) })
	show := func(w http.ResponseWriter, r *http.Request) { s.paperArticle(w, r, i) }
	for _, prefix := range []string{"/tin-tuc", "/news", "/noi-bo/tin-tuc"} {
		mux.HandleFunc("GET "+prefix+"/{category}/{id}", show)
		mux.HandleFunc("GET "+prefix+"/{category}/{id}/{slug}", show)
	}
	mux.HandleFunc("GET "+brokenPath, func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "Máy chủ đang bận.", http.StatusInternalServerError)
	})
	mux.HandleFunc("GET /tin/{id}", func(w http.ResponseWriter, r *http.Request) {
		if a := s.asked(r, i); a != nil {
			http.Redirect(w, r, paperAddress(a), http.StatusMovedPermanently)
			return
		}
		s.missing(w, r, i)
	})
	mux.HandleFunc("GET /tim-kiem", func(w http.ResponseWriter, r *http.Request) {
		s.write(w, r, i, "list.html", page{Title: "Tìm kiếm"}, time.Time{})
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.missing(w, r, i) })
	return mux
}

func paperAddress(a *article) string {
	return fmt.Sprintf("/tin-tuc/%d/%d/%s", a.Section, a.ID, a.Slug)
}

// paperLink is the address that lists use.
func paperLink(a *article) string {
	switch a.Link {
	case "short":
		return fmt.Sprintf("/tin/%d", a.ID)
	case "category":
		return fmt.Sprintf("/news/260/%d/%s", a.ID, a.Slug)
	}
	return paperAddress(a)
}

func paperItem(a *article) item { return item{paperLink(a), a.Title, a.Lead, a.Published} }

// asked is the article whose id is in the path, nil if it is not there.
func (s *Site) asked(r *http.Request, portal int) *article {
	day, _ := s.today()
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil {
		return nil
	}
	return s.outlets[portal].find(id, day)
}

func (s *Site) missing(w http.ResponseWriter, r *http.Request, portal int) {
	s.write(w, r, portal, "message.html", page{Title: "Không tìm thấy trang"}, time.Time{})
}

// paperFront is the list, page by page, or the list of one day.
func (s *Site) paperFront(w http.ResponseWriter, r *http.Request, portal int) {
	if r.URL.Query().Has("ngay") {
		s.calendar(w, r, portal, 0)
		return
	}
	day, now := s.today()
	list := s.outlets[portal].on(day)
	n := 1
	if v := r.URL.Query().Get("trang"); v != "" {
		n, _ = strconv.Atoi(v) // 0 is no page
	}
	from := (n - 1) * perPage
	if n < 1 || from >= len(list) {
		s.missing(w, r, portal)
		return
	}
	p := page{Title: "Tin mới", Days: around(now)}
	for _, a := range list[from:min(from+perPage, len(list))] {
		p.Items = append(p.Items, paperItem(a))
	}
	if from+perPage < len(list) {
		p.Next = fmt.Sprintf("/?trang=%d", n+1)
	} else {
		hidden := s.outlets[portal].Hidden
		p.Items = append(p.Items,
			item{brokenPath, "Ảnh: phiên chợ Gió", "Trang này luôn báo lỗi máy chủ.", hidden.Published},
			item{"/noi-bo" + paperAddress(hidden), hidden.Title, hidden.Lead, hidden.Published})
	}
	s.write(w, r, portal, "list.html", p, time.Time{})
}

func (s *Site) paperSection(w http.ResponseWriter, r *http.Request, portal int) {
	id, err := strconv.Atoi(r.PathValue("section"))
	if err != nil || id < 1 || id > len(s.outlets[portal].Sections) {
		s.missing(w, r, portal)
		return
	}
	if r.URL.Query().Has("ngay") {
		s.calendar(w, r, portal, id)
		return
	}
	day, now := s.today()
	p := page{Title: s.outlets[portal].section(id).Name, Days: around(now)}
	for _, a := range s.outlets[portal].on(day) {
		if a.Section == id {
			p.Items = append(p.Items, paperItem(a))
		}
	}
	s.write(w, r, portal, "list.html", p, time.Time{})
}

// calendar is the list of one day, of a section or (0) of all. It links to
// the days around it, and so never ends.
func (s *Site) calendar(w http.ResponseWriter, r *http.Request, portal, section int) {
	of, err := time.ParseInLocation(time.DateOnly, r.URL.Query().Get("ngay"), zone)
	if err != nil {
		s.missing(w, r, portal)
		return
	}
	day, _ := s.today()
	p := page{Title: "Tin ngày " + of.Format("02/01/2006"), Days: around(of)}
	for _, a := range s.outlets[portal].on(day) {
		if (section == 0 || a.Section == section) && a.Published.In(zone).Format(time.DateOnly) == of.Format(time.DateOnly) {
			p.Items = append(p.Items, paperItem(a))
		}
	}
	s.write(w, r, portal, "list.html", p, time.Time{})
}

// around are the days before and after.
func around(t time.Time) [2]string {
	return [2]string{t.AddDate(0, 0, -1).Format(time.DateOnly), t.AddDate(0, 0, 1).Format(time.DateOnly)}
}

func (s *Site) paperArticle(w http.ResponseWriter, r *http.Request, portal int) {
	day, _ := s.today()
	a := s.asked(r, portal)
	if a == nil {
		s.missing(w, r, portal)
		return
	}
	o := s.outlets[portal]
	month := a.Published.Format("1_2006")
	p := page{
		Article: a, Address: paperAddress(a), Section: o.section(a.Section), Lead: a.Lead, Views: a.views(day),
		Photos: o.Media + "/news/" + month + "/", Audio: o.Media + "/audio/" + month + "/", Body: a.body(day),
	}
	for _, other := range o.on(1) { // the box was filled once, as caches are
		if other != a && other.Section == a.Section && other.Link == "" && other.Until == 0 && len(p.Related) < 3 {
			p.Related = append(p.Related, paperItem(other))
		}
	}
	if len(p.Related) > 1 { // the box knows articles under a category of its own
		p.Related[1].URL = "/news/260" + p.Related[1].URL[len("/tin-tuc/1"):]
	}
	s.write(w, r, portal, "article.html", p, a.modified(day))
}

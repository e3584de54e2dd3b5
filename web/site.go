package web

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store/search"
)

//go:embed templates static messages openapi.json
var files embed.FS

// Options of a Site.
type Options struct {
	View    *search.View
	Version string
	Log     *slog.Logger
	Hosts   []string // names it answers to; nil = any. See LoopbackHosts

	// Proof writes the kept page of a record with its fields marked, as a whole
	// HTML page in which nothing runs; nil: kept pages are not shown.
	Proof func(ctx context.Context, a *extract.Article, lang string, w io.Writer) error
}

// Site answers requests. It is read-only and safe for concurrent use.
type Site struct {
	Options
	pages    map[string]map[string]*template.Template // language → page
	words    map[string]messages                      // language → texts
	style    string                                   // path of the stylesheet: its hash is in it
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	now      func() time.Time
}

// queryTime is how long one request may search; beyond it the answer is 503.
const queryTime = 5 * time.Second

// New reads templates and texts.
func New(o Options) (*Site, error) {
	s := &Site{Options: o, pages: map[string]map[string]*template.Template{}, words: map[string]messages{}, now: time.Now}
	css, err := files.ReadFile("static/style.css")
	if err != nil {
		return nil, fmt.Errorf("read the stylesheet: %w", err)
	}
	sum := sha256.Sum256(css)
	s.style = "/static/style." + hex.EncodeToString(sum[:6]) + ".css"
	for _, lang := range languages {
		if s.words[lang], err = readMessages(lang); err != nil {
			return nil, err
		}
		if s.pages[lang], err = s.parse(lang); err != nil {
			return nil, err
		}
	}
	s.measure()
	return s, nil
}

// parse makes one template a page, each within the layout.
func (s *Site) parse(lang string) (map[string]*template.Template, error) {
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		return nil, err
	}
	layout, err := template.New("layout.html").Funcs(s.functions(lang)).ParseFS(files, "templates/layout.html", "templates/parts.html")
	if err != nil {
		return nil, fmt.Errorf("read the templates: %w", err)
	}
	pages := map[string]*template.Template{}
	for _, name := range names {
		page, err := layout.Clone()
		if err == nil {
			page, err = page.ParseFS(files, name)
		}
		if err != nil {
			return nil, fmt.Errorf("read template %s: %w", name, err)
		}
		pages[name[len("templates/"):]] = page
	}
	return pages, nil
}

// Handler is all routes with their guards.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	page := func(pattern string, fn func(*request) error) {
		mux.Handle("GET "+pattern, s.timed(pattern, s.answer(fn, s.pageError)))
	}
	api := func(pattern string, fn func(*request) error) {
		mux.Handle("GET /api/v1/"+pattern, s.timed("/api/v1/"+pattern, s.answer(fn, s.apiError)))
	}
	page("/{$}", s.searchPage)
	page("/article", s.articlePage)
	page("/history", s.historyPage)
	if s.Proof != nil {
		page("/proof", s.proofPage)
		page("/proof/page", s.proofFrame)
	}
	page("/portals", s.portalsPage)
	page("/portal", s.portalPage)
	page("/runs", s.runsPage)
	page("/run", s.runPage)
	page("/", s.nowhere)
	api("search", s.apiSearch)
	api("article", s.apiArticle)
	api("revisions", s.apiRevisions)
	api("portals", s.apiPortals)
	api("portal", s.apiPortal)
	api("runs", s.apiRuns)
	api("run", s.apiRun)
	api("facets", s.apiFacets)
	api("", s.nowhere)
	mux.Handle("GET /api/v1/openapi.json", s.file("openapi.json", "application/json", "no-cache"))
	mux.Handle("GET "+s.style, s.file("static/style.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable"))
	mux.Handle("GET /static/icon.svg", s.file("static/icon.svg", "image/svg+xml", "public, max-age=86400"))
	mux.Handle("GET /metrics", s.metricsHandler())
	mux.Handle("GET /healthz", s.timed("/healthz", s.answer(s.healthz, s.apiError)))
	return s.guard(compress(mux))
}

func (s *Site) file(name, contentType, cache string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := files.ReadFile(name)
		if err != nil {
			http.Error(w, "this file is missing from the program", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("Cache-Control", cache)
		w.Write(b)
	})
}

// healthz says whether the view can be read.
func (s *Site) healthz(r *request) error {
	t, err := s.View.Totals(r.Context())
	if err != nil {
		return err
	}
	return r.json(map[string]any{"status": "ok", "articles": t.Articles, "updated": orNull(t.Updated), "version": s.Version})
}

func orNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

// notFound is a page or record that is not there.
type notFound struct{ what string }

func (e notFound) Error() string { return e.what }

func (s *Site) nowhere(r *request) error { return notFound{r.URL.Path} }

var errTooSlow = errors.New("the search took too long; narrow it by portal or days")

package web

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/search"
)

// request is one request with its answer, before anything is sent: a page that
// fails half way is an error page, not half a page.
type request struct {
	*http.Request
	query url.Values
	lang  string
	fixed bool // the language was asked for by ?lang=, and goes into links
	out   bytes.Buffer
	kind  string

	policy string // content security policy, where it is not that of all pages
}

func (r *request) arg(name string) string { return r.query.Get(name) }

// answer runs fn and sends what it wrote, or what fail makes of its error.
func (s *Site) answer(fn func(*request) error, fail func(*request, int, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		ctx, cancel := context.WithTimeout(hr.Context(), queryTime)
		defer cancel()
		r := &request{Request: hr.WithContext(ctx), query: hr.URL.Query()}
		r.lang, r.fixed = chooseLanguage(r.arg("lang"), hr.Header.Get("Accept-Language"))
		status := http.StatusOK
		if err := fn(r); err != nil {
			if ctx.Err() != nil {
				err = fmt.Errorf("%w (%w)", errTooSlow, ctx.Err())
			}
			status = statusOf(err)
			if status == http.StatusInternalServerError {
				s.Log.Error("a request failed", "path", hr.URL.Path, "query", hr.URL.RawQuery, "err", err)
				err = errors.New("the search view could not be read; the server's log says why")
			}
			r.out.Reset()
			fail(r, status, err)
		}
		if r.policy != "" && status == http.StatusOK {
			w.Header().Set("Content-Security-Policy", r.policy)
		}
		w.Header().Set("Content-Type", r.kind)
		w.Header().Add("Vary", "Accept-Language")
		w.WriteHeader(status)
		w.Write(r.out.Bytes())
	})
}

func statusOf(err error) int {
	var wrong *search.QueryError
	var missing notFound
	switch {
	case errors.As(err, &wrong):
		return http.StatusBadRequest
	case errors.As(err, &missing), errors.Is(err, store.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, errTooSlow):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// json writes a value as the answer.
func (r *request) json(v any) error {
	r.kind = "application/json"
	e := json.NewEncoder(&r.out)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("encode the answer: %w", err)
	}
	return nil
}

// id is the parameter of that name, which must be there.
func (r *request) id(example string) (string, error) {
	if r.arg("id") == "" {
		return "", &search.QueryError{Field: "id", Why: "it is missing: name one, as in ?id=" + example}
	}
	return r.arg("id"), nil
}

// only refuses parameters that are not known: a filter that is spelled wrong
// must not give everything.
func (r *request) only(names ...string) error {
	for name := range r.query {
		if !slices.Contains(names, name) && name != "lang" {
			return &search.QueryError{Field: name, Why: "there is no such parameter; known here: " + cmp.Or(strings.Join(names, ", "), "none")}
		}
	}
	return nil
}

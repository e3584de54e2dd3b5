package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/search"
)

// measure makes the registry behind /metrics.
func (s *Site) measure() {
	s.registry = prometheus.NewRegistry()
	s.requests = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "tintinh_http_request_duration_seconds", Help: "Time to answer a request, by route and status.",
		Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
	}, []string{"route", "status"})
	s.registry.MustRegister(s.requests, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), viewCollector{s})
}

func (s *Site) metricsHandler() http.Handler {
	return promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: queryTime})
}

// timed observes how long a route takes.
func (s *Site) timed(route string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(seen, r)
		s.requests.WithLabelValues(route, strconv.Itoa(seen.status)).Observe(time.Since(start).Seconds())
	})
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// viewCollector reads the view when it is asked: the figures of the last run.
type viewCollector struct{ site *Site }

// Describe gives nothing: what portals there are is not known beforehand.
func (viewCollector) Describe(chan<- *prometheus.Desc) {}

func (c viewCollector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), queryTime)
	defer cancel()
	figures, err := c.read(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(prometheus.NewDesc("tintinh_view", "The search view.", nil, nil), err)
		return
	}
	figures.Collect(out)
}

func (c viewCollector) read(ctx context.Context) (f Figures, err error) {
	if f.Standings, err = c.site.View.Standings(ctx); err != nil {
		return f, err
	}
	t, err := c.site.View.Totals(ctx)
	if err != nil {
		return f, err
	}
	f.Totals = &t
	runs, err := c.site.View.Runs(ctx, time.Time{}, 1)
	if err != nil || len(runs) == 0 {
		return f, err
	}
	head, portals, err := c.site.View.Run(ctx, runs[0].Started)
	f.Run = &store.Run{Started: head.Started, Ended: head.Ended, Version: head.Version, Reason: head.Reason, Portals: portals}
	return f, err
}

// WriteMetrics writes the figures of a run as a text exposition for a node
// collector: whole or not at all, by way of a temporary file beside it.
func WriteMetrics(path string, run *store.Run, standings []search.Standing) error {
	r := prometheus.NewRegistry()
	if err := r.Register(Figures{Run: run, Standings: standings}); err != nil {
		return fmt.Errorf("write metrics: %w", err)
	}
	if err := prometheus.WriteToTextfile(path, r); err != nil {
		return fmt.Errorf("write metrics %s: %w", path, err)
	}
	return nil
}

// utf8Label makes a label of a name that may hold anything.
func utf8Label(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

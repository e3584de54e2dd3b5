package web

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/search"
)

// Figures is the last run as metrics: gauges, because a run begins at zero.
type Figures struct {
	Run       *store.Run        // nil before the first
	Standings []search.Standing // empty: no verdicts
	Totals    *search.Totals    // nil: not asked
}

// Describe gives nothing: what portals there are is not known beforehand.
func (Figures) Describe(chan<- *prometheus.Desc) {}

// sink sends gauges.
type sink chan<- prometheus.Metric

func (out sink) gauge(name, help string, value float64, labels ...string) {
	var names, values []string
	for i := 0; i+1 < len(labels); i += 2 {
		names, values = append(names, labels[i]), append(values, utf8Label(labels[i+1]))
	}
	m, err := prometheus.NewConstMetric(prometheus.NewDesc("tintinh_"+name, help, names, nil), prometheus.GaugeValue, value, values...)
	if err != nil {
		m = prometheus.NewInvalidMetric(prometheus.NewDesc("tintinh_"+name, help, names, nil), err)
	}
	out <- m
}

// Collect sends all figures.
func (f Figures) Collect(c chan<- prometheus.Metric) {
	out := sink(c)
	if f.Totals != nil {
		out.gauge("view_articles", "Articles in the search view.", float64(f.Totals.Articles))
		if !f.Totals.Updated.IsZero() {
			out.gauge("view_updated_timestamp_seconds", "When the search view last took in an article.", float64(f.Totals.Updated.Unix()))
		}
	}
	for _, s := range f.Standings {
		for _, v := range verdicts {
			is := 0.0
			if s.Verdict == v {
				is = 1
			}
			out.gauge("portal_verdict", "1 for the verdict that health gave a portal, 0 for the others.", is, "portal", s.Portal, "verdict", v)
		}
		if !s.Since.IsZero() {
			out.gauge("portal_verdict_since_timestamp_seconds", "Since when a portal has its verdict.", float64(s.Since.Unix()), "portal", s.Portal)
		}
		out.findings(s)
		out.gauge("portal_articles", "Articles of a portal in the store.", float64(s.Articles), "portal", s.Portal)
		out.gauge("portal_due", "URLs of a portal that are due.", float64(s.Due), "portal", s.Portal)
	}
	if f.Run == nil {
		return
	}
	out.gauge("run_start_timestamp_seconds", "Start of the last run.", float64(f.Run.Started.Unix()))
	if !f.Run.Ended.IsZero() {
		out.gauge("run_end_timestamp_seconds", "End of the last run; absent while it lasts, or where it did not end in order.", float64(f.Run.Ended.Unix()))
		out.gauge("run_duration_seconds", "How long the last run took.", f.Run.Ended.Sub(f.Run.Started).Seconds())
	}
	out.gauge("run_info", "Always 1; why the last run ended, and which version ran.", 1, "reason", f.Run.Reason, "version", f.Run.Version)
	for id, p := range f.Run.Portals {
		out.portal(id, p)
	}
}

// findings are what a verdict rests on, by what and field: several may be of one
// field.
func (out sink) findings(s search.Standing) {
	seen := map[[2]string]bool{}
	for _, f := range s.Findings {
		if key := [2]string{f.What, f.Field}; !seen[key] {
			seen[key] = true
			out.gauge("portal_finding", "1 for each thing that health finds wrong with a portal.", 1, "portal", s.Portal, "what", f.What, "field", f.Field)
		}
	}
}

func (out sink) portal(id string, p *store.PortalRun) {
	for _, g := range []struct {
		name, help string
		value      int
	}{
		{"run_fetched", "URLs asked for in the last run.", p.Fetched},
		{"run_articles_new", "Articles that were new in the last run.", p.New},
		{"run_articles_edited", "Articles that had changed in the last run.", p.Edited},
		{"run_articles_gone", "Articles that were gone in the last run.", p.Gone},
		{"run_no_article", "Article pages from which no article could be read in the last run.", p.NoArticle},
		{"run_left", "URLs still due at the end of the last run.", p.Left},
		{"run_requests", "Requests at the server in the last run.", p.Requests},
	} {
		out.gauge(g.name, g.help, float64(g.value), "portal", id)
	}
	out.gauge("run_received_bytes", "Bodies received in the last run.", float64(p.Bytes), "portal", id)
	out.gauge("run_waiting_seconds", "Time spent waiting for the server in the last run.", p.Elapsed.Seconds(), "portal", id)
	blocked := 0.0
	if p.Blocked != "" {
		blocked = 1
	}
	out.gauge("run_blocked", "1 if the portal was given up in the last run because it blocked us.", blocked, "portal", id)
	if !p.Newest.IsZero() {
		out.gauge("run_newest_article_timestamp_seconds", "Latest publish time seen in the last run.", float64(p.Newest.Unix()), "portal", id)
	}
	for kind, n := range p.Errors {
		out.gauge("run_errors", "Failed requests of the last run by kind.", float64(n), "portal", id, "kind", kind)
	}
	for reason, n := range p.Skipped {
		out.gauge("run_skipped", "URLs not fetched in the last run by reason.", float64(n), "portal", id, "reason", reason)
	}
	if p.Articles > 0 {
		for field, n := range p.Fields {
			out.gauge("run_field_fill_ratio", "Share of the articles of the last run that had a field.", float64(n)/float64(p.Articles), "portal", id, "field", field)
		}
	}
}

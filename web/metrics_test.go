package web

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// exposition reads figures with Prometheus' own parser.
func exposition(t *testing.T, text string) map[string]*dto.MetricFamily {
	t.Helper()
	problems, err := promlint.New(strings.NewReader(text)).Lint() // what promtool check metrics says
	if err != nil {
		t.Fatalf("not an exposition: %v\n%s", err, text)
	}
	for _, x := range problems {
		t.Errorf("metric %s: %s", x.Metric, x.Text)
	}
	p := expfmt.NewTextParser(model.LegacyValidation)
	families, err := p.TextToMetricFamilies(strings.NewReader(text))
	if err != nil {
		t.Fatalf("not an exposition: %v\n%s", err, text)
	}
	for name, f := range families {
		if f.GetHelp() == "" || !model.LegacyValidation.IsValidMetricName(name) {
			t.Errorf("metric %s: no help, or not a name", name)
		}
	}
	return families
}

// one is the value of the metric with these labels.
func one(t *testing.T, families map[string]*dto.MetricFamily, name string, labels ...string) float64 {
	t.Helper()
	for _, m := range families[name].GetMetric() {
		found := 0
		for _, l := range m.GetLabel() {
			for i := 0; i+1 < len(labels); i += 2 {
				if l.GetName() == labels[i] && l.GetValue() == labels[i+1] {
					found++
				}
			}
		}
		if 2*found == len(labels) {
			return m.GetGauge().GetValue()
		}
	}
	t.Errorf("no %s with %v", name, labels)
	return 0
}

func TestWriteMetrics(t *testing.T) {
	path := filepath.Join(t.TempDir(), "metrics.prom")
	run := runs()[58]
	run.Portals["lạ\xff\"\n"] = run.Portals["dai-mau"] // a name that nobody should give
	for range 2 {                                      // again over the old one
		if err := WriteMetrics(path, &run, rows()); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := exposition(t, string(b))
	for _, c := range []struct {
		name   string
		labels []string
		want   float64
	}{
		{"tintinh_run_duration_seconds", nil, 420},
		{"tintinh_run_articles_new", []string{"portal", "bao-song-mau"}, 6},
		{"tintinh_run_errors", []string{"portal", "bao-song-mau", "kind", "http-500"}, 4},
		{"tintinh_run_skipped", []string{"portal", "dai-mau", "reason", "robots"}, 2},
		{"tintinh_run_field_fill_ratio", []string{"portal", "dai-mau", "field", "body"}, 0.8},
		{"tintinh_portal_verdict", []string{"portal", "cong-vi-du", "verdict", "blocked"}, 1},
		{"tintinh_portal_verdict", []string{"portal", "cong-vi-du", "verdict", "ok"}, 0},
		{"tintinh_portal_finding", []string{"portal", "cong-vi-du", "what", "blocked", "field", ""}, 1},
		{"tintinh_portal_verdict_since_timestamp_seconds", []string{"portal", "cong-vi-du"}, float64(now.Add(-time.Hour).Unix())},
		{"tintinh_run_waiting_seconds", []string{"portal", "dai-mau"}, 4},
	} {
		if got := one(t, f, c.name, c.labels...); got != c.want {
			t.Errorf("%s %v is %v, want %v", c.name, c.labels, got, c.want)
		}
	}
	left, err := filepath.Glob(filepath.Dir(path) + "/*")
	if err != nil || len(left) != 1 {
		t.Errorf("files left: %v, %v", left, err)
	}
	if err := WriteMetrics(filepath.Join(t.TempDir(), "no", "such", "folder.prom"), &run, nil); err == nil {
		t.Error("a folder that is not there gives no error")
	}
}

func TestMetricsPage(t *testing.T) {
	srv, _ := newSite(t)
	get(t, "GET", srv.URL+"/?q=x")
	get(t, "GET", srv.URL+"/article?id=x")
	_, body := get(t, "GET", srv.URL+"/metrics")
	f := exposition(t, body)
	if got := one(t, f, "tintinh_view_articles"); got != 51 {
		t.Errorf("%v articles", got)
	}
	var routes []string
	for _, m := range f["tintinh_http_request_duration_seconds"].GetMetric() {
		routes = append(routes, m.GetLabel()[0].GetValue()+" "+m.GetLabel()[1].GetValue())
	}
	if got := strings.Join(routes, ", "); got != "/article 404, /{$} 200" {
		t.Errorf("requests seen: %s", got)
	}
	if one(t, f, "tintinh_run_start_timestamp_seconds") == 0 {
		t.Error("no start of the last run")
	}
}

//go:build linux

package hostile

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// maxRSS is the peak of resident memory that the whole hostile web may
// cost, in MiB.
const maxRSS = 256

// quiet is the log of servers whose clients hang up, which is what they are for.
var quiet = log.New(io.Discard, "", 0)

// row is one bad habit of a server, and what must come of it.
type row struct {
	name  string
	build func(*site)
	tls   func(*authority) *tls.Config // nil: plain HTTP
	raw   func(*site)                  // serves instead of net/http
	want  figures
}

// figures are the figures of one portal's run that tell what was
// refused and why, and how many articles are in the export.
type figures struct {
	Errors     map[string]int `json:"errors"`
	Skipped    map[string]int `json:"skipped"`
	Redirects  int            `json:"redirects"`
	Missing    int            `json:"missing"`
	NoArticle  int            `json:"no_article"`
	Left       int            `json:"left"`
	Blocked    string         `json:"blocked"`
	Articles   int            `json:"-"`
	Untouched  string         `json:"-"` // a URI that must not have been asked for
	Overlooked bool           `json:"-"` // Left is not fixed
}

// Run puts every row of the hostile web on trial at once, with one
// crawl of the release binary.
func Run(ctx context.Context, e *env) (outcome, error) {
	rows := rows()
	ca, err := newAuthority()
	if err != nil {
		return outcome{}, err
	}
	if err := os.WriteFile(filepath.Join(e.Dir, "ca.pem"), ca.pem, 0o644); err != nil {
		return outcome{}, err
	}
	sites, err := start(rows, ca)
	defer stop(sites)
	if err != nil {
		return outcome{}, err
	}
	b, err := configOf(map[string]any{
		"data": "data", "user_agent": "tintinh/thu (+https://vidu.test/)",
		"crawl": map[string]any{"workers": 24, "timeout": "24s"}, "log": map[string]any{"level": "warn"},
	}, sites)
	if err != nil {
		return outcome{}, err
	}
	if err := os.WriteFile(filepath.Join(e.Dir, "config.yaml"), b, 0o644); err != nil {
		return outcome{}, err
	}
	o := outcome{N: len(rows)}
	took, peak, err := crawl(ctx, e)
	if err != nil {
		return o, err
	}
	got, err := result(ctx, e)
	if err != nil {
		return o, err
	}
	for i, r := range rows {
		if d := r.differs(got[sites[i].id], sites[i]); d != "" {
			o.Failures++
			e.Log.Error("a row of the hostile web came out otherwise", "row", r.name, "portal", sites[i].id, "what", d)
		}
	}
	left, err := goroutinesLeft(e)
	if err != nil {
		return o, err
	}
	if peak > maxRSS<<10 || left > 0 {
		o.Failures++
		e.Log.Error("the crawl took too much", "peak_kib", peak, "goroutines_left", left)
	}
	o.Note = fmt.Sprintf("peak RSS %d MiB of %d, %d goroutines left, ended by itself in %.0f s", peak>>10, maxRSS, left, took.Seconds())
	return o, nil
}

// start starts a site for each row.
func start(rows []row, ca *authority) (sites []*site, err error) {
	for i, r := range rows {
		s, err := newSite(i)
		if err != nil {
			return sites, err
		}
		sites = append(sites, s)
		if r.tls != nil {
			s.scheme = "https"
		}
		if r.build != nil {
			r.build(s)
		}
		var with *tls.Config
		if r.tls != nil {
			with = r.tls(ca)
		}
		if r.raw != nil {
			if with != nil {
				s.listener = tls.NewListener(s.listener, with)
			}
			go r.raw(s)
			continue
		}
		s.serve(with)
	}
	return sites, nil
}

func stop(sites []*site) {
	for _, s := range sites {
		s.close()
	}
}

// crawl runs the crawl with few file descriptors, and returns how long
// it took and its peak resident memory in KiB.
func crawl(ctx context.Context, e *env) (took time.Duration, peak int, err error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, e.Binary, "crawl", "--config", filepath.Join(e.Dir, "config.yaml"))
	c.Env = append(os.Environ(), "SSL_CERT_FILE="+filepath.Join(e.Dir, "ca.pem"))
	out, err := os.Create(filepath.Join(e.Dir, "crawl.log"))
	if err != nil {
		return 0, 0, err
	}
	defer out.Close()
	c.Stdout, c.Stderr = out, out
	start := time.Now()
	if err := c.Start(); err != nil {
		return 0, 0, err
	}
	done := make(chan error, 1)
	go func() { done <- c.Wait() }()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			peak = max(peak, memoryOf(c.Process.Pid, "VmHWM"))
		case err := <-done:
			var exit *exec.ExitError
			if ctx.Err() != nil {
				return 0, peak, errors.New("the crawl of the hostile web did not end by itself in 5 minutes")
			}
			if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 3) { // 3: it names the portals that are blocked
				return 0, peak, fmt.Errorf("the crawl of the hostile web: %w; see %s", err, out.Name())
			}
			return time.Since(start), peak, nil
		}
	}
}

// memoryOf reads a figure of /proc/PID/status in KiB; 0 when the process is gone.
func memoryOf(pid int, what string) int {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, what+":"); ok {
			n, _ := strconv.Atoi(strings.Fields(rest)[0])
			return n
		}
	}
	return 0
}

// result reads what the run says of each portal, and what was stored.
func result(ctx context.Context, e *env) (map[string]figures, error) {
	config := filepath.Join(e.Dir, "config.yaml")
	b, err := exec.CommandContext(ctx, e.Binary, "status", "--json", "--config", config).Output()
	if err != nil {
		return nil, fmt.Errorf("status: %w", err)
	}
	var status struct {
		LastRun struct {
			Portals map[string]figures `json:"portals"`
		} `json:"last_run"`
	}
	if err := json.Unmarshal(b, &status); err != nil {
		return nil, fmt.Errorf("status --json: %w", err)
	}
	b, err = exec.CommandContext(ctx, e.Binary, "export", "--config", config).Output()
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	got := status.LastRun.Portals
	for line := range strings.Lines(string(b)) {
		var a struct{ Portal string }
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			return nil, fmt.Errorf("an exported line: %w", err)
		}
		f := got[a.Portal]
		f.Articles++
		got[a.Portal] = f
	}
	return got, nil
}

// goroutinesLeft compares the heartbeats of the beginning and the end.
func goroutinesLeft(e *env) (int, error) {
	b, err := os.ReadFile(filepath.Join(e.Dir, "data", "heartbeat.json"))
	if err != nil {
		return 0, err
	}
	var beat struct {
		State      string
		Goroutines int
		Base       int `json:"goroutines_at_start"`
	}
	if err := json.Unmarshal(b, &beat); err != nil {
		return 0, fmt.Errorf("heartbeat.json: %w", err)
	}
	if beat.State != "ended" || beat.Base == 0 {
		return 0, fmt.Errorf("heartbeat.json of a run that ended: %s", b)
	}
	return max(0, beat.Goroutines-beat.Base), nil
}

// differs says how a row came out otherwise than it must; "" = it did not.
func (r row) differs(got figures, s *site) string {
	want := r.want
	var d []string
	for _, m := range []struct {
		name      string
		want, got map[string]int
	}{{"errors", want.Errors, got.Errors}, {"skipped", want.Skipped, got.Skipped}} {
		if !maps.Equal(m.want, m.got) {
			d = append(d, fmt.Sprintf("%s %v, want %v", m.name, m.got, m.want))
		}
	}
	if want.Untouched != "" && s.asked(want.Untouched) > 0 {
		d = append(d, want.Untouched+" was asked for")
	}
	if want.Overlooked {
		want.Left = got.Left
	}
	want.Errors, want.Skipped, got.Errors, got.Skipped = nil, nil, nil, nil
	want.Untouched, want.Overlooked = "", false
	if !reflect.DeepEqual(want, got) {
		d = append(d, fmt.Sprintf("%+v, want %+v", got, want))
	}
	return strings.Join(d, "; ")
}

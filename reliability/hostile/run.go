//go:build linux

// Package hostile is a web of servers on loopback with one bad habit each, and
// one crawl of the release binary over all of them at once. The rows are those
// of docs/reliability.md: what a server does, and what the crawl must say of it.
package hostile

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// maxRSS is the peak of resident memory that the whole web may cost, in MiB.
const maxRSS = 256

// quiet is the log of servers whose clients hang up, which is what they are for.
var quiet = log.New(io.Discard, "", 0)

// Crawl is one crawl of the hostile web.
type Crawl struct {
	Binary string // the program
	Dir    string // an empty folder for its files
	Log    *slog.Logger
}

// Outcome is what came of it.
type Outcome struct {
	Rows, Failures int
	Peak           int           // resident memory, KiB
	Goroutines     int           // more than at the start, at the end
	Took           time.Duration // the crawl
}

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

// Run puts every row on trial at once. The failures are logged, and more memory
// or goroutines than there may be count as one more.
func (c *Crawl) Run(ctx context.Context) (o Outcome, err error) {
	all := rows()
	o.Rows = len(all)
	sites, err := c.prepare(all)
	defer stop(sites)
	if err != nil {
		return o, err
	}
	if err := c.crawl(ctx, &o); err != nil {
		return o, err
	}
	got, err := c.result(ctx)
	if err != nil {
		return o, err
	}
	for i, r := range all {
		if d := r.differs(got[sites[i].id], sites[i]); d != "" {
			o.Failures++
			c.Log.Error("a row of the hostile web came out otherwise", "row", r.name, "portal", sites[i].id, "what", d)
		}
	}
	if o.Peak > maxRSS<<10 || o.Goroutines > 0 {
		o.Failures++
		c.Log.Error("the crawl took too much", "peak_kib", o.Peak, "goroutines_left", o.Goroutines)
	}
	return o, nil
}

// String is the figures for a table.
func (o Outcome) String() string {
	return fmt.Sprintf("peak RSS %d MiB of %d, %d goroutines left, ended by itself in %.0f s", o.Peak>>10, maxRSS, o.Goroutines, o.Took.Seconds())
}

// prepare starts the servers and writes the configuration.
func (c *Crawl) prepare(all []row) ([]*site, error) {
	ca, err := newAuthority()
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(c.Dir, "ca.pem"), ca.pem, 0o644); err != nil {
		return nil, err
	}
	sites, err := start(all, ca)
	if err != nil {
		return sites, err
	}
	b, err := configOf(map[string]any{
		"data": "data", "user_agent": "tintinh/thu (+https://vidu.test/)",
		"crawl": map[string]any{"workers": 24, "timeout": "24s"}, "log": map[string]any{"level": "warn"},
	}, sites)
	if err != nil {
		return sites, err
	}
	return sites, os.WriteFile(filepath.Join(c.Dir, "config.yaml"), b, 0o644)
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

// crawl runs the program, and watches its memory.
func (c *Crawl) crawl(ctx context.Context, o *Outcome) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.Binary, "crawl", "--config", filepath.Join(c.Dir, "config.yaml"))
	cmd.Env = append(os.Environ(), "SSL_CERT_FILE="+filepath.Join(c.Dir, "ca.pem"))
	out, err := os.Create(filepath.Join(c.Dir, "crawl.log"))
	if err != nil {
		return err
	}
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	first := 0
	for {
		select {
		case <-tick.C:
			o.Peak = max(o.Peak, memoryOf(cmd.Process.Pid, "VmHWM"))
			if first == 0 {
				first, _ = c.goroutines("running")
			}
		case err := <-done:
			o.Took = time.Since(begin)
			var exit *exec.ExitError
			if ctx.Err() != nil {
				return errors.New("the crawl of the hostile web did not end by itself in 5 minutes")
			}
			if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 3) { // 3: it names the portals that are blocked
				return fmt.Errorf("the crawl of the hostile web: %w; see %s", err, out.Name())
			}
			last, err := c.goroutines("ended")
			if err == nil && first == 0 {
				err = errors.New("the crawl had no heartbeat while it ran")
			}
			o.Goroutines = max(0, last-first)
			return err
		}
	}
}

// goroutines is how many the last heartbeat tells of.
func (c *Crawl) goroutines(state string) (int, error) {
	b, err := os.ReadFile(filepath.Join(c.Dir, "data", "heartbeat.json"))
	if err != nil {
		return 0, err
	}
	var beat struct {
		State      string
		Goroutines int
	}
	if err := json.Unmarshal(b, &beat); err != nil {
		return 0, fmt.Errorf("heartbeat.json: %w", err)
	}
	if beat.State != state {
		return 0, fmt.Errorf("heartbeat.json says %s, want %s: %s", beat.State, state, b)
	}
	return beat.Goroutines, nil
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
func (c *Crawl) result(ctx context.Context) (map[string]figures, error) {
	config := filepath.Join(c.Dir, "config.yaml")
	b, err := exec.CommandContext(ctx, c.Binary, "status", "--json", "--config", config).Output()
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
	b, err = exec.CommandContext(ctx, c.Binary, "export", "--config", config).Output()
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

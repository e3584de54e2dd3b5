package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/health"
)

// notice is what notify: sends, as JSON; docs/health.md describes it. Text is
// what chat programs show of a webhook.
type notice struct {
	Schema  int       `json:"schema"`
	Event   string    `json:"event"` // verdicts, or test
	At      time.Time `json:"at"`
	Version string    `json:"version"`
	Text    string    `json:"text"`
	Changes []change  `json:"changes"`
}

// change is a portal whose verdict is not the one that was told last.
type change struct {
	Portal   string           `json:"portal"`
	Outlet   string           `json:"outlet,omitempty"`
	Verdict  health.Verdict   `json:"verdict"`
	Was      health.Verdict   `json:"was"`
	Since    time.Time        `json:"since"`
	Why      string           `json:"why,omitempty"`
	Findings []health.Finding `json:"findings,omitempty"`
	Flagged  *health.Flag     `json:"flagged,omitempty"`
}

// channel is one way to tell somebody. Each remembers for itself what it told,
// so that one that fails is tried again and the others do not repeat themselves.
type channel struct {
	name string
	send func(ctx context.Context, body []byte) error
}

// channels of the configuration.
func (c *Config) channels() []channel {
	var all []channel
	if c.Notify.Webhook != "" {
		w := webhook{url: c.Notify.Webhook, timeout: c.Notify.Timeout, userAgent: c.UserAgent, wait: retryWait}
		all = append(all, channel{"webhook", w.send})
	}
	if len(c.Notify.Command) > 0 {
		h := hook{argv: c.Notify.Command, timeout: c.Notify.Timeout}
		all = append(all, channel{"command", h.send})
	}
	return all
}

// notify sends what each channel was not told yet. What goes wrong never makes
// the crawl fail: it is said, and the next run tries again.
func (a *app) notify(ctx context.Context, cfg *Config, db store.Store, states map[string]*health.State) {
	for _, c := range cfg.channels() {
		n := newNotice(cfg, c.name, states)
		if len(n.Changes) == 0 {
			continue
		}
		if err := a.notifyOne(ctx, db, c, n); err != nil {
			fmt.Fprintf(a.stdout, "notify: %s: %s; the next run tries again\n", c.name, printable(err.Error()))
		}
	}
}

func (a *app) notifyOne(ctx context.Context, db store.Store, c channel, n notice) error {
	body, err := json.Marshal(n)
	if err != nil {
		return err
	}
	if err := c.send(ctx, append(body, '\n')); err != nil {
		return err
	}
	told := map[string]health.Verdict{}
	for _, x := range n.Changes {
		told[x.Portal] = x.Verdict
	}
	if err := health.Told(ctx, db, c.name, told); err != nil {
		return fmt.Errorf("it was sent, but that could not be noted: %w", err)
	}
	return nil
}

// newNotice is what a channel was not told yet.
func newNotice(cfg *Config, who string, states map[string]*health.State) notice {
	n := notice{Schema: 1, Event: "verdicts", At: time.Now().Round(time.Second), Version: version()}
	var lines []string
	for _, id := range slices.Sorted(maps.Keys(states)) {
		s := states[id]
		x := change{Portal: id, Verdict: s.Verdict, Was: s.ToldOf(who), Since: s.Since, Why: s.Why(), Findings: s.Seen(), Flagged: s.Flagged}
		if x.Verdict == x.Was {
			continue
		}
		if p, ok := cfg.Catalogue.Portal(id); ok {
			x.Outlet = p.Outlet
		}
		line := fmt.Sprintf("%s is %s, was %s", id, x.Verdict, x.Was)
		if x.Why != "" {
			line += ": " + x.Why
		}
		n.Changes, lines = append(n.Changes, x), append(lines, printable(line))
	}
	n.Text = strings.Join(lines, "\n")
	return n
}

// tryNotify sends a test to all channels.
func (a *app) tryNotify(ctx context.Context) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	all := cfg.channels()
	if len(all) == 0 {
		return usagef("nothing to try: the configuration has neither notify.webhook nor notify.command")
	}
	n := notice{Schema: 1, Event: "test", At: time.Now().Round(time.Second), Version: version(), Text: "This is a test of tintinh's notify: no portal has changed.", Changes: []change{}}
	body, err := json.Marshal(n)
	if err != nil {
		return err
	}
	var failed error
	for _, c := range all {
		if err := c.send(ctx, append(body, '\n')); err != nil {
			failed = errors.Join(failed, fmt.Errorf("notify %s: %w", c.name, err))
			continue
		}
		fmt.Fprintf(a.stdout, "notify: %s: delivered\n", c.name)
	}
	return failed
}

package store

import "time"

// Run is the figures of one crawl: they are shown at its end, kept, and are
// what health is judged against.
type Run struct {
	Started time.Time             `json:"started"`
	Ended   time.Time             `json:"ended,omitzero"` // zero: the run did not end in order
	Version string                `json:"version,omitempty"`
	PID     int                   `json:"pid,omitempty"`
	Reason  string                `json:"reason,omitempty"` // why it ended: done, max-time, max-pages, signal, error
	Portals map[string]*PortalRun `json:"portals"`
}

// PortalRun is one portal's part of a run. It balances:
//
//	Discovered = Fetched + sum(Skipped) + Left
//	Discovered = Due + Found
//	Fetched    = New + Edited + Back + Unchanged + NotModified + Sources +
//	             Redirects + Gone + Missing + NoArticle + sum(Errors)
type PortalRun struct {
	Discovered int            `json:"discovered"`
	Due        int            `json:"due"`               // known before, and due in this run
	Found      int            `json:"found"`             // URLs this run saw for the first time, or woke
	Fetched    int            `json:"fetched"`           // URLs asked for, whatever came back
	Skipped    map[string]int `json:"skipped,omitempty"` // by reason: robots, deny, trap …
	Left       int            `json:"left"`              // still due at the end

	New         int            `json:"new"`
	Edited      int            `json:"edited"`
	Back        int            `json:"back,omitempty"`
	Unchanged   int            `json:"unchanged"`
	NotModified int            `json:"not_modified"`
	Sources     int            `json:"sources"` // listings, feeds, sitemaps read
	Redirects   int            `json:"redirects"`
	Gone        int            `json:"gone"`    // became gone
	Missing     int            `json:"missing"` // 404 or 410, not yet gone for sure
	NoArticle   int            `json:"no_article"`
	Duplicates  int            `json:"duplicates"`       // of New and Edited: says what another record says
	Errors      map[string]int `json:"errors,omitempty"` // by kind: timeout, http-500, too-large, challenge …

	Requests int            `json:"requests"`          // at the server, robots.txt included
	Bytes    int64          `json:"bytes"`             // received bodies
	Elapsed  time.Duration  `json:"elapsed"`           // waiting for the server
	Fields   map[string]int `json:"fields,omitempty"`  // articles (new, edited, unchanged) that had the field
	Articles int            `json:"articles"`          // articles extracted, whatever the store made of them
	Newest   time.Time      `json:"newest,omitzero"`   // latest publish time seen
	Blocked  string         `json:"blocked,omitempty"` // why the host was given up, if it was

	Verdict string `json:"verdict,omitempty"` // of health, at the run's end: ok degraded silent broken blocked
	Was     string `json:"was,omitempty"`     // the verdict before, where it is another one
	Why     string `json:"why,omitempty"`     // in words
}

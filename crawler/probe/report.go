package probe

import "time"

// Verdicts on a portal.
const (
	Works   = "works"   // articles were read with title, date and text
	Partly  = "partly"  // articles were found, and some were not read whole
	Nothing = "nothing" // the site answers, and no article was found or read
	Moved   = "moved"   // it redirects to a host that the definition does not have
	Blocked = "blocked" // it refuses, by robots.txt or by what it answers
	Dead    = "dead"    // there is no answer
)

// Report is what was found on one portal. It is one line of probe.ndjson.
type Report struct {
	Portal     string    `json:"portal"`
	Confidence string    `json:"confidence,omitempty"` // of the definition
	At         time.Time `json:"at"`
	Verdict    string    `json:"verdict"`
	Why        string    `json:"why,omitempty"`

	Robots   Answer    `json:"robots"`
	Home     Answer    `json:"home"`
	Sources  []Source  `json:"sources,omitempty"` // of the definition, and those that the site names
	Links    int       `json:"links"`             // distinct links on home page and listing that stay on the site
	Matching int       `json:"matching"`          // of these, what the article pattern takes
	Articles []Article `json:"articles,omitempty"`
	Family   string    `json:"family,omitempty"` // recognised on the articles
	Edits    []Edit    `json:"edits,omitempty"`  // proposed
	Requests int       `json:"requests"`
}

// Answer is what came back for one URL.
type Answer struct {
	URL    string `json:"url"`
	Status int    `json:"status,omitempty"` // 0 = no answer
	Error  string `json:"error,omitempty"`
}

// Source is a feed, sitemap or listing.
type Source struct {
	Answer
	Kind     string `json:"kind"`
	Declared bool   `json:"declared"` // the definition lists it
	Items    int    `json:"items"`    // entries of a feed or sitemap, links of a listing
	Articles int    `json:"articles"` // of these, what the article pattern takes
}

// Article is one page that should be an article.
type Article struct {
	Answer
	ID      string   `json:"id,omitempty"` // record id
	Kind    string   `json:"kind,omitempty"`
	Family  string   `json:"family,omitempty"`
	Filled  []string `json:"filled,omitempty"` // fields of the record
	Missing []string `json:"missing,omitempty"`
	Reason  string   `json:"reason,omitempty"` // why it is no article
}

// Whole reports whether the record has what a reader needs.
func (a Article) Whole() bool {
	need := map[string]bool{"title": true, "published_at": true, "text": true}
	for _, f := range a.Filled {
		delete(need, f)
	}
	return len(need) == 0
}

// Edit is a change of the definition that the site speaks for.
type Edit struct {
	Key string `json:"key"`
	Old string `json:"old,omitempty"`
	New string `json:"new,omitempty"` // "" = remove
	Why string `json:"why"`
}

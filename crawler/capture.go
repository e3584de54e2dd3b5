package crawler

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/warc"
)

// What of the fetched pages is kept, as in the configuration.
const (
	keepAll      = "all"
	keepArticles = "articles"
	keepNone     = "none"
)

// capture archives a response and puts its place into the step that was just
// added. The bytes are on the disk before the store hears of them.
func (v *visit) capture(x *exchange, row store.URL, articleID string) {
	if v.run.Archive == nil || v.run.KeepRaw == keepNone || v.run.KeepRaw == keepArticles && row.Kind != store.ArticlePage {
		return
	}
	s := &v.steps[len(v.steps)-1]
	s.exchange = x
	s.outcome.Capture = &store.Capture{
		Host: row.Host, URL: x.URL, At: x.At.UTC(), Digest: digest(x.Raw),
		Status: x.Status, Kind: row.Kind, ArticleID: articleID,
	}
}

// seenAgain archives that a page was looked at and is what it was, without its
// body. A body that the archive no longer holds is captured again.
func (v *visit) seenAgain(x *exchange, row store.URL) error {
	v.capture(x, row, row.ArticleID)
	s := &v.steps[len(v.steps)-1]
	if s.exchange == nil {
		return nil
	}
	last, held, err := v.held(s)
	if err != nil {
		return err
	}
	sameBytes := x.Status == http.StatusNotModified || last.Digest == s.outcome.Capture.Digest
	if held && !sameBytes || !held && x.Status == http.StatusNotModified {
		s.exchange, s.outcome.Capture = nil, nil // the page is the same, its bytes are not, or there are none
	}
	return nil
}

// held is the last capture of a step's row, if its file is still there.
func (v *visit) held(s *step) (last store.Capture, held bool, err error) {
	u := s.outcome.URL
	last, err = v.run.Store.LastCapture(v.run.background, u.Host, u.Key())
	if errors.Is(err, store.ErrNotFound) {
		return last, false, nil
	}
	return last, err == nil && v.run.Archive.Has(last.File), err
}

// archive writes the captures of a visit and makes them durable.
func (v *visit) archive() error {
	wrote := false
	for i := range v.steps {
		s := &v.steps[i]
		if s.exchange == nil {
			continue
		}
		full, err := v.put(s)
		if err != nil {
			return fmt.Errorf("archive %s: %w", s.exchange.URL, err)
		}
		wrote = wrote || full
	}
	if !wrote { // revisits are nothing that the store relies on
		return nil
	}
	return v.run.Archive.Flush()
}

// put writes a step's exchange. One with the same bytes and meaning as the row's
// last capture is written as a revisit of that, which then stands for it in the
// store. Pages that say that an article is missing are kept each time: a
// rebuild counts them.
func (v *visit) put(s *step) (full bool, err error) {
	x, c := v.record(s), s.outcome.Capture
	last, held, err := v.held(s)
	if err != nil {
		return false, err
	}
	found := c.Status == http.StatusOK && (c.ArticleID != "" || c.Kind != store.ArticlePage)
	same := found && last.Digest == c.Digest && last.Status == c.Status && last.ArticleID == c.ArticleID
	if held && (same || c.Status == http.StatusNotModified) {
		x.Revisit = &warc.Revisit{URL: last.URL, At: last.At, Digest: "sha256:" + last.Digest}
	}
	ref, err := v.run.Archive.Write(x)
	if err != nil {
		return false, err
	}
	c.File, c.Offset, c.Length = ref.File, ref.Offset, ref.Length
	if x.Revisit != nil {
		*c, s.outcome.Capture = last, nil
	}
	if a := s.outcome.Article; a != nil {
		a.Raw = &extract.Raw{File: c.File, Offset: c.Offset, Length: c.Length}
	}
	return x.Revisit == nil, nil
}

// record is the exchange as it is archived. The metadata is what a rebuild of
// the store needs and the page does not say.
func (v *visit) record(s *step) warc.Exchange {
	x, row := s.exchange, s.outcome.URL
	m := map[string]string{"portal": v.portal.ID, "kind": string(row.Kind), "canonical": row.Canonical}
	set := func(name, value string) {
		if value != "" {
			m[name] = strings.Join(strings.Fields(value), " ")
		}
	}
	set("article", s.outcome.Capture.ArticleID)
	set("identity", row.Identity)
	set("via", row.Via)
	if f := row.Feed; f != nil {
		set("feed-url", f.URL)
		set("feed-title", f.Title)
		set("feed-guid", f.GUID)
		if !f.PublishedAt.IsZero() {
			set("feed-published", f.PublishedAt.Format(time.RFC3339))
		}
	}
	return warc.Exchange{
		URL: x.URL, Method: "GET", RequestHeader: x.RequestHeader,
		Proto: x.Proto, Status: x.Status, ResponseHeader: x.ResponseHeader, Body: x.Raw,
		At: x.At, IP: x.IP, Metadata: m,
	}
}

// digest is the hex SHA-256 of a body.
func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

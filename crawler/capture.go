package crawler

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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

// archive writes the captures of a visit and makes them durable.
func (v *visit) archive() error {
	wrote := false
	for i := range v.steps {
		s := &v.steps[i]
		if s.exchange == nil {
			continue
		}
		ref, err := v.run.Archive.Write(v.record(s))
		if err != nil {
			return fmt.Errorf("archive %s: %w", s.exchange.URL, err)
		}
		c := s.outcome.Capture
		c.File, c.Offset, c.Length = ref.File, ref.Offset, ref.Length
		if a := s.outcome.Article; a != nil {
			a.Raw = &extract.Raw{File: ref.File, Offset: ref.Offset, Length: ref.Length}
		}
		wrote = true
	}
	if !wrote {
		return nil
	}
	return v.run.Archive.Flush()
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

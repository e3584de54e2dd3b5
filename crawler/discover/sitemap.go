package discover

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
)

// Limits of the sitemap protocol (sitemaps.org).
const (
	MaxEntries      = 50_000
	MaxSitemapBytes = 50 << 20 // decoded
)

var (
	// ErrNotSitemap is wrapped by errors of ParseSitemap for documents that
	// are no sitemap: an HTML page, a feed, something empty.
	ErrNotSitemap = errors.New("not a sitemap")

	// ErrBroken is wrapped by errors of ParseSitemap that come beside a
	// sitemap: what was read before the break is there.
	ErrBroken = errors.New("the sitemap breaks off")

	// ErrLong is wrapped beside ErrBroken where a document was longer than its
	// limit.
	ErrLong = errors.New("it is too long")
)

// Limit bounds what is taken from one sitemap.
type Limit struct {
	Entries int                    // 0 = MaxEntries
	Bytes   int64                  // decoded; 0 = MaxSitemapBytes
	Own     func(host string) bool // hosts, lower case, whose URLs are taken; nil: the sitemap's own, with and without www
}

// Sitemap is a list of pages, or an index of further sitemaps.
type Sitemap struct {
	Index   bool           // Entries are sitemaps
	Entries []SitemapEntry // in document order, each URL once
	Over    int            // entries past the limit
	Foreign map[string]int // entries of hosts that are not ours, counted by host
	Dropped map[string]int // entries without a usable URL, by reason: see the Drop constants, "no-link", "repeated"
}

// SitemapEntry is one page or sitemap. Times are zero where the text is not
// RFC 3339 with a zone; the text stands beside.
type SitemapEntry struct {
	URL          string // absolute http or https
	LastMod      time.Time
	LastModRaw   string
	Title        string    // news:title
	Published    time.Time // news:publication_date
	PublishedRaw string
	Images       []string // image:loc, absolute
}

// ParseSitemap reads a urlset, an index, or a text file of URLs, plain or
// gzipped (told by its first bytes), as a stream. A document that breaks off,
// or is longer than the limit, gives what was read and an error that wraps
// ErrBroken.
func ParseSitemap(r io.Reader, sitemapURL string, limit Limit) (*Sitemap, error) {
	if limit.Entries == 0 {
		limit.Entries = MaxEntries
	}
	if limit.Bytes == 0 {
		limit.Bytes = MaxSitemapBytes
	}
	if limit.Own == nil {
		limit.Own = sameHost(sitemapURL)
	}
	s := &sitemapReader{limit: limit, resolve: newResolver(sitemapURL), seen: map[string]bool{}}
	err := s.read(bufio.NewReaderSize(r, headSize))
	switch {
	case errors.Is(err, ErrNotSitemap):
		return nil, fmt.Errorf("read sitemap %s: %w", sitemapURL, err)
	case err != nil:
		return &s.sitemap, fmt.Errorf("read sitemap %s: %w after %d entries: %w", sitemapURL, ErrBroken, len(s.sitemap.Entries), err)
	}
	return &s.sitemap, nil
}

// sameHost accepts the host of a URL, with and without www.
func sameHost(address string) func(string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return func(string) bool { return false }
	}
	own := bareHost(u)
	return func(host string) bool { return strings.TrimPrefix(host, "www.") == own }
}

// sitemapReader gathers a sitemap as its document goes by.
type sitemapReader struct {
	limit   Limit
	resolve resolver
	sitemap Sitemap
	seen    map[string]bool
}

func (s *sitemapReader) read(r *bufio.Reader) error {
	var plain io.Reader = r
	if magic, _ := r.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(r)
		if err != nil {
			return fmt.Errorf("%w: it begins like gzip, but: %w", ErrNotSitemap, err)
		}
		plain = z
	}
	capped := &cappedReader{r: plain, left: s.limit.Bytes, limit: s.limit.Bytes}
	text := bufio.NewReaderSize(newDecoder(bufio.NewReaderSize(capped, headSize), ""), headSize)
	head, err := text.Peek(headSize)
	switch kind, at := kindOf(head); kind {
	case xmlDocument:
		if _, err := text.Discard(at); err != nil {
			return err
		}
		return s.readXML(text)
	case emptyDocument:
		if err != nil && err != io.EOF {
			return err
		}
		return fmt.Errorf("%w: it is empty", ErrNotSitemap)
	case htmlDocument:
		return fmt.Errorf("%w: it is an HTML page", ErrNotSitemap)
	case jsonDocument:
		return fmt.Errorf("%w: it is JSON", ErrNotSitemap)
	}
	return s.readText(text)
}

// readText reads one URL a line. A file whose first line is none is no sitemap.
func (s *sitemapReader) readText(r *bufio.Reader) error {
	for first := true; ; {
		line, err := r.ReadSlice('\n')
		text := strings.TrimSpace(string(line))
		for err == bufio.ErrBufferFull { // the URL is too long whatever follows
			_, err = r.ReadSlice('\n')
		}
		if text != "" {
			if first && !strings.HasPrefix(text, "http://") && !strings.HasPrefix(text, "https://") {
				return fmt.Errorf("%w: it is neither XML nor a list of URLs", ErrNotSitemap)
			}
			first = false
			s.add(SitemapEntry{URL: text})
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// add takes an entry whose URL is as the document has it.
func (s *sitemapReader) add(e SitemapEntry) {
	u, drop := "", "no-link"
	if e.URL != "" {
		u, drop = s.resolve.resolve(e.URL)
	}
	parsed, err := url.Parse(u)
	switch {
	case drop == "" && err != nil:
		drop = DropInvalid
	case drop == "" && s.seen[u]:
		drop = "repeated"
	}
	if drop != "" {
		count(&s.sitemap.Dropped, drop)
		return
	}
	if host := strings.ToLower(parsed.Host); !s.limit.Own(host) {
		s.foreign(host)
		return
	}
	if len(s.sitemap.Entries) >= s.limit.Entries {
		s.sitemap.Over++
		return
	}
	s.seen[u] = true
	e.URL = u
	s.sitemap.Entries = append(s.sitemap.Entries, e)
}

// maxForeign is how many foreign hosts are told apart; more go under "…".
const maxForeign = 100

func (s *sitemapReader) foreign(host string) {
	if _, known := s.sitemap.Foreign[host]; !known && len(s.sitemap.Foreign) >= maxForeign {
		host = "…"
	}
	count(&s.sitemap.Foreign, host)
}

func count(m *map[string]int, key string) {
	if *m == nil {
		*m = map[string]int{}
	}
	(*m)[key]++
}

// cappedReader fails, rather than ends, where a document is longer than its
// limit: a sitemap cut short must not look whole. It repeats its error, for
// bufio.Reader.Peek forgets one.
type cappedReader struct {
	r           io.Reader
	left, limit int64
	err         error
}

func (c *cappedReader) Read(p []byte) (n int, err error) {
	switch {
	case c.err != nil:
		return 0, c.err
	case c.left > 0:
		n, c.err = c.r.Read(p[:min(int64(len(p)), c.left)])
		c.left -= int64(n)
		return n, c.err
	}
	var one [1]byte
	if n, c.err = c.r.Read(one[:]); n > 0 {
		c.err = fmt.Errorf("%w: more than %d bytes", ErrLong, c.limit)
	}
	return 0, c.err
}

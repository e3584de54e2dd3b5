package discover

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/rss"
	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

// ErrNotFeed is wrapped by errors of ParseFeed for documents that are no feed:
// an error page, a login form, something empty.
var ErrNotFeed = errors.New("not a feed")

// MaxItems is how many items are taken from one feed.
const MaxItems = 10_000

// maxNesting bounds the depth of a feed's elements: gofeed descends into
// extensions by recursion.
const maxNesting = 5000

// Feed is an RSS, RDF, Atom or JSON feed.
type Feed struct {
	Format     string // rss, atom, json
	Title      string
	TTL        time.Duration // how long the feed may be kept; 0 = it does not say
	Updated    time.Time     // zero if it does not say, or says it in no known form
	UpdatedRaw string
	Items      []FeedItem
	Dropped    map[string]int // items left out, by reason: see the Drop constants, and "no-link", "repeated"
	Broken     string         // why the end of the feed could not be read; empty if it could
}

// FeedItem is one entry of a feed. Times are zero where the feed's text is in
// no form of RFC 822, 5322 or 3339 or has no zone; the text stands beside.
type FeedItem struct {
	URL          string // absolute http or https
	GUID         string
	Title        string // plain text, NFC
	Published    time.Time
	PublishedRaw string
	Updated      time.Time
	UpdatedRaw   string
}

// ParseFeed reads a feed from the bytes of a response; feedURL is what its
// links are relative to. Charsets, NUL, stray text before the feed and
// undeclared entities are seen to. A feed that breaks off gives the items
// before the break, and says so in Broken.
func ParseFeed(body []byte, contentType, feedURL string) (*Feed, error) {
	if utf8.Valid(body) && !bytes.HasPrefix(body, []byte("<\x00")) && !bytes.HasPrefix(body, []byte("\x00<")) {
		contentType = "text/xml; charset=utf-8" // whatever anybody says
	}
	text, err := io.ReadAll(newDecoder(bufio.NewReaderSize(bytes.NewReader(body), headSize), contentType))
	if err != nil {
		return nil, fmt.Errorf("decode feed %s: %w", feedURL, err)
	}
	kind, at := kindOf(text[:min(len(text), headSize)])
	switch kind {
	case emptyDocument:
		return nil, fmt.Errorf("read feed %s: %w: it is empty", feedURL, ErrNotFeed)
	case htmlDocument:
		return nil, fmt.Errorf("read feed %s: %w: it is an HTML page", feedURL, ErrNotFeed)
	case otherDocument:
		return nil, fmt.Errorf("read feed %s: %w: it is neither XML nor JSON", feedURL, ErrNotFeed)
	}
	parsed, broken, err := parseFeed(withoutDeclaration(text[at:]))
	if err != nil {
		return nil, fmt.Errorf("read feed %s: %w: %w", feedURL, ErrNotFeed, err)
	}
	if kind == jsonDocument && len(parsed.Items) == 0 && !strings.Contains(parsed.FeedVersion, "jsonfeed") {
		return nil, fmt.Errorf("read feed %s: %w: it is JSON of another kind", feedURL, ErrNotFeed)
	}
	return newFeed(parsed, broken, newResolver(feedURL)), nil
}

// withoutDeclaration removes <?xml …?>, whose encoding no longer holds.
func withoutDeclaration(text []byte) []byte {
	if bytes.HasPrefix(text, []byte("<?xml")) {
		if _, rest, ok := bytes.Cut(text, []byte("?>")); ok {
			return rest
		}
	}
	return text
}

// parseFeed has gofeed read the text; where that fails, what comes before the
// end of the last whole item.
func parseFeed(text []byte) (f *gofeed.Feed, broken string, err error) {
	if nesting(text) > maxNesting {
		return nil, "", fmt.Errorf("elements are nested deeper than %d", maxNesting)
	}
	parser := gofeed.NewParser()
	parser.KeepOriginalFeed = true
	f, err = parser.Parse(bytes.NewReader(text))
	if err == nil {
		return f, "", nil
	}
	for _, tail := range []struct{ item, feed string }{
		{"</item>", "</channel></rss>"}, {"</item>", "</rdf:RDF>"}, {"</entry>", "</feed>"},
	} {
		at := bytes.LastIndex(text, []byte(tail.item))
		if at < 0 {
			continue
		}
		whole := append(bytes.Clone(text[:at+len(tail.item)]), tail.feed...)
		if f, again := parser.Parse(bytes.NewReader(whole)); again == nil {
			return f, err.Error(), nil
		}
	}
	return nil, "", err
}

// nesting is an upper bound of the depth of a document's elements, found in
// one pass.
func nesting(text []byte) int {
	depth, deepest := 0, 0
	for {
		at := bytes.IndexByte(text, '<')
		if at < 0 {
			return deepest
		}
		text = text[at+1:]
		tag := text
		if end := bytes.IndexAny(text, "<>"); end >= 0 {
			tag = text[:end]
		}
		switch {
		case bytes.HasPrefix(text, []byte("![CDATA[")):
			end := bytes.Index(text, []byte("]]>"))
			if end < 0 {
				return deepest
			}
			text = text[end:]
		case bytes.HasPrefix(tag, []byte("/")):
			depth = max(0, depth-1)
		case !bytes.HasPrefix(tag, []byte("!")) && !bytes.HasPrefix(tag, []byte("?")) && !bytes.HasSuffix(tag, []byte("/")):
			depth++
			deepest = max(deepest, depth)
		}
	}
}

func newFeed(parsed *gofeed.Feed, broken string, r resolver) *Feed {
	f := &Feed{
		Format: parsed.FeedType, Title: plainText(parsed.Title), Broken: broken,
		UpdatedRaw: strings.TrimSpace(parsed.Updated),
	}
	f.Updated = parseDate(f.UpdatedRaw)
	if original, ok := parsed.OriginalFeed().(*rss.Feed); ok {
		if minutes, err := strconv.Atoi(strings.TrimSpace(original.TTL)); err == nil && minutes > 0 {
			f.TTL = time.Duration(min(minutes, 7*24*60)) * time.Minute
		}
	}
	seen := map[string]bool{}
	for _, item := range parsed.Items {
		switch u, drop := itemURL(item, r); {
		case drop != "":
			f.drop(drop)
		case seen[u]:
			f.drop("repeated")
		case len(f.Items) == MaxItems:
			f.drop(DropLimit)
		default:
			seen[u] = true
			f.Items = append(f.Items, newItem(item, u))
		}
	}
	return f
}

func (f *Feed) drop(reason string) {
	if f.Dropped == nil {
		f.Dropped = map[string]int{}
	}
	f.Dropped[reason]++
}

func newItem(item *gofeed.Item, u string) FeedItem {
	i := FeedItem{
		URL: u, GUID: strings.TrimSpace(item.GUID), Title: plainText(item.Title),
		PublishedRaw: strings.TrimSpace(item.Published), UpdatedRaw: strings.TrimSpace(item.Updated),
	}
	i.Published, i.Updated = parseDate(i.PublishedRaw), parseDate(i.UpdatedRaw)
	return i
}

// itemURL is where an item leads: its link, else a GUID that is a web address.
func itemURL(item *gofeed.Item, r resolver) (u, drop string) {
	link := strings.TrimSpace(item.Link)
	if guid := strings.TrimSpace(item.GUID); link == "" && (strings.HasPrefix(guid, "http://") || strings.HasPrefix(guid, "https://")) {
		link = guid
	}
	if link == "" {
		return "", "no-link"
	}
	return r.resolve(strings.ReplaceAll(link, "&amp;", "&")) // escaped twice
}

// plainText takes a title that may be HTML once more: its text without tags.
// The feed's own escaping is already undone.
func plainText(s string) string {
	if strings.ContainsAny(s, "<&") {
		s = withoutTags(s, true)
	}
	if strings.Contains(s, "<") { // it was escaped twice
		s = withoutTags(s, false)
	}
	return norm.NFC.String(strings.Join(strings.Fields(strings.ToValidUTF8(s, "\ufffd")), " "))
}

func withoutTags(s string, unescape bool) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			text := string(z.Raw())
			if unescape {
				text = html.UnescapeString(text)
			}
			b.WriteString(text)
		}
	}
}

package robots

import (
	"bytes"
	"encoding/binary"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	// ParseLimit is how much of a file is read: lines that begin in its first
	// 500 KiB (RFC 9309 section 2.5 asks for at least that).
	ParseLimit = 500 << 10

	// FetchLimit is how many bytes a caller need hand in: the parsed part and
	// the rest of its last line.
	FetchLimit = ParseLimit + maxLine + 1

	maxLine     = 2083*8 - 1 // octets of a line that count, as in google/robotstxt
	maxSitemaps = 1000
	maxDelay    = 30 * 24 * time.Hour // longer delays are this long
)

// Parse reads a robots.txt for one crawler, named by its user agent or product
// token. All groups that name the token make one group; if there is none, all
// groups for "*" do. It never fails: what is not understood is counted in
// Rules.Ignored, and a file without rules allows everything. The body may be
// UTF-8, or UTF-16 with a byte order mark.
func Parse(body []byte, userAgentOrToken string) *Rules {
	p := parser{token: Token(userAgentOrToken)}
	truncated := false
	text := decode(body)
	for start := 0; start < len(text); {
		if start >= ParseLimit {
			truncated = true
			break
		}
		end, next := lineEnd(text, start)
		p.line(string(text[start:min(end, start+maxLine)]))
		start = next
	}
	r := p.rules()
	r.Truncated = truncated
	return r
}

// decode removes the byte order mark, whole or cut short.
func decode(body []byte) []byte {
	switch {
	case bytes.HasPrefix(body, []byte{0xff, 0xfe}):
		return fromUTF16(body[2:], binary.LittleEndian)
	case bytes.HasPrefix(body, []byte{0xfe, 0xff}):
		return fromUTF16(body[2:], binary.BigEndian)
	}
	for _, c := range []byte{0xef, 0xbb, 0xbf} {
		if len(body) == 0 || body[0] != c {
			break
		}
		body = body[1:]
	}
	return body
}

func fromUTF16(body []byte, order binary.ByteOrder) []byte {
	body = body[:min(len(body), 2*FetchLimit)]
	units := make([]uint16, 0, len(body)/2)
	for i := 0; i+1 < len(body); i += 2 {
		units = append(units, order.Uint16(body[i:]))
	}
	return []byte(string(utf16.Decode(units)))
}

// lineEnd finds the end of the line that begins at start, and the beginning of
// the next: lines end with LF, CR or CRLF.
func lineEnd(text []byte, start int) (end, next int) {
	at := bytes.IndexAny(text[start:], "\r\n")
	if at < 0 {
		return len(text), len(text)
	}
	end = start + at
	if text[end] == '\r' && end+1 < len(text) && text[end+1] == '\n' {
		return end, end + 2
	}
	return end, end + 1
}

// parser gathers what is said to our token, and to everybody, line by line.
type parser struct {
	token      string
	own, every group
	inOwn      bool // the open group names our token
	inEvery    bool // the open group is for everybody
	ruled      bool // the open group has a rule: the next User-agent begins another
	sitemaps   []string
	ignored    int
}

type group struct {
	seen  bool
	rules []Rule
	delay time.Duration
}

func (p *parser) line(line string) {
	line = strings.ReplaceAll(line, "\x00", "")
	key, value, ok := splitLine(line)
	if !ok {
		if text, _, _ := strings.Cut(line, "#"); strings.TrimSpace(text) != "" {
			p.ignored++
		}
		return
	}
	switch f := fieldOf(key); f {
	case agentField:
		p.agent(value)
	case allowField, disallowField:
		p.rule(f == allowField, key, value)
	case sitemapField:
		p.sitemap(value)
	case delayField:
		p.delay(value)
	default:
		p.ignored++
	}
}

func (p *parser) agent(value string) {
	if p.ruled {
		p.inOwn, p.inEvery, p.ruled = false, false, false
	}
	switch token := Token(value); {
	case isEverybody(value):
		p.inEvery, p.every.seen = true, true
	case token != "" && strings.EqualFold(token, p.token):
		p.inOwn, p.own.seen = true, true
	}
}

// rule adds a rule to the open group. Sitemap, Crawl-delay and unknown lines
// do not end the list of agents before it (RFC 9309 section 2.2.4).
func (p *parser) rule(allow bool, key, value string) {
	p.ruled = true // in a group for others too: the next User-agent begins anew
	if value == "" {
		return // an empty path matches nothing
	}
	if p.inOwn {
		p.own.rules = append(p.own.rules, newRule(allow, key, value))
	}
	if p.inEvery {
		p.every.rules = append(p.every.rules, newRule(allow, key, value))
	}
}

// delay takes seconds, with decimals; anything else is ignored. Of several the
// longest counts.
func (p *parser) delay(value string) {
	seconds, err := strconv.ParseFloat(value, 64)
	if err != nil || strings.Trim(value, "0123456789.") != "" {
		p.ignored++
		return
	}
	d := time.Duration(min(seconds, maxDelay.Seconds()) * float64(time.Second))
	if p.inOwn {
		p.own.delay = max(p.own.delay, d)
	}
	if p.inEvery {
		p.every.delay = max(p.every.delay, d)
	}
}

func (p *parser) sitemap(value string) {
	u, err := url.Parse(value)
	absolute := err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
	if !absolute || !utf8.ValidString(value) || len(p.sitemaps) == maxSitemaps {
		p.ignored++
		return
	}
	if !slices.Contains(p.sitemaps, value) {
		p.sitemaps = append(p.sitemaps, value)
	}
}

func (p *parser) rules() *Rules {
	r := &Rules{Sitemaps: p.sitemaps, Ignored: p.ignored}
	g := p.every
	if g.seen {
		r.Agent = "*"
	}
	if p.own.seen {
		g, r.Agent = p.own, p.token
	}
	r.CrawlDelay, r.Rules = g.delay, g.rules
	r.sort()
	return r
}

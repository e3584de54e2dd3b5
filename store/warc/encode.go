package warc

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	profileNotModified = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
	profileIdentical   = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
	conformsTo         = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
)

// PayloadDigest is the digest of a body as it stands in WARC-Payload-Digest:
// "sha256:" and 64 hex digits, the spelling of warcio and of the common crawlers.
func PayloadDigest(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// record is one record on its way into a file.
type record struct {
	fields [][2]string // in the order of writing, without Content-Length and block digest
	block  []byte
}

// bytes is the uncompressed form.
func (r record) bytes() []byte {
	var b bytes.Buffer
	b.Grow(len(r.block) + 1024)
	b.WriteString("WARC/1.1\r\n")
	for _, f := range r.fields {
		writeField(&b, f[0], f[1])
	}
	writeField(&b, "WARC-Block-Digest", PayloadDigest(r.block))
	writeField(&b, "Content-Length", strconv.Itoa(len(r.block)))
	b.WriteString("\r\n")
	b.Write(r.block)
	b.WriteString("\r\n\r\n")
	return b.Bytes()
}

// records of one exchange, the response or revisit first.
func (x *Exchange) records() []record {
	id := newID()
	date := warcDate(x.At)
	uri := escapeURI(x.URL)
	rs := []record{x.response(id, date, uri), {
		fields: [][2]string{
			{"WARC-Type", "request"},
			{"WARC-Record-ID", newID()},
			{"WARC-Date", date},
			{"WARC-Target-URI", uri},
			{"WARC-Concurrent-To", id},
			{"Content-Type", "application/http; msgtype=request"},
		},
		block: x.requestBlock(),
	}}
	if len(x.Metadata) > 0 {
		rs = append(rs, record{
			fields: [][2]string{
				{"WARC-Type", "metadata"},
				{"WARC-Record-ID", newID()},
				{"WARC-Date", date},
				{"WARC-Target-URI", uri},
				{"WARC-Concurrent-To", id},
				{"Content-Type", "application/warc-fields"},
			},
			block: fieldsBlock(x.Metadata),
		})
	}
	return rs
}

// response is the response record, or the revisit record without the body.
func (x *Exchange) response(id, date, uri string) record {
	r := record{fields: [][2]string{
		{"WARC-Type", "response"},
		{"WARC-Record-ID", id},
		{"WARC-Date", date},
		{"WARC-Target-URI", uri},
		{"Content-Type", "application/http; msgtype=response"},
	}}
	if ip, err := x.ip(); err == nil && ip != "" {
		r.add("WARC-IP-Address", ip)
	}
	if strings.HasPrefix(x.Proto, "HTTP/2") {
		r.add("WARC-Protocol", "h2") // the block is written in the syntax of HTTP/1.1, which all readers know
	}
	if x.Truncated != "" {
		r.add("WARC-Truncated", x.Truncated)
	}
	if x.Revisit == nil {
		r.add("WARC-Payload-Digest", PayloadDigest(x.Body))
		r.block = append(x.responseHead(true), x.Body...)
		return r
	}
	r.fields[0][1] = "revisit"
	x.addRevisit(&r, uri)
	r.block = x.responseHead(false)
	return r
}

func (x *Exchange) addRevisit(r *record, uri string) {
	profile, digest := profileIdentical, x.Revisit.Digest
	if x.Status == http.StatusNotModified {
		profile = profileNotModified
	} else if digest == "" {
		digest = PayloadDigest(x.Body)
	}
	r.add("WARC-Profile", profile)
	if digest != "" {
		r.add("WARC-Payload-Digest", digest)
	}
	if x.Revisit.URL != "" {
		uri = escapeURI(x.Revisit.URL)
	}
	r.add("WARC-Refers-To-Target-URI", uri)
	r.add("WARC-Refers-To-Date", warcDate(x.Revisit.At))
}

func (r *record) add(name, value string) { r.fields = append(r.fields, [2]string{name, value}) }

// requestBlock is the request as it went out, as far as it is known.
func (x *Exchange) requestBlock() []byte {
	method := x.Method
	if method == "" {
		method = http.MethodGet
	}
	target, host := "/", ""
	if u, err := url.Parse(x.URL); err == nil { // checked by check
		target, host = u.RequestURI(), u.Host
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s %s\r\n", method, escapeURI(target), httpVersion(x.Proto))
	if x.RequestHeader.Get("Host") == "" {
		writeField(&b, "Host", host)
	}
	writeHeader(&b, x.RequestHeader)
	b.WriteString("\r\n")
	return b.Bytes()
}

// responseHead is the status line and header. Where the body follows, the
// header must fit it, or readers would wait for chunks or bytes that are not
// there: the transfer coding that was removed and a length that is not the
// body's move to X-Crawler-… names, as in the files of Common Crawl.
func (x *Exchange) responseHead(body bool) []byte {
	h := x.ResponseHeader.Clone()
	if h == nil {
		h = http.Header{}
	}
	move(h, "Transfer-Encoding")
	if body {
		if n := strconv.Itoa(len(x.Body)); h.Get("Content-Length") != "" && !slices.Equal(h["Content-Length"], []string{n}) {
			move(h, "Content-Length")
			h.Set("Content-Length", n)
		}
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %03d %s\r\n", httpVersion(x.Proto), x.Status, http.StatusText(x.Status))
	writeHeader(&b, h)
	b.WriteString("\r\n")
	return b.Bytes()
}

func move(h http.Header, name string) {
	if v, ok := h[name]; ok {
		h["X-Crawler-"+name] = v
		delete(h, name)
	}
}

func httpVersion(proto string) string {
	if proto == "HTTP/1.0" {
		return proto
	}
	return "HTTP/1.1"
}

func fieldsBlock(fields map[string]string) []byte {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		writeField(&b, name, fields[name])
	}
	return b.Bytes()
}

// writeHeader writes the fields sorted by name: Go does not keep their order.
func writeHeader(b *bytes.Buffer, h http.Header) {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, v := range h[name] {
			writeField(b, name, v)
		}
	}
}

// oneLine keeps a value from ending its line: what follows would be read as
// another field. HTTP allows a server to be read so (RFC 9110 section 5.5).
var oneLine = strings.NewReplacer("\r", " ", "\n", " ", "\x00", " ")

func writeField(b *bytes.Buffer, name, value string) {
	b.WriteString(oneLine.Replace(name))
	b.WriteString(": ")
	b.WriteString(oneLine.Replace(value))
	b.WriteString("\r\n")
}

// escapeURI percent-encodes what may not stand in a URI and would break a line.
func escapeURI(raw string) string {
	var b strings.Builder
	for i := range len(raw) {
		if c := raw[i]; c <= ' ' || c >= 0x7f || c == '<' || c == '>' || c == '"' {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// warcDate is UTC with up to nine digits of a second, as WARC/1.1 allows.
func warcDate(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// newID is a random UUID (RFC 9562 version 4) as a URN in angle brackets.
func newID() string {
	var u [16]byte
	rand.Read(u[:]) // never fails (Go 1.24)
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("<urn:uuid:%x-%x-%x-%x-%x>", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

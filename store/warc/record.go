package warc

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

// Record is one record of a file.
type Record struct {
	Version string               // WARC/1.1
	Header  textproto.MIMEHeader // all named fields; Get takes any case
	Block   []byte               // nil where TooLarge
	Offset  int64                // in the file; −1 where the record does not begin a gzip member, so that it cannot be sought
	Length  int64                // in the file, as stored; −1 where the gzip member holds further records

	TooLarge bool // the block is longer than Reader.MaxBlock

	Type string    // warcinfo response request metadata revisit resource conversion continuation
	ID   string    // WARC-Record-ID
	URL  string    // WARC-Target-URI, without the angle brackets of old files
	At   time.Time // WARC-Date; zero where it cannot be read
}

// named fills the fields that have a name of their own.
func (rec *Record) named() error {
	rec.Type = strings.ToLower(rec.Header.Get("WARC-Type"))
	if rec.Type == "" {
		return errors.New("WARC-Type is missing")
	}
	rec.ID = rec.Header.Get("WARC-Record-ID")
	rec.URL = strings.TrimSuffix(strings.TrimPrefix(rec.Header.Get("WARC-Target-URI"), "<"), ">")
	if at, err := time.Parse(time.RFC3339, rec.Header.Get("WARC-Date")); err == nil {
		rec.At = at.UTC()
	}
	return nil
}

// Response is the HTTP answer that a response, revisit or resource record
// holds. Body has transfer and content coding removed, and is cut nowhere: a
// body that would be longer than MaxBody is an error. A revisit has no body.
func (rec *Record) Response() (status int, header http.Header, body []byte, err error) {
	fail := func(err error) (int, http.Header, []byte, error) {
		return status, header, nil, fmt.Errorf("%s record of %s: %w", rec.Type, rec.URL, err)
	}
	if rec.TooLarge {
		return fail(ErrTooLarge)
	}
	kind := strings.ToLower(rec.Header.Get("Content-Type"))
	switch {
	case rec.Type == "resource":
		return http.StatusOK, http.Header{"Content-Type": {rec.Header.Get("Content-Type")}}, rec.Block, nil
	case rec.Type != "response" && rec.Type != "revisit":
		return fail(errors.New("holds no response"))
	case kind != "" && !strings.HasPrefix(kind, "application/http"):
		return fail(fmt.Errorf("holds %s, want application/http", kind))
	case rec.Type == "revisit" && len(rec.Block) == 0:
		return 0, http.Header{}, nil, nil
	}
	status, header, raw, err := parseHTTP(rec.Block)
	if err != nil {
		return fail(err)
	}
	if len(raw) == 0 {
		return status, header, nil, nil
	}
	if body, err = decode(raw, header); err != nil {
		return fail(err)
	}
	return status, header, body, nil
}

// Payload is the body of a response record as it stands in the file, content
// coding and all: what WARC-Payload-Digest is the digest of.
func (rec *Record) Payload() ([]byte, error) {
	if rec.TooLarge {
		return nil, ErrTooLarge
	}
	_, _, raw, err := parseHTTP(rec.Block)
	return raw, err
}

// Fields are the named fields of a warcinfo or metadata record's block.
func (rec *Record) Fields() (map[string]string, error) {
	fields := map[string]string{}
	for line := range bytes.Lines(rec.Block) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok {
			return nil, fmt.Errorf("%s record at byte %d: the line %.60q has no colon", rec.Type, rec.Offset, line)
		}
		fields[string(name)] = string(bytes.TrimSpace(value))
	}
	return fields, nil
}

// parseHTTP splits a block into status, header and body. Lines may end in LF;
// a line of the header that is no field is passed over, as browsers do.
func parseHTTP(block []byte) (status int, h http.Header, body []byte, err error) {
	line, rest, _ := bytes.Cut(block, []byte("\n"))
	proto, after, _ := strings.Cut(string(bytes.TrimRight(line, "\r")), " ")
	code, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	status, err = strconv.Atoi(code)
	if err != nil || status < 100 || status > 999 || !strings.Contains(proto, "/") && proto != "ICY" {
		return 0, nil, nil, fmt.Errorf("the block begins with %.60q, want an HTTP status line", line)
	}
	h = http.Header{}
	last := ""
	for {
		if line, rest, _ = bytes.Cut(rest, []byte("\n")); len(line) == 0 && len(rest) == 0 {
			return status, h, nil, nil
		}
		line = bytes.TrimRight(line, "\r")
		if len(line) == 0 {
			return status, h, rest, nil
		}
		if v := h[last]; (line[0] == ' ' || line[0] == '\t') && len(v) > 0 { // folded
			v[len(v)-1] += " " + string(bytes.TrimSpace(line))
			continue
		}
		if name, value, ok := bytes.Cut(line, []byte(":")); ok {
			last = textproto.CanonicalMIMEHeaderKey(string(bytes.TrimSpace(name)))
			h.Add(last, string(bytes.TrimSpace(value)))
		}
	}
}

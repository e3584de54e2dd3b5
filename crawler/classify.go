package crawler

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// answer is what an exchange means, before its page is read.
type answer string

const (
	answerPage        answer = "page"
	answerNotModified answer = "not-modified"
	answerRedirect    answer = "redirect"
	answerMissing     answer = "missing"   // 404, 410
	answerLimited     answer = "limited"   // slow down: 429, 503 with Retry-After
	answerForbidden   answer = "forbidden" // 401, 403, 451
	answerChallenge   answer = "challenge" // a script shell instead of the page
	answerFailed      answer = "failed"
)

// classify says what an answer means, and the stable word for it where it is
// counted as an error.
func classify(status int, header http.Header, body []byte) (a answer, kind string) {
	kind = "http-" + strconv.Itoa(status)
	switch status {
	case http.StatusOK, http.StatusNonAuthoritativeInfo:
		switch {
		case isChallenge(header, body):
			return answerChallenge, kindChallenge
		case len(bytes.TrimSpace(body)) == 0:
			return answerFailed, kindEmpty
		}
		return answerPage, ""
	case http.StatusNotModified:
		return answerNotModified, ""
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		if header.Get("Location") == "" {
			return answerFailed, kind
		}
		return answerRedirect, ""
	case http.StatusNotFound, http.StatusGone:
		return answerMissing, ""
	case http.StatusTooManyRequests:
		return answerLimited, kind
	case http.StatusServiceUnavailable:
		if kind := turnedAway(header, body); kind != "" {
			return answerChallenge, kind
		}
		if header.Get("Retry-After") != "" {
			return answerLimited, kind
		}
		return answerFailed, kind
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusUnavailableForLegalReasons:
		if kind := turnedAway(header, body); kind != "" {
			return answerChallenge, kind
		}
		return answerForbidden, kind
	}
	return answerFailed, kind
}

// isCut reports whether a page may have lost its end: nothing said how long
// it is, and it does not end like a page. A gzip body knows its own end.
func isCut(x *exchange) bool {
	if !x.unframed || x.ResponseHeader.Get("Content-Encoding") != "" {
		return false
	}
	tail := bytes.ToLower(x.Body[max(0, len(x.Body)-4<<10):])
	isPage := bytes.Contains(bytes.ToLower(x.Body[:min(len(x.Body), 4<<10)]), []byte("<html"))
	return isPage && !bytes.Contains(tail, []byte("</html")) && !bytes.Contains(tail, []byte("</body"))
}

const maxShell = 2 << 10 // bytes; the shells seen are 177 to 900

var shellScript = words(`(?i)document\s*\.\s*cookie|location\s*\.\s*(?:reload|replace|assign|href)|(?:window|document)\s*\.\s*location\s*=`)

// isChallenge recognises an answer that a browser's script is to replace: a
// small page with a script that sets a cookie or reloads, and no text. It is
// served under any content type, for feeds too. A captcha beside readable
// text is none.
func isChallenge(header http.Header, body []byte) bool {
	if strings.EqualFold(header.Get("Cf-Mitigated"), "challenge") {
		return true
	}
	return len(body) <= maxShell && shellScript().Match(body) && len(shownText(body, maxShell)) < 60
}

// turnedAway names what stands in the way where a status says no already.
func turnedAway(header http.Header, body []byte) string {
	if isChallenge(header, body) {
		return kindChallenge
	}
	switch kind, _ := unmask(body); kind {
	case kindChallenge, kindCaptcha, kindBlockPage:
		return kind
	}
	return ""
}

// shownText is what a browser without scripts would show, as far as it goes in
// limit bytes.
func shownText(page []byte, limit int) string {
	z := html.NewTokenizer(bytes.NewReader(page))
	var b strings.Builder
	hidden := ""
	for b.Len() <= limit {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken:
			name, _ := z.TagName()
			switch s := string(name); s {
			case "script", "style", "title", "noscript", "template":
				if hidden == "" {
					hidden = s
				}
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == hidden {
				hidden = ""
			}
		case html.TextToken:
			if text := bytes.TrimSpace(z.Text()); hidden == "" && len(text) > 0 {
				b.Write(text)
				b.WriteByte('\n')
			}
		}
	}
	return b.String()
}

const maxSoftMissing = 2000 // bytes of text; the error pages seen have fewer

var softMissing = words(`(?i)không tìm thấy|không tồn tại|đã bị (?:xóa|xoá|gỡ)|(?:page|article|resource)(?: you requested)?(?: was| is)? (?:not|no longer) (?:found|available)|does not exist|\b(?:lỗi|error) 404\b|\b404\b.{0,20}not found`)

// isSoftMissing recognises a page that says "not found" under status 200. It
// wants the words, and little else on the page: a page whose article could
// not be read after a redesign must not count as removed.
func isSoftMissing(page []byte) bool {
	text := shownText(page, maxSoftMissing)
	return len(text) <= maxSoftMissing && softMissing().MatchString(text)
}

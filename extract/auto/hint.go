package auto

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// hint is what an element's tag, class and id say of its content.
type hint uint32

const (
	hintFurniture hint = 1 << iota
	hintFooter         // furniture however much text it holds
	hintSlight         // furniture only where it holds next to no text: "steady-paywall" around the article
	hintHidden
	hintCaption
	hintLead
	hintAuthor
	hintDate
	hintClock
	hintTags
	hintPath
	hintTitle
	hintViews
	hintText // named for the article's text
	hintCentre
	hintRight
	hintBold
)

// words of class and id names, whole. A name is cut at everything that is no
// letter or digit and where lower case turns to upper.
var hintWords = map[string]hint{
	"nav": hintFurniture, "navbar": hintFurniture, "navigation": hintFurniture, "menu": hintFurniture, "footer": hintFooter | hintFurniture, "copyright": hintFooter | hintFurniture,
	"sidebar": hintFurniture, "related": hintFurniture, "relate": hintFurniture, "relates": hintFurniture, "relatednews": hintFurniture,
	"recommend": hintFurniture, "recommended": hintFurniture, "recommendation": hintFurniture, "readmore": hintFurniture,
	"lienquan": hintFurniture, "tinlienquan": hintFurniture, "tinkhac": hintFurniture, "cungchuyenmuc": hintFurniture,
	"docthem": hintFurniture, "xemthem": hintFurniture, "tinmoi": hintFurniture, "xemnhieu": hintFurniture, "docnhieu": hintFurniture,
	"popular": hintFurniture, "trending": hintFurniture, "mostread": hintFurniture, "mostview": hintFurniture,
	"share": hintFurniture, "shares": hintFurniture, "sharing": hintFurniture, "sharebox": hintFurniture, "linkshare": hintFurniture,
	"social": hintFurniture, "socials": hintFurniture, "sociallinks": hintFurniture, "addthis": hintFurniture, "sharethis": hintFurniture,
	"comment": hintFurniture, "comments": hintFurniture, "commentlist": hintFurniture, "disqus": hintFurniture, "binhluan": hintFurniture,
	"respond": hintFurniture, "ykien": hintFurniture, "feedback": hintFurniture,
	"ad": hintFurniture, "ads": hintFurniture, "adv": hintFurniture, "advert": hintFurniture, "advertisement": hintFurniture,
	"adsbygoogle": hintFurniture, "adbox": hintFurniture, "quangcao": hintFurniture, "banner": hintFurniture, "banners": hintFurniture,
	"sponsor": hintFurniture, "sponsored": hintFurniture, "promo": hintFurniture, "promotion": hintFurniture, "outbrain": hintFurniture, "taboola": hintFurniture,
	"popup": hintFurniture, "modal": hintFurniture, "login": hintFurniture, "cookie": hintFurniture, "cookies": hintFurniture,
	"consent": hintFurniture, "gdpr": hintFurniture, "newsletter": hintFurniture, "subscribe": hintFurniture, "subscription": hintSlight, "paywall": hintSlight,
	"rating": hintFurniture, "vote": hintFurniture, "danhgia": hintFurniture, "poll": hintFurniture, "pagination": hintFurniture, "paging": hintFurniture,
	"pager": hintFurniture, "search": hintFurniture, "timkiem": hintFurniture, "toolbar": hintFurniture, "tools": hintFurniture,
	"calendar": hintFurniture, "print": hintFurniture, "disclaimer": hintFurniture,
	"toc": hintSlight, "mucluc": hintSlight, "screenreader": hintFurniture, "skip": hintFurniture, "tooltip": hintFurniture,

	"caption": hintCaption, "figcaption": hintCaption, "chuthich": hintCaption, "photocaption": hintCaption,
	"imgcaption": hintCaption, "imagecaption": hintCaption, "pcaption": hintCaption,

	"sapo": hintLead, "lead": hintLead, "lede": hintLead, "standfirst": hintLead, "summary": hintLead, "desc": hintLead,
	"description": hintLead, "intro": hintLead, "introtext": hintLead, "hometext": hintLead, "tomtat": hintLead, "dek": hintLead,
	"deck": hintLead, "chapeau": hintLead, "abstract": hintLead, "excerpt": hintLead, "subtitle": hintLead, "subheadline": hintLead,
	"subhead": hintLead, "phead": hintLead, "trichyeu": hintLead, "trichdan": hintLead,

	"author": hintAuthor, "authors": hintAuthor, "byline": hintAuthor, "tacgia": hintAuthor, "pseudonym": hintAuthor,
	"writer": hintAuthor, "pauthor": hintAuthor, "journalist": hintAuthor, "reporter": hintAuthor, "butdanh": hintAuthor, "nguoidang": hintAuthor,
	"byauthor": hintAuthor, "newsauthor": hintAuthor,

	"date": hintDate, "time": hintDate, "datetime": hintDate, "pubdate": hintDate, "publish": hintDate, "published": hintDate,
	"publishdate": hintDate, "posted": hintDate, "timestamp": hintDate, "ngay": hintDate, "ngaydang": hintDate, "ngaycapnhat": hintDate,
	"thoigian": hintDate, "postdate": hintDate, "timeline": 0, "timer": hintDate, "dateline": hintDate, "datecreate": hintDate, "lblngaydang": hintDate,

	"clock": hintClock, "today": hintClock, "datenow": hintClock, "currentdate": hintClock, "timenow": hintClock, "currenttime": hintClock,

	"tag": hintTags, "tags": hintTags, "tagbox": hintTags, "taglist": hintTags, "tukhoa": hintTags, "keyword": hintTags, "keywords": hintTags, "hashtag": hintTags,

	"breadcrumb": hintPath, "breadcrumbs": hintPath, "bread": hintPath, "crumb": hintPath, "crumbs": hintPath, "cate": hintPath,
	"category": hintPath, "categories": hintPath, "chuyenmuc": hintPath, "section": 0, "titlecate": hintPath, "kicker": hintPath,
	"cat": hintPath, "cats": hintPath,

	"title": hintTitle, "headline": hintTitle, "tieude": hintTitle, "heading": hintTitle,
	"views": hintViews, "view": 0, "viewcount": hintViews, "luotxem": hintViews, "hits": hintViews,

	"content": hintText, "body": hintText, "article": hintText, "articlebody": hintText, "entry": hintText, "story": hintText,
	"detail": hintText, "details": hintText, "noidung": hintText, "fulltext": hintText, "post": hintText, "maincontent": hintText,
	"singular": hintText, "text": hintText, "fck": hintText, "fr": hintText, "bodyhtml": hintText,

	"bold": hintBold, "semibold": hintBold,
}

// pairs are hints of two words in a row.
var hintPairs = map[string]hint{
	"lien quan": hintFurniture, "tin khac": hintFurniture, "cung chuyen": hintFurniture, "same category": hintFurniture, "same cate": hintFurniture,
	"doc them": hintFurniture, "xem them": hintFurniture, "most read": hintFurniture, "most viewed": hintFurniture, "most popular": hintFurniture,
	"read more": hintFurniture, "see also": hintFurniture, "more news": hintFurniture, "other news": hintFurniture, "news other": hintFurniture,
	"quang cao": hintFurniture, "binh luan": hintFurniture, "tin moi": hintFurniture, "up next": hintFurniture,
	"chu thich": hintCaption, "image desc": hintCaption, "img desc": hintCaption, "photo desc": hintCaption,
	"tom tat": hintLead, "p head": hintLead, "tac gia": hintAuthor, "but danh": hintAuthor, "tu khoa": hintTags,
	"current date": hintClock, "datetime now": hintClock, "date today": hintClock, "date now": hintClock, "current time": hintClock, "egov date": hintClock, "time now": hintClock,
	"luot xem": hintViews, "view count": hintViews, "news content": hintText, "text center": hintCentre, "text right": hintRight, "text end": hintRight,
}

// hintOf gives the hints of an element. Names are cached by their text: a
// page has few of them.
func (w *walker) hintOf(n *html.Node) hint {
	h := tagHints(n.DataAtom)
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "class", "id":
			h |= w.nameHint(a.Val)
		case "style":
			h |= styleHint(a.Val)
		case "align":
			if n.DataAtom == atom.Table || n.DataAtom == atom.Iframe {
				continue // floats the box, says nothing of its text
			}
			switch strings.ToLower(a.Val) {
			case "center":
				h |= hintCentre
			case "right":
				h |= hintRight
			}
		case "hidden":
			h |= hintHidden
		case "itemprop":
			h |= propHint(a.Val)
		case "role":
			if a.Val == "navigation" || a.Val == "search" || a.Val == "dialog" || a.Val == "complementary" || a.Val == "contentinfo" {
				h |= hintFurniture
			}
		}
	}
	return h
}

func tagHints(tag atom.Atom) hint {
	switch tag {
	case atom.Nav, atom.Aside, atom.Menu, atom.Form, atom.Dialog, atom.Footer:
		return hintFurniture
	case atom.Figcaption, atom.Caption:
		return hintCaption
	case atom.Time:
		return hintDate
	case atom.Center:
		return hintCentre
	}
	return 0
}

func propHint(prop string) hint {
	switch prop {
	case "articleBody":
		return hintText
	case "author":
		return hintAuthor
	case "datePublished":
		return hintDate
	case "headline":
		return hintTitle
	case "description":
		return hintLead
	case "keywords":
		return hintTags
	}
	return 0
}

func styleHint(style string) hint {
	if len(style) < 9 {
		return 0
	}
	var h hint
	for decl := range strings.SplitSeq(style, ";") {
		key, value, _ := strings.Cut(decl, ":")
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(key) {
		case "display":
			if strings.HasPrefix(value, "none") {
				h |= hintHidden
			}
		case "visibility":
			if strings.HasPrefix(value, "hidden") {
				h |= hintHidden
			}
		case "text-align":
			if strings.HasPrefix(value, "center") {
				h |= hintCentre
			} else if strings.HasPrefix(value, "right") {
				h |= hintRight
			}
		}
	}
	return h
}

func (w *walker) nameHint(name string) hint {
	if name == "" {
		return 0
	}
	h, ok := w.names[name]
	if !ok {
		h = readName(name)
		w.names[name] = h
	}
	return h
}

// longestName is the longest class or id that is read, in bytes; longer ones are
// generated.
const longestName = 80

// readName looks up the words of a class or id attribute, and pairs of them.
func readName(name string) hint {
	var h hint
	post := wordpressPost(name)
	for token := range strings.FieldsSeq(name) {
		if len(token) > longestName || post && ofPost(token) {
			continue
		}
		switch token {
		case "hidden", "hide", "d-none", "sr-only", "visually-hidden", "screen-reader-text":
			if !shownElsewhere(name) {
				h |= hintHidden
			}
		}
		h |= tokenHint(token)
	}
	return h
}

// wordpressPost tells the classes that WordPress gives to the element around a
// whole article: "post-34 type-post status-publish hentry category-thong-bao".
func wordpressPost(name string) bool {
	return strings.Contains(name, "hentry") || strings.Contains(name, "type-post") && strings.Contains(name, "status-")
}

// ofPost tells those of them that say what the article is about and what
// became of it, not what the element holds.
func ofPost(token string) bool {
	kind, _, found := strings.Cut(token, "-")
	switch kind {
	case "category", "tag", "status", "format", "type":
		return found
	}
	return false
}

// tokenHint is the hint of one class or id.
func tokenHint(token string) hint {
	var h hint
	var buf [2*longestName + 1]byte // two words with a space between
	last := 0                       // length of the word before, at the start of buf
	for start := 0; start < len(token); {
		from, end := nextWord(token, start)
		if from == end {
			break
		}
		start = end
		pair := buf[:last]
		if last > 0 {
			pair = append(pair, ' ')
		}
		at := len(pair)
		for _, c := range []byte(token[from:end]) {
			pair = append(pair, c|0x20)
		}
		h |= hintWords[string(pair[at:])]
		if last > 0 {
			h |= hintPairs[string(pair)]
		}
		last = copy(buf[:], pair[at:])
	}
	return h
}

// shownElsewhere tells classes that hide on one width of screen only.
func shownElsewhere(name string) bool {
	for _, s := range []string{":block", ":flex", ":grid", ":inline", "d-sm-", "d-md-", "d-lg-", "d-xl-"} {
		if strings.Contains(name, s) {
			return true
		}
	}
	return false
}

// nextWord is the next word of a name from start on: letters up to what is
// none, to where lower case turns to upper, or to the last of several capitals
// before lower case (VCObject: VC, Object). from == end: there is none.
func nextWord(s string, start int) (from, end int) {
	from = start
	for from < len(s) && !latin(s[from]) {
		from++
	}
	for end = from; end < len(s) && latin(s[end]); end++ {
		switch c := s[end]; {
		case upper(c) && end > from && !upper(s[end-1]):
			return from, end
		case !upper(c) && end-1 > from && upper(s[end-1]) && upper(s[end-2]):
			return from, end - 1
		}
	}
	return from, end
}

func latin(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func upper(c byte) bool { return 'A' <= c && c <= 'Z' }

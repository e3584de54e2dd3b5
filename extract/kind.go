package extract

import (
	"strings"

	"github.com/tintinh/tintinh/extract/auto"
	"github.com/tintinh/tintinh/portal"
)

// kind decides whether the page is an article. A page where the rule gives
// title and text is one if it has a date by the rule, or an article's
// address; every other page is judged by its
// looks, and a rule that found body and title speaks for an article unless
// the page is plainly a list.
func (r *reading) kind(body *bodyText) (Kind, string) {
	if title, _ := r.selected(portal.Title); body.words < suspicious && errorTitle(title.value) {
		return KindOther, "no article: an error page served as a page: " + short(title.value)
	}
	ruled := body.source != "" && body.source != fromAuto && r.ruleGives(portal.Title) && body.words >= 5
	if ruled && (r.ruleGives(portal.Published) || r.addressed()) {
		return KindArticle, ""
	}
	found := r.auto()
	switch {
	case found.Kind == auto.Article, r.page.IsArticle:
	case ruled && body.words >= 60 && found.Kind != auto.Home && found.Kind != auto.Search:
	default:
		return Kind(found.Kind), reason(found)
	}
	if body.words == 0 && len(body.pieces) == 0 {
		return KindOther, "it may be an article, and no text, picture or file was found in it"
	}
	return KindArticle, ""
}

// errorTitle reports whether a title is that of an error page. Sites serve
// such pages under the addresses of articles that are gone, with status 200.
func errorTitle(title string) bool {
	low := strings.ToLower(title)
	for _, w := range []string{
		"không tìm thấy trang", "không tìm thấy bài", "không tìm thấy nội dung", "trang không tồn tại", "bài viết không tồn tại", "lỗi 404", "404 not found",
		"page not found", "nội dung không tồn tại", "trang bạn yêu cầu", "bài viết đã bị xóa", "đường dẫn không tồn tại",
	} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return low == "404" || low == "không tìm thấy" || low == "lỗi" || low == "error"
}

// addressed reports whether the page's URL is that of an article of a portal
// that we know.
func (r *reading) addressed() bool {
	return r.known && r.site.Article != nil && r.site.Article.MatchString(r.doc.URL.RequestURI())
}

func reason(found *auto.Result) string {
	what := map[string]string{
		auto.Listing: "a list of articles", auto.Home: "a home page", auto.Search: "a search page",
	}[found.Kind]
	if what == "" {
		what = "no article"
	}
	if why := strings.TrimSpace(found.Reason); why != "" {
		return what + ": " + why
	}
	return what
}

// ruleGives reports whether the rule finds a value for a field.
func (r *reading) ruleGives(f portal.Field) bool {
	for group := range r.hits(f) {
		for _, h := range group {
			if h.value() != "" {
				return true
			}
		}
	}
	return false
}

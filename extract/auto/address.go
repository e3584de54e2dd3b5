package auto

import (
	"strings"

	"github.com/tintinh/tintinh/extract/vntext"
)

// atRoot reports whether the address is the site's own.
func (p *page) atRoot() bool {
	if p.base == nil || p.base.Host == "" || p.base.RawQuery != "" {
		return false
	}
	switch strings.ToLower(strings.Trim(p.base.Path, "/")) {
	case "", "index.html", "index.htm", "index.php", "index.aspx", "default.aspx", "home", "home.html", "trang-chu", "trang-chu.html", "trangchu":
		return true
	}
	return strings.HasSuffix(p.base.Path, "/trang-chu")
}

func (p *page) homeTitle() bool {
	if len(p.meta.Titles) == 0 {
		return false
	}
	folded := vntext.Fold(p.meta.Titles[len(p.meta.Titles)-1].Text)
	return strings.HasPrefix(folded, "trang chu") || p.meta.NamesSite(p.meta.Titles[0].Text)
}

// searches reports whether the page shows the results of a search.
func (p *page) searches() bool {
	if p.base != nil {
		path := strings.ToLower(p.base.Path)
		for _, s := range []string{"/search", "/tim-kiem", "/timkiem", "/tim_kiem"} {
			if at := strings.Index(path, s); at >= 0 && (at+len(s) == len(path) || strings.ContainsRune("/.?-", rune(path[at+len(s)]))) && !p.longSlug(path) {
				return true
			}
		}
	}
	for _, v := range p.meta.Titles {
		folded := vntext.Fold(v.Text)
		if folded == "tim kiem" || strings.HasPrefix(folded, "ket qua tim kiem") || strings.HasPrefix(folded, "search results") || strings.HasPrefix(folded, "tim kiem voi tu khoa") {
			return true
		}
	}
	return false
}

// longSlug tells "/search-engine-optimisation-for-…": an article about it.
func (p *page) longSlug(path string) bool {
	last := path[strings.LastIndexByte(path, '/')+1:]
	return strings.Count(last, "-") >= 4
}

// missing reports whether the page says that there is nothing at its address.
func (p *page) missing(words int) bool {
	if words > 120 {
		return false
	}
	for _, v := range p.meta.Titles {
		if saysMissing(p.meta.StripSite(v.Text)) {
			return true
		}
	}
	for i := range p.blocks {
		if b := &p.blocks[i]; b.heading() > 0 && b.heading() < 3 && b.words < 12 && !b.links() && saysMissing(b.text()) {
			return true
		}
	}
	return false
}

// absent are what error pages say, in search form: the whole of a title, or
// its beginning.
var absent = []string{"khong tim thay trang", "khong tim thay noi dung", "khong tim thay bai", "khong tim thay duong dan", "khong tim thay du lieu",
	"trang khong ton tai", "trang ban yeu cau khong", "noi dung khong ton tai", "bai viet khong ton tai", "duong dan khong ton tai",
	"page not found", "error 404", "loi 404", "404 not found", "404 page", "404 error", "404 khong tim thay", "404 loi"}

func saysMissing(title string) bool {
	folded := vntext.Fold(title)
	switch folded {
	case "404", "not found", "khong tim thay", "khong ton tai", "file not found":
		return true
	}
	for _, m := range absent {
		if strings.HasPrefix(folded, m) {
			return true
		}
	}
	return false
}

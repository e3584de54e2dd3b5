package extract

import (
	"slices"
	"strings"
	"testing"
)

// Rules rot: what a selector catches is doubted where the page itself says
// otherwise.
func TestDoubtedRules(t *testing.T) {
	e, _ := site(t, definition)
	long := story12
	for _, c := range []struct {
		name, page string
		check      func(*Article) bool
		warning    string
	}{
		{
			"the title selector catches the paper's name",
			`<html><head><meta charset=utf-8><meta property="og:title" content="Nước rút dần ở ba xã"></head><body><h1 class=t>Báo Ví Dụ điện tử</h1><h2>Nước rút dần ở ba xã</h2><span class=date>10/10/2026 09:30</span><div class=body>` + long + `</div></body></html>`,
			func(a *Article) bool { return a.Title == "Nước rút dần ở ba xã" }, WarnRuleMissedTitle,
		},
		{
			"a teaser below the article is no lead",
			articlePage("", "10/10/2026 09:30", "<div class=sapo>Giá lúa đầu vụ nhích lên ở các huyện phía nam của tỉnh.</div>"),
			func(a *Article) bool {
				return a.Lead == "Người dân ven sông trở về nhà sau ba ngày tránh lũ."
			}, "",
		},
		{
			"no lead but a teaser below",
			strings.Replace(articlePage("", "10/10/2026 09:30", "<div class=box><a href=/tin/9/><div class=sapo>Giá lúa đầu vụ nhích lên.</div></a></div>"),
				"<div class=sapo>Người dân ven sông trở về nhà sau ba ngày tránh lũ.</div>", "", 1),
			func(a *Article) bool { return a.Lead == "" }, "",
		},
		{
			"the date selector catches the clock first",
			strings.Replace(articlePage("", "10/10/2026 09:30", ""), "<span class=clock>", "<span class='clock date'>", 1),
			func(a *Article) bool { return a.PublishedRaw == "10/10/2026 09:30" }, "",
		},
		{
			"the body selector catches a box",
			`<html><head><meta charset=utf-8><meta property="og:type" content=article><meta property="og:title" content="Nước rút dần"></head><body><h1 class=t>Nước rút dần</h1><span class=date>10/10/2026 09:30</span><div class=noi-dung>` + long + `</div><div class=body><p>Đường dây nóng của tòa soạn.</p></div></body></html>`,
			func(a *Article) bool {
				return strings.Contains(a.Text, "Chín giờ sáng") && !strings.Contains(a.Text, "Đường dây")
			}, WarnRuleMissedBody,
		},
		{
			"a body of few words under a name like furniture",
			strings.NewReplacer("<div class=body>", "<div class='body print share'>", prose, "<p>Mời xem <i>bản đồ ngập</i> cập nhật lúc 9 giờ.</p>").Replace(articlePage("", "10/10/2026 09:30", "")),
			func(a *Article) bool { return a.Text == "Mời xem bản đồ ngập cập nhật lúc 9 giờ." }, WarnTextShort,
		},
		{
			"the first paragraph repeats the lead",
			strings.Replace(articlePage("", "10/10/2026 09:30", ""), prose, "<p>(VD) - Người dân ven sông trở về nhà sau ba ngày tránh lũ.</p>"+prose, 1),
			func(a *Article) bool { return strings.HasPrefix(a.Text, "Chín giờ sáng") }, "",
		},
		{
			"the title is repeated in the body",
			strings.Replace(articlePage("", "10/10/2026 09:30", ""), prose, "<p><b>Nước rút dần</b></p>"+prose, 1),
			func(a *Article) bool { return strings.HasPrefix(a.Text, "Chín giờ sáng") }, "",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, e, "https://vidu.vn/tin/12/a", c.page, captured)
			if r.Article == nil {
				t.Fatalf("no article: %s", r.Reason)
			}
			if !c.check(r.Article) {
				line, err := r.Article.Line()
				t.Errorf("record %s (%v)", line, err)
			}
			if c.warning != "" && !slices.Contains(r.Article.Warnings, c.warning) {
				t.Errorf("warnings %q, want %q among them", r.Article.Warnings, c.warning)
			}
		})
	}
}

// Legacy fonts, doubly escaped entities and lookalikes are mended in every
// text of the record.
func TestMendedText(t *testing.T) {
	e, _ := site(t, definition)
	page := strings.NewReplacer("Nước rút dần</h1>", "Nước rút d&amp;acirc;n&amp;nbsp;dần</h1>", "mực nước", "mực nước của sông Ðà").Replace(articlePage("", "10/10/2026 09:30", ""))
	r := read(t, e, "https://vidu.vn/tin/12/a", page, captured)
	if r.Article == nil {
		t.Fatal(r.Reason)
	}
	if r.Article.Title != "Nước rút dân dần" {
		t.Errorf("title %q", r.Article.Title)
	}
	if !strings.Contains(r.Article.Text, "sông Đà") || !slices.Contains(r.Article.Warnings, WarnLookalike) {
		t.Errorf("text %q, warnings %q", r.Article.Text, r.Article.Warnings)
	}
}

package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// edited is a page whose text changes by hand only, and all around it with
// every look.
type edited struct {
	n, minute   int
	title, text string
	want        []store.Aspect // of its changes
}

// edit changes one thing, another with each count.
func (e *edited) edit(count int) {
	switch count % 5 {
	case 0:
		e.title += " (cập nhật)"
		e.want = append(e.want, store.AspectTitle)
	case 1:
		e.text += fmt.Sprintf("\nĐến lần khảo sát thứ %d, đội đã bàn giao toàn bộ số liệu cho phòng kỹ thuật.", count)
		e.want = append(e.want, store.AspectBody)
	case 2:
		e.text = strings.Replace(e.text, "đội khảo sát", "chính đội khảo sát", 1)
		e.want = append(e.want, store.AspectBody)
	case 3:
		e.text += fmt.Sprintf(`</p><p><img src="/anh/%d-%d.jpg" width="640" height="480" alt="kênh">`, e.n, count)
		e.want = append(e.want, store.AspectMedia)
	case 4:
		e.minute++
		e.want = append(e.want, store.AspectDate)
	}
}

// page is the page as a look finds it.
func (e *edited) page(look int) string {
	related := fmt.Sprintf(`<div class="related"><h4>Tin liên quan</h4><ul><li><a href="/tin-tuc/1/%d/bai">Tin khác lúc %d</a></li></ul></div>`, 101+(e.n+look)%10, look)
	ad := fmt.Sprintf(`<div class="ads" id="ad-%d"><script>show(%d)</script><a href="https://quangcao.test/%d">Mua ngay %d</a></div>`, look, look*31, look, look)
	return strings.NewReplacer(
		"lượt xem", fmt.Sprintf("%d lượt xem", look), // 1,001 becomes 1,0017 and so on
		"06:13[GMT+7]", fmt.Sprintf("06:%02d[GMT+7]", look%60),
		"98,765,432", fmt.Sprint(98_765_432+look*17),
		"18:45:", fmt.Sprintf("18:%02d:", 30+e.minute),
		"</p>\n<p", "</p>"+strings.Repeat("\n ", look%4)+"<!-- "+fmt.Sprint(look)+" --><p",
		"<footer>", related+ad+"<footer>",
	).Replace(story(e.n, e.title, e.text))
}

// TestNoise: fifty edits over twenty revisits of ten pages on which clocks,
// counts, boxes, advertisements and spaces change every time. Exactly the
// edits become revisions.
func TestNoise(t *testing.T) {
	s := newSite(t)
	var pages []*edited
	for n := 1; n <= 10; n++ {
		pages = append(pages, &edited{n: n, title: fmt.Sprintf("Huyện Ví Dụ nạo vét kênh số %d", n), text: body(n), want: []store.Aspect{store.AspectFirst}})
	}
	var revisit []string
	for i := range 24 {
		revisit = append(revisit, fmt.Sprintf("%dms", i+1))
	}
	w := newWorkspace(t, "crawl: {revisit: ["+strings.Join(revisit, ", ")+"]}\nportals:"+s.portalYAML("vidu", ""))
	edits := 0
	for look := range 21 {
		for i, p := range pages {
			if look > 0 && (look*10+i)%4 == 0 {
				p.edit(edits)
				edits++
			}
			s.set(fmt.Sprintf("/tin-tuc/1/%d/bai", 100+p.n), p.page(look))
		}
		w.run(0, "crawl")
	}
	if edits != 50 {
		t.Fatalf("%d edits", edits)
	}
	if n := s.asked()["/tin-tuc/1/101/bai"]; n != 21 {
		t.Fatalf("a page was looked at %d times", n)
	}
	out, _ := w.run(0, "export", "--revisions")
	got, before := map[string][]store.Aspect{}, map[string]*extract.Article{}
	for _, a := range lines(t, out) {
		r := store.Revision{Change: a.Change, Fields: a.ChangedFields, Article: a}
		got[a.ID] = append(got[a.ID], r.Aspects(before[a.ID])...)
		before[a.ID] = a
	}
	for _, p := range pages {
		id := fmt.Sprintf("vidu:%d", 100+p.n)
		if d := cmp.Diff(p.want, got[id]); d != "" {
			t.Errorf("%s: %s", id, d)
		}
	}
	shown, _ := w.run(0, "show", "vidu:101", "--revisions")
	if n := strings.Count(shown, "\n"); n != len(pages[0].want) || !strings.HasSuffix(shown, "\tedited\t"+string(pages[0].want[n-1])+"\n") {
		t.Errorf("show --revisions:\n%s", shown)
	}
}

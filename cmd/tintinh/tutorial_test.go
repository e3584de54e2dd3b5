package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// cardStory is an article of Báo Thẻ Mới, the paper of docs/tutorial-portal.md;
// old is its markup before the redesign.
func cardStory(n int, old bool) string {
	head, when, text := `<h1 class="xt-head">%s</h1>`, `<time class="xt-when">%s</time>`, "xt-text"
	if !old {
		head, when, text = `<h1 class="tieu-de-bai">%s</h1>`, `<div class="ngay-gio">%s</div>`, "than-bai"
	}
	var paras, more strings.Builder
	for p := range strings.SplitSeq(body(n), "\n") {
		fmt.Fprintf(&paras, "<p>%s</p>", p)
	}
	for k := 1; k <= 3; k++ {
		other := (n+k*7)%30 + 1
		fmt.Fprintf(&more, `<li><a href="%s">%s</a></li>`, cardPath(other), strangeTitle(other))
	}
	return fmt.Sprintf(`<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>%[1]s - Báo Thẻ Mới</title><meta property="og:type" content="article"><meta property="og:site_name" content="Báo Thẻ Mới"><meta property="og:title" content="%[1]s"></head><body>
<header><div class="now">23/11/2026 09:30</div><ul>%[2]s</ul></header><ol class="xt-crumb"><li><a href="/muc-%[3]d/">%[4]s</a></li></ol>
<section class="xt-page">%[5]s%[6]s<div class="xt-intro">Bản tin số %[7]d của đội khảo sát, viết riêng cho phép thử này.</div><div class="%[8]s">%[9]s</div><div class="xt-more"><ul>%[10]s</ul></div></section><footer>Báo Thẻ Mới</footer></body></html>`,
		strangeTitle(n), cardMenu(), n%5+1, cardSections[n%5], fmt.Sprintf(head, strangeTitle(n)),
		fmt.Sprintf(when, fmt.Sprintf("08:%02d | %02d/%02d/2026", n%60, n%27+1, n%10+1)), n, text, paras.String(), more.String())
}

var cardSections = []string{"Thời sự", "Kinh tế", "Văn hóa", "Xã hội", "Thể thao"}

func cardPath(n int) string {
	return fmt.Sprintf("/muc-%d/doi-khao-sat-do-kenh-n%d.htm", n%5+1, 20000+137*n)
}

func cardMenu() string {
	var b strings.Builder
	for i, name := range cardSections {
		fmt.Fprintf(&b, `<li><a href="/muc-%d/">%s</a></li>`, i+1, name)
	}
	return b.String()
}

// setCards puts the paper on a site: its home, its sections, articles up to n.
func (s *site) setCards(n int, old func(int) bool) {
	for section := 0; section <= 5; section++ {
		var list strings.Builder
		for k := 1; k <= n; k++ {
			if section == 0 || section == k%5+1 {
				fmt.Fprintf(&list, `<div><h3><a href="%s">%s</a></h3></div>`, cardPath(k), strangeTitle(k))
			}
		}
		path := "/"
		if section > 0 {
			path = fmt.Sprintf("/muc-%d/", section)
		}
		s.set(path, `<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Báo Thẻ Mới</title><meta property="og:site_name" content="Báo Thẻ Mới"></head><body><header><ul>`+cardMenu()+`</ul></header>`+list.String()+`</body></html>`)
	}
	for k := 1; k <= n; k++ {
		s.set(cardPath(k), cardStory(k, old(k)))
	}
}

// notRunInTutorial are command lines of the tutorial that no test runs, and why.
var notRunInTutorial = map[string]string{
	"tintinh portals learn https://example.vn/ --pages saved.tsv > example.yaml": "the saved pages are the reader's",
}

// TestTutorial goes through docs/tutorial-portal.md: its command lines on a
// site like the one it tells of, and between them what it tells the reader to do.
func TestTutorial(t *testing.T) {
	s := newSite(t)
	s.setCards(30, func(int) bool { return true })
	w := newWorkspace(t, "")
	w.inPath(t)
	id := "127-0-0-1-" + s.host()[strings.LastIndexByte(s.host(), ':')+1:]
	file := filepath.Join(w.dir, "portals", "the-moi.yaml")
	after := map[string]func(){
		"jq": func() { // "Rename the file and the id"
			learned, err := os.ReadFile(filepath.Join(w.dir, "portals", id+".yaml"))
			if err != nil {
				t.Fatal(err)
			}
			text := regexp.MustCompile(`every: \w+`).ReplaceAllString(strings.Replace(string(learned), "id: "+id, "id: the-moi\ndelay: 10ms", 1), "every: 1ms")
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		},
		"echo": func() {
			w.write("config.yaml", "portals: [./portals/the-moi.yaml]\ncrawl: {revisit: [1ms, 2ms, 3ms]}\n")
		},
		"tintinh crawl": func() { // "One day the layout changes"
			s.setCards(40, func(n int) bool { return n <= 20 })
			if _, stderr, code := w.shell("tintinh crawl"); code != 0 && code != exitPortals {
				t.Fatalf("crawl after the redesign: exit %d\n%s", code, stderr)
			}
		},
	}
	told := map[string]string{ // what the text goes on from
		"tintinh portals learn":        "24 articles: 24 are read with title, date and text",
		"tintinh portals validate":     "ok: portals/the-moi.yaml: the-moi",
		"tintinh portals probe":        "works",
		"tintinh crawl":                "the-moi",
		"tintinh portals mend the-moi": "title: h1.xt-head → h1.tieu-de-bai",
	}
	left := len(notRunInTutorial)
	for _, m := range regexp.MustCompile(`(?m)^    \$ (.*)$`).FindAllStringSubmatch(read(t, "docs", "tutorial-portal.md"), -1) {
		line, _, _ := strings.Cut(m[1], "  #")
		line = strings.TrimSpace(line)
		if notRunInTutorial[line] != "" {
			left--
			continue
		}
		line = strings.NewReplacer("127.0.0.1:8765", s.host(), "127-0-0-1-8765", id).Replace(line)
		stdout, stderr, code := w.shell(line)
		if code != 0 {
			t.Fatalf("%s: exit %d\n%s%s", line, code, stdout, stderr)
		}
		for begin, words := range told {
			if strings.HasPrefix(line, begin) && !strings.HasSuffix(line, "--apply") && !strings.Contains(stdout+stderr, words) {
				t.Errorf("%s does not say %q but\n%s%s", line, words, stdout, stderr)
			}
		}
		for begin, do := range after {
			if strings.HasPrefix(line, begin) {
				do()
			}
		}
	}
	if left != 0 {
		t.Error("notRunInTutorial names a line that docs/tutorial-portal.md has no more")
	}
	out, _ := w.run(0, "export")
	for _, a := range records(t, out) {
		if a.PublishedAt.IsZero() || !strings.Contains(a.Title, "Đội khảo sát") {
			t.Errorf("%s: %q %v", a.ID, a.Title, a.PublishedAt)
		}
	}
}

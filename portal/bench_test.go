package portal

import (
	"path/filepath"
	"testing"

	"github.com/tintinh/tintinh/extract/corpus"
)

func BenchmarkScope(b *testing.B) {
	c := catalogue(b)
	p, _ := c.Portal("baocantho")
	for name, raw := range map[string]string{
		"plain":   "https://baocantho.com.vn/tap-trung-trien-khai-cac-dot-thanh-tra-kiem-tra-co-trong-tam-a196670.html",
		"query":   "https://baocantho.com.vn/thoi-su?p=2&utm_source=zalo",
		"escaped": "https://baocantho.com.vn/tim-kiem/Ph%C3%B3%20Th%E1%BB%A7%20t%C6%B0%E1%BB%9Bng.html",
		"offsite": "https://www.facebook.com/sharer/sharer.php",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.Scope(raw)
			}
		})
	}
}

// BenchmarkRecognise: on real pages, with a right hint, none and without bytes.
func BenchmarkRecognise(b *testing.B) {
	c := catalogue(b)
	for _, page := range []string{"baocantho.com.vn/2026-article-thanhtra.html", "sotttt.hanoi.gov.vn/pctn-705360.html", "dantri.com.vn/2026-listing-fixture.html"} {
		body := corpus.Read(b, filepath.Join(corpus.Dir(b), "pages", page+".gz"))
		root := tree(b, body)
		f, _ := c.Recognise(ElementsOf(root), body, "")
		hint := "fck-a-id"
		if f != nil {
			hint = f.ID
		}
		for name, run := range map[string]func(){
			"hint":    func() { c.Recognise(ElementsOf(root), body, hint) },
			"none":    func() { c.Recognise(ElementsOf(root), body, "") },
			"nobytes": func() { c.Recognise(ElementsOf(root), nil, "") },
		} {
			b.Run(filepath.Dir(page)+"/"+name, func(b *testing.B) {
				for b.Loop() {
					run()
				}
			})
		}
	}
}

func BenchmarkEmbedded(b *testing.B) {
	for b.Loop() {
		catalogue(b)
	}
}

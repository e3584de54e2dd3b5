package vntext

import (
	"strings"
	"testing"
)

// article is about as long as a news article.
var article = strings.Repeat(prose, 5)

func bench(b *testing.B, text string, f func(string)) {
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		f(text)
	}
}

func BenchmarkClean(b *testing.B) {
	clean := Clean(article)
	bench(b, clean, func(s string) { Clean(s) })
}

func BenchmarkCleanDirty(b *testing.B) {
	bench(b, strings.ReplaceAll(article, " ", "\u00a0 "), func(s string) { Clean(s) })
}

func BenchmarkShadow(b *testing.B)     { bench(b, Clean(article), func(s string) { Shadow(s) }) }
func BenchmarkFold(b *testing.B)       { bench(b, Clean(article), func(s string) { Fold(s) }) }
func BenchmarkTextHash(b *testing.B)   { bench(b, Clean(article), func(s string) { TextHash(s) }) }
func BenchmarkVietnamese(b *testing.B) { bench(b, Clean(article), func(s string) { Vietnamese(s) }) }
func BenchmarkLang(b *testing.B)       { bench(b, Clean(article), func(s string) { Lang(s) }) }
func BenchmarkRepairs(b *testing.B) {
	bench(b, Clean(article), func(s string) { Legacy(s); FixMojibake(s); Entities(s); Lookalike(s) })
}

func BenchmarkDecode(b *testing.B) {
	bench(b, strings.Repeat(article, 20), func(s string) { Decode([]byte(s), "text/html; charset=utf-8") })
}

// BenchmarkMend is what each text of an article is asked for.
func BenchmarkMend(b *testing.B) {
	bench(b, Clean(article), func(s string) { Entities(s); Legacy(s); Lookalike(s); Mojibake(s) })
}

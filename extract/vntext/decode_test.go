package vntext

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/tintinh/tintinh/extract/corpus"
)

// sentence has letters of every kind.
const sentence = "Đường về xã đã được nhựa hóa, bà con phấn khởi đón Tết."

// in1258 is s as an editor of windows-1258 writes it: base letters and
// combining tones.
func in1258(t *testing.T, s string) string {
	t.Helper()
	var b strings.Builder
	for _, c := range s {
		l := letterOf(c)
		if _, ok := charmap.Windows1258.EncodeRune(c); ok || l.base == 0 {
			b.WriteRune(c)
			continue
		}
		b.WriteRune(l.base)
		b.WriteRune([]rune{0, 0x300, 0x301, 0x309, 0x303, 0x323}[l.tone])
	}
	out, err := charmap.Windows1258.NewEncoder().String(b.String())
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDecode(t *testing.T) {
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("<p>" + sentence)
	if err != nil {
		t.Fatal(err)
	}
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("<meta charset=gb2312><p>今天省政府召开会议")
	if err != nil {
		t.Fatal(err)
	}
	lower := strings.ToLower(sentence)
	old := in1258(t, lower)
	for name, c := range map[string]struct {
		body, header string
		want         Decoded
	}{
		"utf-8":                         {sentence, "text/html; charset=utf-8", Decoded{[]byte(sentence), "utf-8", "utf-8-valid", 0}},
		"utf-8, wrong header":           {sentence, "text/html; charset=iso-8859-1", Decoded{[]byte(sentence), "utf-8", "utf-8-valid", 0}},
		"utf-8, wrong meta":             {"<meta charset=windows-1258>" + sentence, "", Decoded{[]byte("<meta charset=windows-1258>" + sentence), "utf-8", "utf-8-valid", 0}},
		"utf-8 behind much ASCII":       {strings.Repeat(" ", 4000) + sentence, "", Decoded{[]byte(strings.Repeat(" ", 4000) + sentence), "utf-8", "utf-8-valid", 0}},
		"ASCII":                         {"<p>Ban tin", "text/html; charset=windows-1252", Decoded{[]byte("<p>Ban tin"), "utf-8", "utf-8-valid", 0}},
		"empty":                         {"", "", Decoded{[]byte(""), "utf-8", "utf-8-valid", 0}},
		"BOM":                           {"\uFEFF" + sentence, "", Decoded{[]byte(sentence), "utf-8", "bom", 0}},
		"UTF-16 with BOM":               {utf16, "text/html; charset=utf-8", Decoded{[]byte("<p>" + sentence), "utf-16le", "bom", 0}},
		"UTF-16 without BOM":            {utf16[2:], "", Decoded{[]byte("<p>" + sentence), "utf-16le", "sniff", 0}},
		"UTF-16 in the header only":     {sentence, "text/html; charset=utf-16", Decoded{[]byte(sentence), "utf-8", "utf-8-valid", 0}},
		"UTF-8 with a bad byte":         {sentence + "\xC3 " + sentence, "", Decoded{[]byte(sentence + "\uFFFD " + sentence), "utf-8", "sniff", 1}},
		"UTF-8 with a bad byte, header": {sentence + "\xC3 ", "text/html;charset=UTF-8", Decoded{[]byte(sentence + "\uFFFD "), "utf-8", "header", 1}},
		"UTF-8 with a bad byte, meta":   {"<meta charset=utf-8>" + sentence + "\xC3 ", "", Decoded{[]byte("<meta charset=utf-8>" + sentence + "\uFFFD "), "utf-8", "meta", 1}},
		"UTF-8 cut in a letter":         {sentence + "\xE1\xBB", "", Decoded{[]byte(sentence + "\uFFFD"), "utf-8", "sniff", 1}},
		"U+FFFD of the page":            {sentence + "\uFFFD", "", Decoded{[]byte(sentence + "\uFFFD"), "utf-8", "utf-8-valid", 0}},
		"windows-1258, header":          {old, "text/html; charset=windows-1258", Decoded{[]byte(lower), "windows-1258", "header", 0}},
		"windows-1258, meta":            {"<meta http-equiv=Content-Type content='text/html; charset=x-cp1258'>" + old, "", Decoded{[]byte("<meta http-equiv=Content-Type content='text/html; charset=x-cp1258'>" + lower), "windows-1258", "meta", 0}},
		"windows-1258 under a default":  {"<meta charset=windows-1258>" + old, "text/html; charset=ISO-8859-1", Decoded{[]byte("<meta charset=windows-1258>" + lower), "windows-1258", "meta", 0}},
		"windows-1258, nothing said":    {old, "", Decoded{[]byte(lower), "windows-1258", "sniff", 0}},
		"windows-1258 said to be UTF-8": {old, "text/html; charset=utf-8", Decoded{[]byte(lower), "windows-1258", "sniff", 0}},
		"windows-1252, nothing said":    {"caf\xE9 \x96 cr\xE8me", "", Decoded{[]byte("café – crème"), "windows-1252", "sniff", 0}},
		"as many good as bad":           {"\xC3\xA9t\xE9", "", Decoded{[]byte("Ã©té"), "windows-1252", "sniff", 0}},
		"an encoding browsers refuse":   {"caf\xE9", "text/html; charset=hz-gb-2312", Decoded{[]byte("café"), "windows-1252", "sniff", 0}},
		"GBK, meta":                     {gbk, "", Decoded{[]byte("<meta charset=gb2312><p>今天省政府召开会议"), "gbk", "meta", 0}},
		"XML declaration":               {`<?xml version="1.0" encoding="windows-1258"?><rss>` + old, "", Decoded{[]byte(`<?xml version="1.0" encoding="windows-1258"?><rss>` + lower), "windows-1258", "meta", 0}},
		"TCVN3":                         {"B\xE9 T\xAD ph\xB8p", "text/html; charset=x-viet-tcvn5712", Decoded{[]byte("Bộ Tư pháp"), "tcvn3", "header", 0}},
		"VISCII":                        {"Ti\xAAng Vi\xAEt", "text/html; charset=viscii", Decoded{[]byte("Tiếng Việt"), "viscii", "header", 0}},
		"a label that nobody knows":     {sentence + "\xC3 " + sentence, "text/html; charset=klingon", Decoded{[]byte(sentence + "\uFFFD " + sentence), "utf-8", "sniff", 1}},
		"a header with a typo":          {"caf\xE9", "text/html; ; charset=windows-1252", Decoded{[]byte("café"), "windows-1252", "header", 0}},
		"ISO-2022-JP":                   {"<meta charset=iso-2022-jp>\x1b$B4A;z\x1b(B", "", Decoded{[]byte("<meta charset=iso-2022-jp>漢字"), "iso-2022-jp", "meta", 0}},
		"a meta far down":               {strings.Repeat("<script>var a=1</script>", 200) + "<meta charset=windows-1258>" + old, "", Decoded{[]byte(strings.Repeat("<script>var a=1</script>", 200) + "<meta charset=windows-1258>" + lower), "windows-1258", "meta", 0}},
	} {
		t.Run(name, func(t *testing.T) {
			got := Decode([]byte(c.body), c.header)
			if d := cmp.Diff(c.want, got, cmp.Transformer("string", func(b []byte) string { return string(b) })); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestHTML5Lib reads the encoding tests of html5lib. They ask what a page
// declares (windows-1252 when nothing); Decode looks at the bytes first, so
// that the question goes to the part that reads declarations.
func TestHTML5Lib(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpus.Shared(t), "suites", "html5lib-encoding", "*.dat"))
	if err != nil || len(files) == 0 {
		t.Skipf("no suite: %v", err)
	}
	agree, all := 0, 0
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, test := range bytes.Split(content, []byte("#data\n"))[1:] {
			data, want, _ := bytes.Cut(test, []byte("\n#encoding\n"))
			expected := knownLabel(strings.TrimSpace(string(want)))
			got := metaLabel(data)
			if mark, _ := byteOrderMark(data); mark != "" {
				got = mark
			}
			if got == "" {
				got = western
			}
			all++
			if got == expected {
				agree++
				continue
			}
			t.Logf("%s %d: %s, the suite says %s: %.80q", filepath.Base(file), i+1, got, expected, data)
		}
	}
	t.Logf("%d of %d", agree, all)
	if agree != all-suiteMisses || all < 80 {
		t.Errorf("%d of %d tests of the suite agree, want %d", agree, all, all-suiteMisses)
	}
}

// suiteMisses are the tests in which we differ on purpose: three find a meta
// element inside a script or a style, which declares nothing about the page.
const suiteMisses = 3

func TestDecodeCorpus(t *testing.T) {
	for _, p := range corpus.Pages(t) {
		d := Decode(p.Body, "text/html; charset=iso-8859-1")
		if d.Charset != "utf-8" {
			t.Errorf("%s: %s %s", p.Name, d.Charset, d.Source)
		}
	}
}

package metadata

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDecodeBlock(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"whole", `{"a":"b"}`, `[{"a":"b"}]`},
		{"two values", `{"a":1}{"b":2}`, `[{"a":1},{"b":2}]`},
		{"raw line ends", "{\"a\":\"dòng một\r\ndòng\thai\x01\"}", `[{"a":"dòng một  dòng hai"}]`},
		{"trailing commas", `{"a":[1,2,],"b":3,}`, `[{"a":[1,2],"b":3}]`},
		{"doubled comma", `{"a":1,,"b":2}`, `[{"a":1,"b":2}]`},
		{"forgotten comma", `{"a":"x" "b":{"c":1} "d":2}`, `[{"a":"x","b":{"c":1},"d":2}]`},
		{"html comment", "<!--\n{\"a\":1}\n-->", `[{"a":1}]`},
		{"cdata", "//<![CDATA[\n{\"a\":1}\n//]]>", `[{"a":1}]`},
		{"statement", `{"a":1};`, `[{"a":1}]`},
		{"comments", "{/* một */\"a\":1, // hai\n\"b\":\"http://x\"}", `[{"a":1,"b":"http://x"}]`},
		{"quotes in text", `{"a":"Vụ Vũ "Nhôm", phần hai","b":["x "y" z"]}`, `[{"a":"Vụ Vũ \"Nhôm\", phần hai","b":["x \"y\" z"]}]`},
		{"wrong escapes", `{"a":"l\'ami \x \u12","b":"\u00e1"}`, `[{"a":"l'ami x u12","b":"á"}]`},
		{"single quotes", "{'a':'x \"y\" z', // một\n'b':['c','d'], \"e\":\"l'ami\"}", `[{"a":"x \"y\" z","b":["c","d"],"e":"l'ami"}]`},
		{"words of other languages", `{"a":undefined,"b":NaN,"c":None,"d":True,}`, `[{"a":null,"b":null,"c":null,"d":true}]`},
		{"hexadecimal escapes", `{"a":"\x27b\x27"}`, `[{"a":"'b'"}]`},
		{"no value", `{"a":,"b":}`, `[{"a":null,"b":null}]`},
		{"not closed", `{"a":{"b":[1`, `[{"a":{"b":[1]}}]`},
		{"closed twice", `{"a":1}}`, `[{"a":1}]`},
		{"escaped whole", `{&quot;a&quot;:&quot;b&quot;}`, `[{"a":"b"}]`},
		{"byte order mark", "\ufeff{\"a\":1}", `[{"a":1}]`},
		{"empty", " ", `null`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := decodeBlock(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			e := json.NewEncoder(&b)
			e.SetEscapeHTML(false)
			if err := e.Encode(got); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, strings.TrimSpace(b.String())); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestDecodeBlockGivesNoHalfValues(t *testing.T) {
	for _, in := range []string{`{"headline":"Tỉnh ủy họp bàn về`, `function(){}`, `{"a":tru`} {
		if got, err := decodeBlock(in); err == nil {
			t.Errorf("decodeBlock(%q) = %v, want an error", in, got)
		}
	}
}

func TestBlocksOverTheLimitAreNamed(t *testing.T) {
	_, got := parse(t, `<script type="application/ld+json">{"@type":"NewsArticle","headline":"`+strings.Repeat("a", maxBlock)+`"}</script>
<script type="application/ld+json">{"a</script>`, "https://vidu.vn/")
	want := []string{
		"JSON-LD block 1 of the page: 1048613 bytes are over the limit of 1048576; not read",
		"JSON-LD block 2 of the page: not valid JSON: unexpected EOF; not read",
	}
	if d := cmp.Diff(want, got.Problems); d != "" {
		t.Error(d)
	}
}

func FuzzDecodeBlock(f *testing.F) {
	f.Add(`{"@type":"NewsArticle","headline":"Vụ "A", b","image":["x",],}`)
	f.Add("<!-- {\"a\":\"\\u12\n\"} -->")
	f.Fuzz(func(t *testing.T, in string) {
		values, err := decodeBlock(in)
		if err != nil {
			return
		}
		again, err := json.Marshal(values)
		if err != nil {
			t.Fatalf("decoded values cannot be written: %v", err)
		}
		var back []any
		if err := json.Unmarshal(again, &back); err != nil {
			t.Fatalf("written values cannot be read: %v", err)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add(article)
	f.Add(`<meta itemprop=name itemscope><script type=application/ld+json>{"@graph":{"@graph":[{"author":{"@id":"a"}}]}}</script>`)
	f.Fuzz(func(t *testing.T, page string) {
		if len(page) > 1<<16 {
			return
		}
		_, p := parse(t, page, "https://vidu.vn/bai")
		for _, v := range append(p.Titles, p.Published...) {
			if v.Text == "" || v.Source == "" || v.Text != clean(v.Text) {
				t.Errorf("value %+v is empty or not clean", v)
			}
		}
		p.StripSite(First(p.Titles))
	})
}

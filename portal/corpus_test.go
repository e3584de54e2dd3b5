package portal

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/tintinh/tintinh/extract/corpus"
)

func tree(t testing.TB, body []byte) *html.Node {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func catalogue(t testing.TB) *Catalogue {
	t.Helper()
	c, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestRecogniseCorpus: every real page is given its own family or none, with
// and without the bytes, and whatever the hint says.
func TestRecogniseCorpus(t *testing.T) {
	c := catalogue(t)
	families := map[string]string{
		"baocantho.com.vn": "fck-a-id", "sotttt.hanoi.gov.vn": "gov-liferay", "tuoitre.vn": "vccorp",
		"laodong.vn": "ldo-article-content", "vtcnews.vn": "vtc-edittor",
		"dantri.com.vn": "dantri-slot", "vietnamnet.vn": "vnn-content-detail",
	}
	found := map[string]int{}
	for _, p := range corpus.Pages(t) {
		body := p.Body
		root := tree(t, body)
		f, sum := c.Recognise(ElementsOf(root), body, "")
		got := "-"
		if f != nil {
			got = f.ID
		}
		found[p.Domain()+" "+got]++
		want := families[p.Domain()]
		if f != nil && f.ID != want {
			t.Errorf("%s (%s): recognised as %s with %.2f, expected %q or none", p.Name, p.Kind, got, sum, want)
		}
		if f == nil && p.Kind == "article" && want != "" && !strings.Contains(p.Name, "/trap-") {
			t.Errorf("%s: not recognised, expected %s", p.Name, want)
		}
		for _, hint := range []string{"froala-news-id", "gov-liferay", "no-such-family"} {
			if g, _ := c.Recognise(ElementsOf(root), body, hint); g != f {
				t.Errorf("%s: with hint %s another family is recognised", p.Name, hint)
			}
		}
	}
	for _, k := range sortedKeys(found) {
		t.Logf("%-40s %d", k, found[k])
	}
}

func sortedKeys(m map[string]int) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

package portal

import (
	"strings"
	"testing"
)

func TestBudgetAndNoindex(t *testing.T) {
	p, err := Parse("a.yaml", []byte(`
id: a
hosts: [a.test]
obey_noindex: true
find_feeds: false
sources: [{kind: archive, url: "http://a.test/{yyyy}/{mm}", budget: 50}]
`))
	if err != nil {
		t.Fatal(err)
	}
	if !p.NoFoundFeeds || site(t, example).NoFoundFeeds {
		t.Errorf("find_feeds: false is %t, and %t where it is not said", p.NoFoundFeeds, site(t, example).NoFoundFeeds)
	}
	if !p.ObeyNoindex || p.Sources[0].Budget != 50 {
		t.Errorf("obey_noindex %t, budget %d; want true, 50", p.ObeyNoindex, p.Sources[0].Budget)
	}
	_, err = Parse("a.yaml", []byte(`
id: a
hosts: [a.test]
sources: [{kind: listing, url: "http://a.test/", budget: 50}]
`))
	if err == nil || !strings.Contains(err.Error(), "budget bounds the back-fill of an archive; this source is a listing") {
		t.Errorf("a listing's budget: %v", err)
	}
}

package portal

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.yaml.in/yaml/v3"

	"github.com/tintinh/tintinh/extract/corpus"
)

// TestEmbedded: files are named after what they define, sources and rules are
// there, and what is a guess says so.
func TestEmbedded(t *testing.T) {
	c := catalogue(t)
	for _, f := range c.Families() {
		if f.File != "catalogue:families/"+f.ID+".yaml" {
			t.Errorf("family %s stands in %s", f.ID, f.File)
		}
		if RuleAt(f.Rules, f.Rules[0].Until) == nil || len(f.Rules[len(f.Rules)-1].Fields[Body]) == 0 {
			t.Errorf("family %s has no rule for today's body", f.ID)
		}
		for _, p := range f.Fingerprints {
			if p.Matches == nil {
				continue
			}
			if prefix, _ := p.Matches.LiteralPrefix(); len(prefix) < 4 {
				t.Errorf("family %s: %q has no literal beginning, so it is slow on every page", f.ID, p.Matches)
			}
		}
		if g, ok := c.Family(f.ID); !ok || g != f {
			t.Errorf("family %s is not found", f.ID)
		}
	}
	for _, p := range c.Portals() {
		checkSite(t, c, p)
	}
	if _, ok := c.Portal("baocantho"); !ok {
		t.Error("the catalogue lacks baocantho")
	}
}

// checkSite: the parts are there, every part that is a guess says so, and the
// hosts that were read without the parser are those of the definition.
func checkSite(t *testing.T, c *Catalogue, p *Portal) {
	if p.File != "catalogue:sites/"+p.ID+".yaml" {
		t.Errorf("portal %s stands in %s", p.ID, p.File)
	}
	if d := cmp.Diff(p.Hosts, c.portals[p.ID].hosts); d != "" {
		t.Errorf("portal %s: hosts\n%s", p.ID, d)
	}
	if len(p.Sources) == 0 || len(p.Evidence) == 0 || p.Confidence == "" || p.Outlet == "" || p.Kind == "" || p.Province == "" || p.ProvinceBefore2025 == "" {
		t.Errorf("portal %s lacks a part: %+v", p.ID, p)
	}
	if p.Unverified != (p.Confidence == "C") {
		t.Errorf("portal %s: confidence %s, unverified %t", p.ID, p.Confidence, p.Unverified)
	}
	if _, ok := c.Family(p.Family); !ok && p.Family != "" {
		t.Errorf("portal %s has family %q", p.ID, p.Family)
	}
	known := map[string]bool{}
	for _, e := range p.Evidence {
		for what := range strings.SplitSeq(e.What, ", ") {
			known[what] = true
		}
		if e.Confidence == "" {
			t.Errorf("portal %s: what is known of %s has no confidence", p.ID, e.What)
		}
	}
	if p.Article != nil && !known["article"] {
		t.Errorf("portal %s: nothing says how its article pattern is known", p.ID)
	}
	if p.Successor != "" {
		if s, ok := c.Portal(p.Successor); !ok || s.Province != p.Province {
			t.Errorf("portal %s: successor %s", p.ID, p.Successor)
		}
	}
	for _, s := range p.Sources {
		if got := p.Scope(s.URL); s.Kind == ListingSource && (got.Kind != ScopePage || got.Canonical != s.URL) {
			t.Errorf("portal %s: its source %s is %+v to itself", p.ID, s.URL, got)
		}
	}
}

// TestValidate: what definitions say of each other is checked.
func TestValidate(t *testing.T) {
	c := catalogue(t)
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	if err := c.Add(site(t, "id: mot\nhosts: [mot.vn]\nsuccessor: hai\n")); err != nil {
		t.Fatal(err)
	}
	if err, want := c.Validate(), `test.yaml: successor: no portal has the id "hai"`; err == nil || err.Error() != want {
		t.Errorf("got %v, expected %s", err, want)
	}
	if err := c.Add(site(t, "id: hai\nhosts: [hai.vn]\n")); err != nil {
		t.Fatal(err)
	}
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
}

// TestOutlets: every outlet of the country that is known is in the catalogue,
// under its host, with its provinces, as sure as its evidence.
func TestOutlets(t *testing.T) {
	src, err := os.ReadFile(filepath.Join(corpus.Shared(t), "domain", "outlets.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	c := catalogue(t)
	host := regexp.MustCompile(`[a-z0-9.-]+\.(?:vn|com)\b`)
	seen := 0
	for _, line := range strings.Split(strings.TrimSpace(string(src)), "\n")[1:] {
		col := strings.Split(line, "\t")
		if len(col) < 11 {
			t.Fatalf("row %q", line)
		}
		domain := host.FindString(col[4])
		p := c.ByHost(domain)
		if p == nil {
			t.Errorf("%s (%s) is not in the catalogue", domain, col[2])
			continue
		}
		seen++
		if p.Confidence != col[10] && domain != "sotttt.hanoi.gov.vn" || p.Kind != col[3] || p.Province != col[1] {
			t.Errorf("%s: %s %s %s, expected %s", domain, p.Confidence, p.Kind, p.Province, col)
		}
	}
	if seen != 154 {
		t.Errorf("%d outlets, expected 154", seen)
	}
}

// TestYAML: what portals show prints is the definition again.
func TestYAML(t *testing.T) {
	for _, p := range catalogue(t).Portals() {
		src, err := p.YAML()
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(p.File, src)
		if err != nil {
			t.Fatal(err)
		}
		same := cmp.Options{
			cmpopts.IgnoreUnexported(Portal{}, Rule{}),
			cmp.Comparer(func(a, b *Pattern) bool { return patternText(a) == patternText(b) }),
			cmp.Comparer(func(a, b *regexp.Regexp) bool { return a.String() == b.String() }),
			cmp.Comparer(func(a, b Selector) bool { return a.Text == b.Text }),
		}
		if d := cmp.Diff(p, again, same); d != "" {
			t.Errorf("portal %s\n%s", p.ID, d)
		}
	}
	if _, err := (&Portal{ID: "tay"}).YAML(); err == nil {
		t.Error("a portal that was never written has a definition")
	}
}

func TestByURL(t *testing.T) {
	c := catalogue(t)
	if err := c.Add(site(t, "id: six\nhosts: ['[::1]:8080', 'vidu.vn:8443']\n")); err != nil {
		t.Fatal(err)
	}
	for raw, want := range map[string]string{
		"https://baocantho.com.vn/x":       "baocantho",
		"http://WWW.BaoCanTho.com.vn:80/x": "baocantho",
		"https://m.baocantho.com.vn":       "baocantho",
		"https://baocantho.com.vn.:443/":   "baocantho",
		"https://baocantho.com.vn:8080/":   "",
		"https://khac.baocantho.com.vn/":   "",
		"http://[::1]:8080/x":              "six",
		"http://[0:0::1]:8080/x":           "six",
		"http://[::1]/x":                   "",
		"https://www.vidu.vn:8443/":        "six",
		"https://vidu.vn/":                 "",
		"không phải URL":                   "",
		"":                                 "",
	} {
		got := ""
		if p := c.ByURL(raw); p != nil {
			got = p.ID
		}
		if got != want {
			t.Errorf("ByURL(%q) = %q, expected %q", raw, got, want)
		}
	}
}

// resolve runs a portals: list and returns the ids, or the errors.
func resolve(t *testing.T, c *Catalogue, dir, list string) (ids, errs string) {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(list), &doc); err != nil {
		t.Fatal(err)
	}
	var got, failed []string
	for _, n := range doc.Content[0].Content {
		ps, err := c.Resolve(dir, n, "config.yaml")
		if err != nil {
			failed = append(failed, strings.ReplaceAll(err.Error(), dir, "DIR"))
		}
		for _, p := range ps {
			got = append(got, p.ID)
			if q, _ := c.Portal(p.ID); q != p {
				t.Errorf("%s is another portal in the catalogue", p.ID)
			}
		}
	}
	return strings.Join(got, " "), strings.Join(failed, "\n")
}

func TestResolve(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("mot.yaml", "id: mot\nhosts: [mot.vn]\n")
	write("hong.yaml", "id: hong\nhost: [hong.vn]\n")
	for _, c := range []struct{ list, ids, errs string }{
		{"[baothaibinh, {id: hai, hosts: [hai.vn]}, ./mot.yaml]", "baothaibinh hai mot", ""},
		{"[mot.yaml]", "mot", ""},
		{"[" + dir + "/mot.yaml]", "mot", ""},
		{"[baocanto]", "", `config.yaml:1:2: portals: the catalogue has no portal "baocanto" (did you mean baocantho); the path of a file needs a slash or the ending .yaml`},
		{"[xyz]", "", `config.yaml:1:2: portals: the catalogue has no portal "xyz" ('tintinh portals list' shows its 163); the path of a file needs a slash or the ending .yaml`},
		{"[baocantho, baocantho]", "baocantho", `config.yaml:1:13: portals: the portal baocantho stands twice in the list; keep one`},
		{"[./khong-co.yaml]", "", `config.yaml:1:2: portals: there is no file DIR/khong-co.yaml; paths are relative to the configuration's folder`},
		{"[./hong.yaml]", "", "DIR/hong.yaml:1:1: hosts: missing; expected the site's host names, the canonical one first: hosts: [example.vn, www.example.vn]\nDIR/hong.yaml:2:1: host: unknown key; did you mean hosts?"},
		{"[[a]]", "", "config.yaml:1:2: portals: expected the id of a catalogue entry, the path of a file or a definition; found a list"},
		{"[null]", "", "config.yaml:1:2: portals: expected the id of a catalogue entry, the path of a file or a definition; found nothing"},
		// one host, one portal; one id, one definition
		{"[./mot.yaml, {id: hai, hosts: [www.mot.vn]}]", "mot", "config.yaml:1:14: portals.hosts: the host www.mot.vn of portal hai (config.yaml) belongs to portal mot (DIR/mot.yaml) already; two portals may not share a host, nor its www. and m. forms"},
		{"[./mot.yaml, {id: mot, hosts: [hai.vn]}]", "mot", "config.yaml:1:14: portals.id: the portal mot is defined in DIR/mot.yaml, too"},
		{"[baocantho, {id: ct, hosts: [baocantho.com.vn]}]", "baocantho", "config.yaml:1:13: portals.hosts: the host baocantho.com.vn of portal ct (config.yaml) belongs to portal baocantho (catalogue:sites/baocantho.yaml) already; two portals may not share a host, nor its www. and m. forms"},
		{"[{id: ct, hosts: [baocantho.com.vn]}, baocantho]", "ct", "config.yaml:1:39: portals: the catalogue's portal baocantho has a host of your portal ct (config.yaml); two portals may not share a host: leave one out"},
		// an own definition goes before the catalogue's
		{"[{id: baocantho, hosts: [ct.vn]}]", "baocantho", ""},
		{"[{id: ct, hosts: [m.baocantho.com.vn]}]", "ct", ""},
	} {
		ids, errs := resolve(t, catalogue(t), dir, c.list)
		if ids != c.ids {
			t.Errorf("%s gives %q, expected %q", c.list, ids, c.ids)
		}
		if d := cmp.Diff(c.errs, errs); d != "" {
			t.Errorf("%s\n%s", c.list, d)
		}
	}
}

// TestReplace: an own definition with a catalogue id takes its place, hosts
// included.
func TestReplace(t *testing.T) {
	c := catalogue(t)
	own := site(t, "id: baocantho\nhosts: [ct.vn, baohatinh.vn]\n")
	if err := c.Add(own); err != nil {
		t.Fatal(err)
	}
	if p, _ := c.Portal("baocantho"); p != own || c.ByHost("ct.vn") != own || c.ByHost("baohatinh.vn") != own {
		t.Error("the own definition is not found")
	}
	if p := c.ByHost("baocantho.com.vn"); p != nil {
		t.Errorf("the replaced definition still answers: %+v", p)
	}
	if _, ok := c.Portal("baohatinh"); ok {
		t.Error("two portals share the host baohatinh.vn")
	}
}

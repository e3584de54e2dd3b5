package robots

import (
	"fmt"
	"strings"
	"testing"
)

// FuzzParse: no file panics, and what is stored decides as what was parsed.
func FuzzParse(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /a*b$\nAllow: /index.html\nSitemap: https://a.vn/s.xml", "tintinh/1", "/a/x/b?c")
	f.Add("\xff\xfeU\x00", "", "")
	f.Add("user-agent: x\rdisallow: /%2a%24*\xff?u=%3a%2F", "x", "/*$a\xff?u=:/")
	f.Add("useragent *\ndisalow /%%34%31\ncrawl-delay: 1", "x", "/%41")
	f.Fuzz(func(t *testing.T, file, agent, path string) {
		rules := Parse([]byte(file), agent)
		stored := throughJSON(t, rules)
		for _, p := range []string{path, "/" + path, file} {
			ok, line := rules.Allowed(p)
			if ok2, line2 := stored.Allowed(p); ok2 != ok || line2 != line {
				t.Errorf("%q: parsed %v (%q), stored %v (%q)", p, ok, line, ok2, line2)
			}
		}
	})
}

// FuzzMatch: the one-pass matcher agrees with plain backtracking.
func FuzzMatch(f *testing.F) {
	for _, s := range [][2]string{{"/a*b*c$", "/a-b-b-c"}, {"*", "/"}, {"/**$", "/x"}, {"/a$", "/a"}, {"/a*a", "/a"}, {"/*ab*b$", "/abb"}, {"", "/"}, {"$", "/"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, written, path string) {
		if len(written) > 30 || len(path) > 200 || strings.ContainsAny(written+path, "%?#") {
			return
		}
		to := newTarget(path)
		p := compile(written)
		want := backtrack(normaliseRule(written), to.path)
		if got := p.match(to); got != want {
			t.Errorf("pattern %q on %q: %v, want %v", written, to.path, got, want)
		}
	})
}

func normaliseRule(written string) string {
	parts := strings.Split(written, "*")
	for i := range parts {
		parts[i] = normalise(parts[i])
	}
	return strings.Join(parts, "*")
}

func backtrack(rule, path string) bool {
	switch {
	case rule == "":
		return true
	case rule == "$":
		return path == ""
	case rule[0] == '*':
		return backtrack(rule[1:], path) || path != "" && backtrack(rule, path[1:])
	}
	return path != "" && path[0] == rule[0] && backtrack(rule[1:], path[1:])
}

// A file made to hold a backtracking matcher for ever is answered: each rule
// costs one pass.
func TestManyAsterisks(t *testing.T) {
	path := "/" + strings.Repeat("a", 2047)
	for name, file := range hostile() {
		if ok, line := Parse([]byte(file), "x").Allowed(path); !ok {
			t.Errorf("%s: refused by %.40q", name, line)
		}
	}
}

func hostile() map[string]string {
	var rules strings.Builder
	rules.WriteString("User-agent: *\n")
	for i := range 10_000 { // all different: repeated rules are dropped
		fmt.Fprintf(&rules, "Disallow: /*a*a*a*a*a*a*a*a*a*b%d$\n", i)
	}
	return map[string]string{
		"10,000 asterisks": "User-agent: *\nDisallow: /" + strings.Repeat("*a", 10_000) + "b$",
		"10,000 rules":     rules.String(),
	}
}

func BenchmarkAllowed(b *testing.B) {
	path := "/" + strings.Repeat("a", 2047)
	for name, file := range hostile() {
		rules := Parse([]byte(file), "x")
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				rules.Allowed(path)
			}
		})
	}
}

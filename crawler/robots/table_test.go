package robots

import (
	"encoding/json"
	"strings"
	"testing"
)

// A case is one file, one crawler and what it may fetch: "+/path" is allowed,
// "-/path" is not.
type verdicts struct {
	name   string
	file   string
	agent  string
	expect []string
}

// check asks for every path twice: of the parsed rules, and of the rules that
// went through JSON.
func check(t *testing.T, cases []verdicts) {
	t.Helper()
	rows := 0
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			rules := Parse([]byte(c.file), c.agent)
			stored := throughJSON(t, rules)
			for _, e := range c.expect {
				rows++
				want, path := e[0] == '+', e[1:]
				if ok, line := rules.Allowed(path); ok != want {
					t.Errorf("Allowed(%.80q) = %v (%.80q), want %v\n%.300s", path, ok, line, want, c.file)
				}
				if ok, _ := stored.Allowed(path); ok != want {
					t.Errorf("after JSON, Allowed(%.80q) = %v, want %v", path, ok, want)
				}
			}
		})
	}
	t.Logf("%d expectations", rows)
}

func throughJSON(t *testing.T, r *Rules) *Rules {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	back := new(Rules)
	if err := json.Unmarshal(b, back); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	return back
}

func lines(l ...string) string { return strings.Join(l, "\n") + "\n" }

// The examples of RFC 9309 itself: sections 2.2.1 to 2.2.3, and 5.
func TestRFC9309Examples(t *testing.T) {
	merged := lines("user-agent: ExampleBot", "disallow: /foo", "disallow: /bar", "",
		"user-agent: ExampleBot", "disallow: /baz")
	simple := lines("User-Agent: *", "Disallow: *.gif$", "Disallow: /example/", "Allow: /publications/", "",
		"User-Agent: foobot", "Disallow:/", "Allow:/example/page.html", "Allow:/example/allowed.gif", "",
		"User-Agent: barbot", "User-Agent: bazbot", "Disallow: /example/page.html", "",
		"User-Agent: quxbot")
	check(t, []verdicts{
		{"2.2.1 merged groups", merged, "ExampleBot/1.0", []string{"-/foo", "-/bar", "-/baz", "+/qux"}},
		{"2.2.1 token in a longer agent", lines("User-agent: *", "Disallow: /a", "User-agent: ExampleBot", "Disallow: /b"),
			"ExampleBot/1.0 (+https://example.com)", []string{"+/a", "-/b"}},
		{"2.2.2 query as it is", lines("User-agent: *", "Disallow: /foo/bar?baz=quz"), "x", []string{"-/foo/bar?baz=quz", "+/foo/bar?baz=q"}},
		{"2.2.2 reserved in a query", lines("User-agent: *", "Disallow: /foo/bar?baz=https://foo.bar"), "x",
			[]string{"-/foo/bar?baz=https%3A%2F%2Ffoo.bar", "-/foo/bar?baz=https://foo.bar"}},
		{"2.2.2 reserved in a rule's query", lines("User-agent: *", "Disallow: /foo/bar?baz=https%3a%2f%2ffoo.bar"), "x",
			[]string{"-/foo/bar?baz=https%3A%2F%2Ffoo.bar", "-/foo/bar?baz=https://foo.bar"}},
		{"2.2.2 three octets", lines("User-agent: *", "Disallow: /foo/bar/\u30c4"), "x", []string{"-/foo/bar/%E3%83%84", "-/foo/bar/%e3%83%84"}},
		{"2.2.2 three octets, encoded", lines("User-agent: *", "Disallow: /foo/bar/%E3%83%84"), "x", []string{"-/foo/bar/%E3%83%84", "-/foo/bar/\u30c4"}},
		{"2.2.2 unreserved, encoded", lines("User-agent: *", "Disallow: /foo/bar/%62%61%7A"), "x", []string{"-/foo/bar/baz", "-/foo/bar/%62%61%7A"}},
		{"2.2.3 special", lines("User-agent: *", "Allow: /this/path/exactly$", "Disallow: /this/"), "x",
			[]string{"+/this/path/exactly", "-/this/path/exactly/not"}},
		{"2.2.3 any", lines("User-agent: *", "Allow: /this/*/exactly", "Disallow: /this/"), "x",
			[]string{"+/this/a/b/exactly", "-/this/exactly"}},
		{"2.2.3 verbatim", lines("User-agent: *", "Disallow: /path/file-with-a-%2A.html", "Disallow: /path/foo-%24"), "x",
			[]string{"-/path/file-with-a-*.html", "+/path/file-with-a-b.html", "-/path/foo-$", "+/path/foo-", "-/path/foo-%24"}},
		{"5.1 everybody", simple, "anybot", []string{"-/a.gif", "+/a.gif?x", "-/example/page.html", "+/publications/a.html", "+/"}},
		{"5.1 foobot", simple, "foobot", []string{"-/", "+/example/page.html", "+/example/allowed.gif", "-/publications/"}},
		{"5.1 barbot", simple, "barbot", []string{"-/example/page.html", "+/example/", "+/a.gif"}},
		{"5.1 bazbot", simple, "bazbot", []string{"-/example/page.html", "+/example/", "+/a.gif"}},
		{"5.1 quxbot", simple, "quxbot", []string{"+/", "+/a.gif", "+/example/page.html"}},
		{"5.2 longest", lines("User-Agent: foobot", "Allow: /example/page/", "Disallow: /example/page/disallowed.gif"), "foobot",
			[]string{"-/example/page/disallowed.gif", "+/example/page/", "+/"}},
	})
}

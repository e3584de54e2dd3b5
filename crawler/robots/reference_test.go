package robots

import (
	"strings"
	"testing"
)

// The expectations of google/robotstxt's own test (its test names are kept),
// over paths of ours. Three of them ask the caller to encode paths beforehand,
// where RFC 9309 compares both sides in one form; they stand in TestRFC9309Examples
// with the RFC's answer. One wants the agent "Foo Bar" not to be "Foo"; here a
// user agent is cut to its token first.
func TestReference(t *testing.T) {
	closed := lines("user-agent: FooBot", "disallow: /")
	groups := lines("allow: /goc/", "", "user-agent: FooBot", "disallow: /", "allow: /x/",
		"user-agent: BarBot", "disallow: /", "allow: /y/", "", "", "allow: /w/",
		"user-agent: BazBot", "", "user-agent: FooBot", "allow: /z/", "disallow: /")
	everybody := lines("user-agent: *", "allow: /", "user-agent: FooBot", "disallow: /")
	specific := lines("user-agent: FooBot", "allow: /", "user-agent: BarBot", "disallow: /", "user-agent: BazBot", "disallow: /")
	spaced := lines("User-Agent: *", "Disallow: /", "User-Agent: Foo Bar", "Allow: /x/", "Disallow: /")
	foo := func(rules ...string) string { return lines(append([]string{"user-agent: FooBot"}, rules...)...) }
	check(t, []verdicts{
		{"GoogleOnly_SystemTest empty file", "", "FooBot", []string{"+"}},
		{"GoogleOnly_SystemTest no agent", closed, "", []string{"+"}},
		{"GoogleOnly_SystemTest no path", closed, "FooBot", []string{"-"}},
		{"GoogleOnly_SystemTest nothing", "", "", []string{"+"}},
		{"ID_LineSyntax_Line", closed, "FooBot", []string{"-/x/y"}},
		{"ID_LineSyntax_Line other fields", lines("foo: FooBot", "bar: /"), "FooBot", []string{"+/x/y"}},
		{"ID_LineSyntax_Line no colon", lines("user-agent FooBot", "disallow /"), "FooBot", []string{"-/x/y"}},
		{"ID_LineSyntax_Groups Foo", groups, "FooBot", []string{"+/x/b", "+/z/d", "-/y/c", "-/goc/"}},
		{"ID_LineSyntax_Groups Bar", groups, "BarBot", []string{"+/y/c", "+/w/a", "-/z/d", "-/goc/"}},
		{"ID_LineSyntax_Groups Baz", groups, "BazBot", []string{"+/z/d", "-/goc/"}},
		{"ID_LineSyntax_Groups_OtherRules sitemap", lines("User-agent: BarBot", "Sitemap: https://a.vn/s.xml", "User-agent: *", "Disallow: /"),
			"FooBot", []string{"-/"}},
		{"ID_LineSyntax_Groups_OtherRules sitemap, named", lines("User-agent: BarBot", "Sitemap: https://a.vn/s.xml", "User-agent: *", "Disallow: /"),
			"BarBot", []string{"-/"}},
		{"ID_LineSyntax_Groups_OtherRules unknown", lines("User-agent: FooBot", "Khong-ro: gì đó", "User-agent: *", "Disallow: /"),
			"FooBot", []string{"-/"}},
		{"ID_LineSyntax_Groups_OtherRules unknown, other", lines("User-agent: FooBot", "Khong-ro: gì đó", "User-agent: *", "Disallow: /"),
			"BarBot", []string{"-/"}},
		{"ID_REPLineNamesCaseInsensitive upper", lines("USER-AGENT: FooBot", "ALLOW: /x/", "DISALLOW: /"), "FooBot", []string{"+/x/y", "-/a/b"}},
		{"ID_REPLineNamesCaseInsensitive lower", foo("allow: /x/", "disallow: /"), "FooBot", []string{"+/x/y", "-/a/b"}},
		{"ID_REPLineNamesCaseInsensitive camel", lines("uSeR-aGeNt: FooBot", "AlLoW: /x/", "dIsAlLoW: /"), "FooBot", []string{"+/x/y", "-/a/b"}},
		{"ID_UserAgentValueCaseInsensitive upper", lines("User-Agent: FOO BAR", "Allow: /x/", "Disallow: /"), "Foo", []string{"+/x/y", "-/a/b"}},
		{"ID_UserAgentValueCaseInsensitive lower", lines("User-Agent: foo bar", "Allow: /x/", "Disallow: /"), "Foo", []string{"+/x/y", "-/a/b"}},
		{"ID_UserAgentValueCaseInsensitive camel", lines("User-Agent: FoO bAr", "Allow: /x/", "Disallow: /"), "Foo", []string{"+/x/y", "-/a/b"}},
		{"ID_UserAgentValueCaseInsensitive upper, foo", lines("User-Agent: FOO BAR", "Allow: /x/", "Disallow: /"), "foo", []string{"+/x/y", "-/a/b"}},
		{"ID_UserAgentValueCaseInsensitive lower, foo", lines("User-Agent: foo bar", "Allow: /x/", "Disallow: /"), "foo", []string{"+/x/y", "-/a/b"}},
		{"ID_UserAgentValueCaseInsensitive camel, foo", lines("User-Agent: FoO bAr", "Allow: /x/", "Disallow: /"), "foo", []string{"+/x/y", "-/a/b"}},
		{"GoogleOnly_AcceptUserAgentUpToFirstSpace", spaced, "Foo", []string{"+/x/y"}},
		{"ID_GlobalGroups_Secondary empty", "", "FooBot", []string{"+/x/y"}},
		{"ID_GlobalGroups_Secondary named", everybody, "FooBot", []string{"-/x/y"}},
		{"ID_GlobalGroups_Secondary others", everybody, "BarBot", []string{"+/x/y"}},
		{"ID_GlobalGroups_Secondary none for us", specific, "QuxBot", []string{"+/x/y"}},
		{"ID_AllowDisallow_Value_CaseSensitive lower", foo("disallow: /x/"), "FooBot", []string{"-/x/y"}},
		{"ID_AllowDisallow_Value_CaseSensitive upper", foo("disallow: /X/"), "FooBot", []string{"+/x/y"}},
		{"ID_LongestMatch disallow", foo("disallow: /x/page.html", "allow: /x/"), "FooBot", []string{"-/x/page.html"}},
		{"ID_LongestMatch allow", foo("allow: /x/page.html", "disallow: /x/"), "FooBot", []string{"+/x/page.html", "-/x/"}},
		{"ID_LongestMatch empty", foo("disallow: ", "allow: "), "FooBot", []string{"+/x/page.html"}},
		{"ID_LongestMatch tie at the root", foo("disallow: /", "allow: /"), "FooBot", []string{"+/x/page.html"}},
		{"ID_LongestMatch slash", foo("disallow: /x", "allow: /x/"), "FooBot", []string{"-/x", "+/x/"}},
		{"ID_LongestMatch tie", foo("disallow: /x/page.html", "allow: /x/page.html"), "FooBot", []string{"+/x/page.html"}},
		{"ID_LongestMatch wildcard longer", foo("allow: /page", "disallow: /*.html"), "FooBot", []string{"-/page.html", "+/page"}},
		{"ID_LongestMatch wildcard shorter", foo("allow: /x/page.", "disallow: /*.html"), "FooBot", []string{"+/x/page.html", "-/x/y.html"}},
		{"ID_LongestMatch named group only", lines("User-agent: *", "Disallow: /x/", "User-agent: FooBot", "Disallow: /y/"), "FooBot",
			[]string{"+/x/page", "-/y/page"}},
		{"ID_Encoding reserved", foo("Disallow: /", "Allow: /a/b?q=t&u=http://a.vn?x&y"), "FooBot", []string{"+/a/b?q=t&u=http://a.vn?x&y"}},
		{"ID_Encoding plain", foo("Disallow: /", "Allow: /a/ế"), "FooBot", []string{"+/a/%E1%BA%BF"}},
		{"ID_Encoding encoded", foo("Disallow: /", "Allow: /a/%E1%BA%BF"), "FooBot", []string{"+/a/%E1%BA%BF"}},
		{"ID_Encoding ascii", foo("Disallow: /", "Allow: /a/%62%61%7A"), "FooBot", []string{"+/a/%62%61%7A"}},
		{"ID_SpecialCharacters star", foo("Disallow: /a/b/quz", "Allow: /a/*/qux"), "FooBot",
			[]string{"-/a/b/quz", "+/a/quz", "+/a//quz", "+/a/c/quz"}},
		{"ID_SpecialCharacters dollar", foo("Disallow: /a/b$", "Allow: /a/b/qux"), "FooBot",
			[]string{"-/a/b", "+/a/b/qux", "+/a/b/", "+/a/b/baz"}},
		{"ID_SpecialCharacters comment", foo("# Disallow: /", "Disallow: /a/quz#qux", "Allow: /"), "FooBot", []string{"+/a/b", "-/a/quz"}},
		{"GoogleOnly_IndexHTMLisDirectory", lines("User-Agent: *", "Allow: /muc/index.html", "Disallow: /"), "foobot",
			[]string{"+/muc/", "-/muc/index.htm", "+/muc/index.html", "-/khac"}},
	})
}

func TestReferenceLongLines(t *testing.T) {
	fill := func(c string, field string) string { return "/x/" + strings.Repeat(c, 2083*8-3-len(field)-2) }
	long := fill("a", "disallow: ")
	a, b := fill("a", "allow: "), fill("b", "allow: ")
	check(t, []verdicts{
		{"GoogleOnly_LineTooLong disallow", lines("user-agent: FooBot", "disallow: "+long+"/qux"), "FooBot",
			[]string{"+/fux", "-" + long + "/fux"}},
		{"GoogleOnly_LineTooLong allow", lines("user-agent: FooBot", "disallow: /", "allow: "+a+"/qux", "allow: "+b+"/qux"), "FooBot",
			[]string{"-/", "+" + a + "/qux", "+" + b + "/fux"}},
	})
}

// The table in the documentation of Google's crawler, as tested there.
func TestReferenceDocumentation(t *testing.T) {
	only := func(allow string) string { return lines("user-agent: FooBot", "disallow: /", "allow: "+allow) }
	fish := []string{"-/bar", "+/fish", "+/fish.html", "+/fish/salmon.html", "+/fishheads", "+/fishheads/yummy.html",
		"+/fish.html?id=anything", "-/Fish.asp", "-/catfish", "-/?id=fish"}
	check(t, []verdicts{
		{"GoogleOnly_DocumentationChecks /fish", only("/fish"), "FooBot", fish},
		{"GoogleOnly_DocumentationChecks /fish*", only("/fish*"), "FooBot", fish},
		{"GoogleOnly_DocumentationChecks /fish/", only("/fish/"), "FooBot",
			[]string{"-/bar", "+/fish/", "+/fish/salmon", "+/fish/?salmon", "+/fish/salmon.html", "+/fish/?id=anything",
				"-/fish", "-/fish.html", "-/Fish/Salmon.html"}},
		{"GoogleOnly_DocumentationChecks /*.php", only("/*.php"), "FooBot",
			[]string{"-/bar", "+/filename.php", "+/folder/filename.php", "+/folder/filename.php?parameters", "+//folder/any.php.file.html",
				"+/filename.php/", "+/index?f=filename.php/", "-/php/", "-/index?php", "-/windows.PHP"}},
		{"GoogleOnly_DocumentationChecks /*.php$", only("/*.php$"), "FooBot",
			[]string{"-/bar", "+/filename.php", "+/folder/filename.php", "-/filename.php?parameters", "-/filename.php/",
				"-/filename.php5", "-/php/", "-/filename?php", "-/aaaphpaaa", "-//windows.PHP"}},
		{"GoogleOnly_DocumentationChecks /fish*.php", only("/fish*.php"), "FooBot",
			[]string{"-/bar", "+/fish.php", "+/fishheads/catfish.php?parameters", "-/Fish.PHP"}},
		{"GoogleOnly_DocumentationChecks precedence", only("/p"), "FooBot", []string{"+/page"}},
		{"GoogleOnly_DocumentationChecks tie", lines("user-agent: FooBot", "allow: /folder", "disallow: /folder"), "FooBot", []string{"+/folder/page"}},
		{"GoogleOnly_DocumentationChecks longer", lines("user-agent: FooBot", "allow: /page", "disallow: /*.htm"), "FooBot", []string{"-/page.htm"}},
		{"GoogleOnly_DocumentationChecks root", only("/$"), "FooBot", []string{"+/", "-/page.html"}},
	})
}

func TestToken(t *testing.T) {
	for agent, want := range map[string]string{
		"Foobot": "Foobot", "Foobot-Bar": "Foobot-Bar", "Foo_Bar": "Foo_Bar",
		"": "", "ツ": "", "Foobot*": "Foobot", " Foobot ": "", "Foobot/2.1": "Foobot", "Foobot Bar": "Foobot",
		"tintinh/1.0 (+mailto:ai@example.vn)": "tintinh",
	} {
		if got := Token(agent); got != want {
			t.Errorf("Token(%q) = %q, want %q", agent, got, want)
		}
	}
}

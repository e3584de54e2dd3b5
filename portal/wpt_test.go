package portal

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWebPlatform compares parsing with the URL cases of the web platform
// tests (http and https, absolute input). Where we refuse what browsers take,
// it is for a reason of ours: user names, control bytes, NUL, length.
func TestWebPlatform(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/nlnwa/whatwg-url").Output()
	if err != nil {
		t.Skipf("the module with the test data cannot be found: %v", err)
	}
	src, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), "testdata", "urltestdata.json"))
	if err != nil {
		t.Skipf("no URL test data: %v", err)
	}
	var cases []json.RawMessage
	if err := json.Unmarshal(src, &cases); err != nil {
		t.Fatal(err)
	}
	agree, all, refused := 0, 0, map[string]int{}
	for _, raw := range cases {
		var c struct {
			Input, Protocol, Host, Pathname, Search string
			Username, Password                      string
			Base                                    *string
			Failure                                 bool
		}
		if json.Unmarshal(raw, &c) != nil { // the file holds comments as strings
			continue
		}
		if !webInput(c.Input) {
			continue
		}
		all++
		a, err := parseAddress(c.Input)
		switch {
		case err != nil && c.Failure:
			agree++
		case err != nil && ours(c.Input, c.Username+c.Password):
			refused[err.(*URLError).Reason]++
			agree++
		case err != nil || c.Failure:
			t.Logf("differs: %q: %v, browsers fail: %t", c.Input, err, c.Failure)
		case a.scheme+":" == c.Protocol && a.host == c.Host && a.path == c.Pathname && strings.TrimPrefix(c.Search, "?") == a.query:
			agree++
		case trimDot(c.Host) == a.host: // a final dot is dropped on purpose
			agree++
		default:
			t.Logf("differs: %q: %+v, browsers say %s//%s%s%s", c.Input, a, c.Protocol, c.Host, c.Pathname, c.Search)
		}
	}
	t.Logf("%d of %d http and https cases agree; refused on purpose: %v", agree, all, refused)
	if all < 250 || all-agree > all/100 {
		t.Errorf("%d of %d agree; expected more than 250 cases, 99 in 100", agree, all)
	}
}

// webInput: absolute, or what a browser takes for it without a base.
func webInput(s string) bool {
	s = strings.ToLower(strings.TrimLeft(s, " \t\r\n\f"))
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http:\\\\")
}

// ours tells what only we refuse.
func ours(input, user string) bool {
	return user != "" || strings.Contains(input, "%00") || len(input) > MaxURL || strings.ContainsFunc(input, func(r rune) bool {
		return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0x7f || r == 0xFFFD || r >= 0xD800 && r <= 0xDFFF
	})
}

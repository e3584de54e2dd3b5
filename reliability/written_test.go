//go:build linux

package main

import (
	"os"
	"path/filepath"
	"testing"
)

// The checks of what is written must find what they look for.
func TestWrittenChecksFind(t *testing.T) {
	tests := []struct {
		name      string
		check     func([]byte) string
		fine, bad []string
	}{
		{"terminal", steering, []string{"Tin thường\n\tcó thụt đầu dòng", `\u{1b}[2J`, "chữ đ ổ ũ"}, []string{"\x1b[2J", "\u009b2J", "a\u202eb", "a\u2066b", "a\u200fb", "\x07", "a\rb", "\u2028", "\xff", "\x7f"}},
		{"log", logLines, []string{`time=2026-05-01 msg="Tin thật\ntime=2026-01-01T00:00:00Z level=ERROR msg=\"tin giả\""`, `{"time":"2026","url":"tin giả"}`}, []string{"x\ntime=2026-01-01T00:00:00Z level=ERROR msg=\"tin giả\"", "tin giả\n"}},
		{"log in JSON", jsonLines, []string{`{"time":"2026"}` + "\nportal  discovered\n"}, []string{`{"time":"2026` + "\n" + `"}`}},
		{"spreadsheet", formulas, []string{"a,b\r\n'=1+1,\\u{1b}\r\n"}, []string{"=1+1\r\n", "a,-2\r\n", "\"\n=1\"\r\n", "a,@b\r\n", "＝1\r\n", "a\u202eb\r\n", "a\"b\r\n"}},
		{"browser", active, []string{`<p title="&lt;script>">&lt;script&gt;</p><img src="/static/icon.svg"><input value="javascript:alert(1)"><span title="javascript:alert(1)"></span><iframe sandbox src="/proof/page?n=1"></iframe><meta http-equiv="Content-Security-Policy" content="default-src 'none'"><a href="http://a.test/">x</a>`},
			[]string{"<script>alert(1)</script>", "<svg onload=alert(1)>", `<a href=" JavaScript:alert(1)">`, `<img src=x>`, `<iframe srcdoc="x">`, `<iframe src="/proof">`, `<iframe sandbox="allow-scripts" src="/proof">`, `<iframe sandbox src="//xau.invalid/">`, `<p style="x">`, `<meta http-equiv=refresh>`}},
	}
	for _, tt := range tests {
		for _, s := range tt.fine {
			if what := tt.check([]byte(s)); what != "" {
				t.Errorf("%s: %q is fine, and was taken for %s", tt.name, s, what)
			}
		}
		for _, s := range tt.bad {
			if tt.check([]byte(s)) == "" {
				t.Errorf("%s: %q was not found", tt.name, s)
			}
		}
	}
	dir := t.TempDir()
	for _, name := range []string{"tintinh.db", "raw/bao-20260312-075900-00001.warc.gz", "heartbeat.json"} {
		path := filepath.Join(dir, "data", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if what, err := strangers(filepath.Join(dir, "data")); what != "" || err != nil {
		t.Errorf("our own files: %s, %v", what, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "data", "raw", "Tin xấu.pdf"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if what, err := strangers(filepath.Join(dir, "data")); what == "" || err != nil {
		t.Errorf("a file of somebody else was not found (%v)", err)
	}
}

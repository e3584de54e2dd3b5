package main

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
)

// FuzzConfig: any file is a configuration, or an error that names it; what is
// taken is within bounds.
func FuzzConfig(f *testing.F) {
	for _, s := range []string{
		"", "data: ./data\nportals: []\n", "crawl: {workers: 8, max_time: 50m, revisit: [1h, 6h]}", "crawl:\n  max_body: 8MiB\nraw: {max_size: 9999999999999TiB}", "a: &a [*a]", "---\n---\n",
		"portals: [{id: a, hosts: [a.test], sources: [{kind: listing, url: 'http://a.test/'}]}]", "user_agent: \"x\"\nlog: {level: debug}", "\xff\xfe", "crawl: null", "? [a]\n: b", "data: !!binary aGk=",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if strings.Contains(string(src), "/") || strings.Contains(string(src), `\`) {
			t.Skip() // a portal's own file, which may be any on this machine
		}
		c, err := loadConfig("", func(string) string { return "" })
		if err != nil {
			t.Fatal(err)
		}
		if err := c.read("cau-hinh.yaml", src); err != nil {
			if !strings.Contains(err.Error(), "cau-hinh.yaml") {
				t.Fatalf("the error does not say where: %v", err)
			}
			return
		}
		if c.Crawl.Workers < 0 || c.Crawl.Workers > 256 || c.Crawl.MaxBody < 64<<10 || c.Crawl.Timeout <= 0 || c.Crawl.Delay < 0 || c.Raw.MaxSize < 0 {
			t.Fatalf("out of bounds: %+v", c.Crawl)
		}
	})
}

// FuzzFrames: whatever answers on the socket, its words go to the right
// stream, and what breaks off is an error.
func FuzzFrames(f *testing.F) {
	f.Add([]byte("\x01\x00\x00\x00\x03tin\x03\x00\x00\x00\x01\x00"))
	f.Add([]byte("\x02\xff\xff\xff\xfftin"))
	f.Add([]byte("\x03\x00\x00\x00\x02ab"))
	f.Add([]byte("HTTP/1.1 200 OK\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var out, errs bytes.Buffer
		code, err := copyAnswer(bytes.NewReader(b), &out, &errs)
		if out.Len()+errs.Len() > len(b) || code < 0 || code > 255 {
			t.Fatalf("%d bytes came of %d, code %d", out.Len()+errs.Len(), len(b), code)
		}
		if err == nil && !bytes.Contains(b, []byte{frameExit, 0, 0, 0, 1, byte(code)}) {
			t.Fatal("an answer without its end was taken for whole")
		}
	})
}

// FuzzAsk: whatever is written to the socket, it is no command, or one that
// cobra knows or refuses; only reading commands are tried here.
func FuzzAsk(f *testing.F) {
	f.Add([]byte(`{"args":["version"]}`))
	f.Add([]byte(`{"args":["--help"]}`))
	f.Add([]byte(`{"args":[null]}`))
	f.Add([]byte("GET / HTTP/1.1\r\n\r\n"))
	f.Add([]byte(`{"args":` + strings.Repeat("[", 1000)))
	f.Fuzz(func(t *testing.T, b []byte) {
		var ask struct{ Args []string }
		if err := json.NewDecoder(io.LimitReader(bytes.NewReader(b), maxRequest)).Decode(&ask); err != nil {
			return
		}
		for i, s := range ask.Args {
			if i == 0 && s != "version" && s != "schema" && s != "--help" && s != "status" || i > 0 && strings.Contains(s, "/") {
				t.Skip()
			}
		}
		a := &app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, getenv: func(string) string { return "" }, loaded: defaultConfig(), dataDir: t.TempDir()}
		a.loaded.Data = a.dataDir
		cmd := a.command()
		cmd.SetArgs(append([]string{}, ask.Args...))
		if code := a.report(cmd.ExecuteContext(t.Context())); code < 0 || code > 255 {
			t.Fatalf("exit code %d", code)
		}
	})
}

// FuzzList: each line of extract's --list is a page or an error.
func FuzzList(f *testing.F) {
	f.Add("a.html\thttp://a.test/\n\n\tx\nb.html")
	f.Add("\x00\r\n\xff\t\t\t")
	f.Fuzz(func(t *testing.T, src string) {
		lines := strings.Count(src, "\n") + 1
		got := 0
		listed(strings.NewReader(src), "danh-sach", func(path, url string, err error) bool {
			if got++; err == nil && path == "" {
				t.Fatal("a page without a path")
			}
			return true
		})
		if got > lines {
			t.Fatalf("%d pages of %d lines", got, lines)
		}
	})
}

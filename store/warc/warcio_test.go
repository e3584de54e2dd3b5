package warc

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// indexed is a row of warcio's index.
type indexed struct {
	Offset int64  `json:"offset"`
	Length int64  `json:"length"`
	Type   string `json:"warc-type"`
	Digest string `json:"warc-payload-digest"`
	Block  string `json:"warc-block-digest"`
	Status int    `json:"http:status"`
}

// warcio.js is an independent reader: it must see the records where we do.
func TestWarcioReadsOurFiles(t *testing.T) {
	bin := os.Getenv("WARCIO")
	if bin == "" {
		var err error
		if bin, err = exec.LookPath("warcio"); err != nil {
			t.Skip("warcio (npm, 2.4.11) is neither in $WARCIO nor in PATH")
		}
	}
	dir := t.TempDir()
	w := open(t, dir, Options{Software: "tintinh"})
	first := page(1)
	first.ResponseHeader.Set("Transfer-Encoding", "chunked")
	ref := write(t, w, first)
	unchanged := page(1)
	unchanged.Status, unchanged.Revisit = 304, &Revisit{At: first.At}
	write(t, w, unchanged)
	coded := page(2)
	coded.ResponseHeader.Set("Content-Encoding", "gzip")
	coded.Body = zipped(string(page(2).Body))
	write(t, w, coded)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, ref.File)

	var want []indexed
	for _, rec := range all(t, path) {
		row := indexed{rec.Offset, rec.Length, rec.Type, rec.Header.Get("WARC-Payload-Digest"), rec.Header.Get("WARC-Block-Digest"), 0}
		if rec.Type == "response" || rec.Type == "revisit" {
			var err error
			if row.Status, _, _, err = rec.Response(); err != nil {
				t.Fatal(err)
			}
		}
		want = append(want, row)
	}
	cmd := exec.Command(bin, "index", path,
		"-f", "warc-type,warc-payload-digest,warc-block-digest,http:status,offset,length")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("%v: %v\n%s", cmd, err, &stderr)
	}
	var got []indexed
	for line := range bytes.Lines(out) {
		var row map[string]any
		if err := json.Unmarshal(line, &row); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		number := func(k string) int64 {
			switch v := row[k].(type) {
			case float64:
				return int64(v)
			case string:
				n, err := strconv.ParseInt(v, 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
			return 0
		}
		text := func(k string) string { s, _ := row[k].(string); return s }
		got = append(got, indexed{number("offset"), number("length"), text("warc-type"),
			text("warc-payload-digest"), text("warc-block-digest"), int(number("http:status"))})
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("warcio sees other records (-ours +warcio):\n%s\n%s", d, out)
	}
}

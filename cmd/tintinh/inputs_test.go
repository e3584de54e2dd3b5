package main

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tintinh/tintinh/store/warc"
)

// TestMediaTypeInCapitals: media types have no case (RFC 9110 section 8.3.1),
// and pages under one in capitals are pages.
func TestMediaTypeInCapitals(t *testing.T) {
	w := newWorkspace(t, "")
	archive, err := warc.Open(filepath.Join(w.dir, "raw"), warc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = archive.Write(warc.Exchange{
		URL: "http://la.vn/tin-tuc/1/101/bai", Method: "GET", Proto: "HTTP/1.1", Status: 200, At: time.Now(),
		ResponseHeader: http.Header{"Content-Type": {"TEXT/HTML; charset=UTF-8"}},
		Body:           []byte(story(1, "Huyện Ví Dụ nạo vét kênh", body(1))),
	})
	if err == nil {
		err = archive.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	if out, errs := w.run(0, "extract", "raw"); strings.Count(out, "\n") != 1 {
		t.Errorf("records:\n%s\nstandard error:\n%s", out, errs)
	}
}

package main

import (
	"fmt"
	"net/http"
	"os"
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

// TestDamagedArchive: of an archive with a damaged record all others are read,
// and the exit code and a line on standard error tell of the one.
func TestDamagedArchive(t *testing.T) {
	w := newWorkspace(t, "")
	archive, err := warc.Open(filepath.Join(w.dir, "raw"), warc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var places []warc.Ref
	for i := range 5 {
		at, err := archive.Write(warc.Exchange{
			URL: fmt.Sprintf("http://la.vn/tin-tuc/1/%d/bai", 101+i), Method: "GET", Proto: "HTTP/1.1", Status: 200, At: time.Now(),
			ResponseHeader: http.Header{"Content-Type": {"text/html; charset=UTF-8"}},
			Body:           []byte(story(1+i, fmt.Sprintf("Huyện Ví Dụ nạo vét kênh số %d", i), body(1))),
		})
		if err != nil {
			t.Fatal(err)
		}
		places = append(places, at)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("raw", places[2].File)
	file, err := os.ReadFile(filepath.Join(w.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	for i := range int64(20) {
		file[places[2].Offset+places[2].Length/2+i] ^= 0xFF
	}
	if err := os.WriteFile(filepath.Join(w.dir, name), file, 0o644); err != nil {
		t.Fatal(err)
	}
	out, errs := w.run(1, "extract", name)
	if strings.Count(out, "\n") != 4 {
		t.Errorf("of 5 records, one of them damaged, came\n%s", out)
	}
	if want := fmt.Sprintf("%s@%d: the record cannot be read: ", name, places[2].Offset); strings.Count(errs, want) != 1 {
		t.Errorf("standard error tells\n%s\nnot %s", errs, want)
	}
}

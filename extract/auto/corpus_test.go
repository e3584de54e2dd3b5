package auto

import (
	"bufio"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shared finds the folder of real pages; tests that need it are skipped
// where it is not there.
func shared(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("TINTINH_SHARED")
	if dir == "" {
		at, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for ; at != filepath.Dir(at); at = filepath.Dir(at) {
			if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
				dir = filepath.Join(at, "..", "shared")
				break
			}
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "corpus", "provenance.tsv")); err != nil {
		t.Skipf("the shared corpus is not at %q: set TINTINH_SHARED to its folder", dir)
	}
	return filepath.Join(dir, "corpus")
}

// real is one page of the corpus.
type real struct {
	name, address, kind string
	html                []byte
}

func realPages(t testing.TB, corpus string) []real {
	t.Helper()
	var out []real
	for _, c := range rows(t, filepath.Join(corpus, "provenance.tsv")) {
		out = append(out, real{name: strings.TrimPrefix(c[0], "pages/"), address: c[4], kind: c[5], html: unzip(t, filepath.Join(corpus, c[0]+".gz"))})
	}
	return out
}

// rows reads a table without its heading.
func rows(t testing.TB, file string) [][]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out [][]string
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		out = append(out, strings.Split(s.Text(), "\t"))
	}
	if s.Err() != nil || len(out) < 2 {
		t.Fatalf("read %s: %d rows, %v", file, len(out), s.Err())
	}
	return out[1:]
}

func unzip(t testing.TB, file string) []byte {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

package htmltree

import (
	"compress/gzip"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// corpus is the real pages beside the repository. Their text belongs to others
// and is never copied here.
func corpus(t testing.TB) map[string][]byte {
	t.Helper()
	dir := os.Getenv("TINTINH_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(dir, "corpus", "pages", "*", "*.html.gz"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("no shared folder with real pages; set TINTINH_SHARED")
	}
	pages := map[string][]byte{}
	for _, file := range files {
		pages[file] = unzip(t, file)
	}
	return pages
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
	page, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func TestCorpus(t *testing.T) {
	pages := corpus(t)
	handed, native := map[reason]int{}, 0
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		t.Run(filepath.Base(filepath.Dir(name))+"/"+filepath.Base(name), func(t *testing.T) {
			if why := compare(t, string(pages[name])); why != nothing {
				t.Logf("handed over: %s", why)
				handed[why]++
			} else {
				native++
			}
		})
	}
	t.Logf("%d of %d pages built here; handed over: %v", native, len(pages), handed)
	if native*10 < len(pages)*9 {
		t.Errorf("only %d of %d pages are built here: %v", native, len(pages), handed)
	}
}

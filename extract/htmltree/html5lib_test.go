package htmltree

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// html5lib is the cases of html5lib's tree-construction tests, which come with
// the sources of x/net/html.
func html5lib(t testing.TB) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", "{{.Dir}}", "golang.org/x/net/html").Output()
	if err != nil {
		t.Fatalf("find the sources of golang.org/x/net/html: %v", err)
	}
	dir := filepath.Join(strings.TrimSpace(string(out)), "testdata")
	var files []string
	for _, pattern := range []string{"html5lib-tests/tree-construction/*.dat", "html5lib-tests/tree-construction/*/*.dat", "go/*.dat"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	var cases []string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split("\n"+string(data), "\n#data\n")[1:] {
			page, _, ok := strings.Cut("\n"+part, "\n#errors\n")
			if !ok {
				t.Fatalf("%s: a case without #errors: %.100q", file, part)
			}
			cases = append(cases, strings.TrimPrefix(page, "\n"))
		}
	}
	return cases
}

func TestHTML5lib(t *testing.T) {
	cases := html5lib(t)
	if len(cases) < 1500 {
		t.Fatalf("only %d cases: was the format of the files changed?", len(cases))
	}
	handed, native := map[reason]int{}, 0
	for _, page := range cases {
		if why := compare(t, page); why != nothing {
			handed[why]++
		} else {
			native++
		}
	}
	t.Logf("%d of %d cases built here; handed over: %v", native, len(cases), handed)
}

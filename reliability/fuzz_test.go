//go:build linux

package main

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	fuzzTarget = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)
	fuzzRow    = regexp.MustCompile("(?m)^\\| .+ \\| `([a-z/]+)` (Fuzz\\w+) \\|$")
)

// Every fuzz target of the project has its row in docs/hostile.md, and every
// row a target.
func TestFuzzTableIsComplete(t *testing.T) {
	there, told := map[string]bool{}, map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		src, err := os.ReadFile(path)
		for _, m := range fuzzTarget.FindAllStringSubmatch(string(src), -1) {
			there[strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../")+" "+m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("../docs/hostile.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range fuzzRow.FindAllStringSubmatch(string(doc), -1) {
		told[m[1]+" "+m[2]] = true
	}
	if d := cmp.Diff(slices.Sorted(maps.Keys(there)), slices.Sorted(maps.Keys(told))); d != "" {
		t.Errorf("targets (-) and rows of docs/hostile.md (+) differ:\n%s", d)
	}
}

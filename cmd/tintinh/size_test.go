package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// maxLines is the longest a Go file may be; longer ones hold two ideas.
const maxLines = 400

// longer are the exceptions, each with its reason.
var longer = map[string]string{}

func TestFileSizes(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		if n := bytes.Count(src, []byte("\n")); n > maxLines && longer[filepath.ToSlash(rel)] == "" {
			t.Errorf("%s has %d lines, more than %d: split it by idea, or give the reason here", rel, n, maxLines)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

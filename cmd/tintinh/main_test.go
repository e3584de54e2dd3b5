package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tintinh": main})
}

// TestScripts runs the commands as a user would, in the real binary.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir)
			return nil
		},
	})
}

// sharedDir is the folder with the seed and the corpus: TINTINH_SHARED, or
// ../shared beside the checkout.
func sharedDir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("TINTINH_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "corpus")); err != nil {
		t.Skip("needs the shared corpus (TINTINH_SHARED, or ../shared beside the checkout), which is not there")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

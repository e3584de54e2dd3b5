package auto

import (
	"bufio"
	"os"
	"strings"
	"testing"
)

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

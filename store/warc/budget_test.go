package warc

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestBudget(t *testing.T) {
	dir := t.TempDir()
	for name, size := range map[string]int{
		"a-20260101-000000-00000.warc.gz":      10,
		"b-20260102-000000-00000.warc.gz":      20,
		"a-20260103-000000-00000.warc.gz":      30,
		"a-20260103-000000-00000.warc.gz.torn": 5,
		"a-20260104-000000-00001.warc.gz":      40,
		"cua-nguoi-khac.warc.gz":               1000,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		max  int64
		want []string
	}{
		{0, nil},
		{105, nil},
		{95, []string{"a-20260101-000000-00000.warc.gz"}},
		{1, []string{"a-20260103-000000-00000.warc.gz", "a-20260103-000000-00000.warc.gz.torn"}},
	} {
		got, err := Budget(dir, c.max)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("Budget(%d) = %v, %v, want %v", c.max, got, err, c.want)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != 3 {
		t.Errorf("left %v %v, want the newest of a and b, and the foreign file", left, err)
	}
}

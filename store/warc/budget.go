package warc

import (
	"fmt"
	"os"
	"path/filepath"
)

// Budget removes the oldest files of an archive directory until the rest is
// at most max bytes, and returns the names of those removed, in order. The
// newest file of each prefix always stays, for somebody may be writing to it;
// files of other tools neither count nor go. max ≤ 0 removes nothing.
func Budget(dir string, max int64) (removed []string, err error) {
	if max <= 0 {
		return nil, nil
	}
	files, err := list(dir)
	if err != nil {
		return nil, err
	}
	var total int64
	for _, f := range files {
		total += f.size
	}
	for _, f := range files {
		if total <= max {
			break
		}
		if last := newest(files, f.prefix); last != nil && last.name == f.name {
			continue
		}
		if err := os.Remove(filepath.Join(dir, f.name)); err != nil {
			return removed, fmt.Errorf("make room in the archive: %w", err)
		}
		removed = append(removed, f.name)
		total -= f.size
	}
	return removed, nil
}

package portal

import (
	"cmp"
	"slices"
	"strings"
)

// nearest returns up to three of the words that are close to what was written,
// the closest first: for "did you mean".
func nearest(written string, words []string) []string {
	type near struct {
		word string
		d    int
	}
	written = strings.ToLower(written)
	limit := min(3, len(written)/3) // one slip in three letters, none in two
	var found []near
	for _, w := range words {
		d := distance(written, w)
		if len(written) >= 3 && (strings.HasPrefix(w, written) || strings.HasPrefix(written, w)) {
			d = min(d, 1)
		}
		if d <= limit {
			found = append(found, near{w, d})
		}
	}
	slices.SortFunc(found, func(a, b near) int {
		return cmp.Or(cmp.Compare(a.d, b.d), cmp.Compare(a.word, b.word))
	})
	var out []string
	for _, f := range found[:min(3, len(found))] {
		out = append(out, f.word)
	}
	return out
}

// distance is the number of insertions, deletions, replacements and swaps of
// neighbours that turn a into b (optimal string alignment), over bytes.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64 // no typing mistake
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

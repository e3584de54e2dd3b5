package web

// maxCells bounds the table of a comparison: a page of a megabyte against
// another must not take the server's memory. Beyond it the middle, after what
// both begin and end with, is shown as replaced.
const maxCells = 4 << 20

// lcs compares two lists by their longest common subsequence; equal
// beginnings and ends, most of any edit, are taken off first.
func lcs(a, b []string) []edit {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var out []edit
	for _, s := range a[:head] {
		out = append(out, edit{"same", s})
	}
	out = append(out, middle(a[head:len(a)-tail], b[head:len(b)-tail])...)
	for _, s := range a[len(a)-tail:] {
		out = append(out, edit{"same", s})
	}
	return out
}

func middle(a, b []string) []edit {
	var out []edit
	i, j := 0, 0
	if len(a)*len(b) <= maxCells && len(a) > 0 && len(b) > 0 {
		long := table(a, b)
		width := len(b) + 1
		for i < len(a) && j < len(b) {
			switch {
			case a[i] == b[j]:
				out = append(out, edit{"same", a[i]})
				i, j = i+1, j+1
			case long[(i+1)*width+j] >= long[i*width+j+1]:
				out = append(out, edit{"del", a[i]})
				i++
			default:
				out = append(out, edit{"ins", b[j]})
				j++
			}
		}
	}
	for ; i < len(a); i++ {
		out = append(out, edit{"del", a[i]})
	}
	for ; j < len(b); j++ {
		out = append(out, edit{"ins", b[j]})
	}
	return out
}

// table[i*(len(b)+1)+j] is the length of the longest common subsequence of
// a[i:] and b[j:].
func table(a, b []string) []int32 {
	width := len(b) + 1
	long := make([]int32, (len(a)+1)*width)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				long[i*width+j] = long[(i+1)*width+j+1] + 1
			} else {
				long[i*width+j] = max(long[(i+1)*width+j], long[i*width+j+1])
			}
		}
	}
	return long
}

package simhash

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// text is n syllables of a fixed pseudo-random text.
func text(seed uint64, n int) []string {
	random := rand.New(rand.NewPCG(seed, 1))
	list := strings.Fields("tỉnh xã huyện dân sản xuất nông thôn mới đường điện trường trạm y tế hội nghị lãnh đạo kiểm tra công tác phòng chống bão lũ năm nay vụ mùa lúa gạo")
	out := make([]string, n)
	for i := range out {
		out[i] = list[random.IntN(len(list))]
	}
	return out
}

func TestOf(t *testing.T) {
	base := text(1, 400)
	one := append([]string{}, base...)
	one[200] = "khác"
	for name, c := range map[string]struct {
		a, b     []string
		min, max int
	}{
		"the same":            {base, base, 0, 0},
		"a syllable changed":  {base, one, 1, 5},
		"a byline added":      {base, append(append([]string{}, base...), "theo", "thông", "tấn", "xã"), 0, 6},
		"another text":        {base, text(2, 400), 12, 64},
		"order matters":       {[]string{"a", "b", "c", "d"}, []string{"d", "c", "b", "a"}, 8, 64},
		"shorter than three":  {[]string{"a", "b"}, []string{"a", "c"}, 8, 64},
		"many of the same":    {strings.Fields(strings.Repeat("a ", 1000)), []string{"a", "a", "a"}, 0, 0},
		"syllables, no bytes": {[]string{"ab", "c"}, []string{"a", "bc"}, 8, 64},
	} {
		if d := bits.OnesCount64(Of(slices.Values(c.a)) ^ Of(slices.Values(c.b))); d < c.min || d > c.max {
			t.Errorf("%s: distance %d, want %d to %d", name, d, c.min, c.max)
		}
	}
	if Of(slices.Values([]string(nil))) != 0 {
		t.Errorf("Of nothing is %x, want 0", Of(slices.Values([]string(nil))))
	}
}

// The store keeps fingerprints for ever: these must never change.
func TestOfIsStable(t *testing.T) {
	for want, syllables := range map[string][]string{
		"0000000000000000": nil,
		"29e0ead00d41b3d3": {"hòa", "bình"},
		"c42424e4044ff16c": text(1, 400),
	} {
		if got := Hex(Of(slices.Values(syllables))); got != want {
			t.Errorf("Of(%d syllables) = %s, want %s", len(syllables), got, want)
		}
	}
}

func TestEveryBitIsEven(t *testing.T) {
	var ones [64]int
	const texts = 2000
	for i := range uint64(texts) {
		h := Of(slices.Values(text(i, 30)))
		for b := range ones {
			ones[b] += int(h >> b & 1)
		}
	}
	for b, n := range ones {
		if n < texts/4 || n > texts*3/4 {
			t.Errorf("bit %d is set in %d of %d texts", b, n, texts)
		}
	}
}

func TestHex(t *testing.T) {
	for h, want := range map[uint64]string{0: "0000000000000000", 0xf: "000000000000000f", 1 << 63: "8000000000000000", ^uint64(0): "ffffffffffffffff"} {
		if got := Hex(h); got != want {
			t.Errorf("Hex(%x) = %s, want %s", h, got, want)
		}
	}
}

func BenchmarkOf(b *testing.B) {
	syllables := text(1, 800)
	b.ReportAllocs()
	for b.Loop() {
		Of(slices.Values(syllables))
	}
}

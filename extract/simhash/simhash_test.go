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
		if d := Distance(Of(slices.Values(c.a)), Of(slices.Values(c.b))); d < c.min || d > c.max {
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
	for _, h := range []uint64{0, 1, 0xf, 0xdeadbeef, 1 << 63, ^uint64(0)} {
		s := Hex(h)
		if got, err := ParseHex(s); len(s) != 16 || got != h || err != nil {
			t.Errorf("ParseHex(%s) = %x, %v, want %x", s, got, err, h)
		}
	}
	for _, s := range []string{"", "1", "00000000000000000", "000000000000000g", "+000000000000001", "0x00000000000001"} {
		if h, err := ParseHex(s); err == nil {
			t.Errorf("ParseHex(%q) = %x, want an error", s, h)
		}
	}
}

// TestBands is the guarantee: hashes within distance k share a band.
func TestBands(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 7))
	for k := range 64 {
		for range 300 {
			a := random.Uint64()
			b := a
			for range k {
				b ^= 1 << random.IntN(64)
			}
			if !share(Bands(a, k), Bands(b, k)) {
				t.Fatalf("k %d: %x and %x share no band", k, a, b)
			}
		}
		if n := len(Bands(1, k)); n != k+1 {
			t.Errorf("k %d: %d bands", k, n)
		}
	}
}

// TestBandsCover: every bit is in exactly one band, and bands differ in width
// by one bit at most.
func TestBandsCover(t *testing.T) {
	for k := range 64 {
		zero, widths := Bands(0, k), make([]int, k+1)
		for bit := range 64 {
			changed := 0
			for i, band := range Bands(1<<bit, k) {
				if band != zero[i] {
					changed++
					widths[i]++
				}
			}
			if changed != 1 {
				t.Fatalf("k %d: bit %d is in %d bands", k, bit, changed)
			}
		}
		for i, band := range Bands(^uint64(0), k) {
			if w := widths[i]; bits.Len64(band) != w || w < 64/(k+1) || w > 64/(k+1)+1 {
				t.Errorf("k %d: band %d has %d bits", k, i, w)
			}
		}
	}
}

func share(a, b []uint64) bool {
	for i := range a {
		if a[i] == b[i] {
			return true
		}
	}
	return false
}

func FuzzParseHex(f *testing.F) {
	f.Add("00000000deadbeef")
	f.Fuzz(func(t *testing.T, s string) {
		if h, err := ParseHex(s); err == nil && Hex(h) != strings.ToLower(s) {
			t.Errorf("ParseHex(%q) = %x", s, h)
		}
	})
}

func BenchmarkOf(b *testing.B) {
	syllables := text(1, 800)
	b.ReportAllocs()
	for b.Loop() {
		Of(slices.Values(syllables))
	}
}

func BenchmarkBands(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Bands(0xdeadbeefcafebabe, 3)
	}
}

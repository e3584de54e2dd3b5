package near

import (
	"encoding/binary"
	"testing"
)

// found is what a store does: texts that share a key are compared.
func found(a, b *Text) bool {
	if a == nil || b == nil {
		return false
	}
	ka, kb := a.Keys(), b.Keys()
	for i := range ka {
		if ka[i] == kb[i] {
			return Same(a, b)
		}
	}
	return false
}

// TestLabelled is the measurement of docs/duplicates.md: the whole way, keys
// and comparison.
func TestLabelled(t *testing.T) {
	var right, missed, wrong, apart int
	for _, p := range labelled(t) {
		switch got := found(Of(p.a), Of(p.b)); {
		case got && p.copies:
			right++
		case got:
			wrong++
			t.Logf("called a copy: %s", p.name)
		case p.copies:
			missed++
			t.Logf("missed: %s", p.name)
		default:
			apart++
		}
	}
	precision, recall := float64(right)/float64(right+wrong), float64(right)/float64(right+missed)
	t.Logf("%d copies found, %d missed, %d called copies wrongly, %d told apart: precision %.3f, recall %.3f", right, missed, wrong, apart, precision, recall)
	if precision < 0.99 || recall < 0.95 || apart < 200 || right < 250 {
		t.Errorf("precision %.3f, recall %.3f: at least 0.99 and 0.95 are promised", precision, recall)
	}
}

// TestSame: both ways round the same, and a text is a copy of itself.
func TestSame(t *testing.T) {
	for _, p := range labelled(t) {
		a, b := Of(p.a), Of(p.b)
		if a == nil || b == nil {
			t.Errorf("%s: too short", p.name)
			continue
		}
		if Same(a, b) != Same(b, a) || !Same(a, a) || Same(a, b) != p.copies {
			t.Errorf("%s: %v and %v", p.name, Same(a, b), Same(b, a))
		}
	}
}

// The store keeps keys for ever: these must never change.
func TestKeysAreStable(t *testing.T) {
	keys := Of(joined(sections(t, "stories.txt")[0].paragraphs...)).Keys()
	if keys[0] != 0x1f4c455432fc8ec0 || keys[Keys-1] != 0x502384624d8e4922 {
		t.Errorf("keys of the first story are %#x", keys)
	}
}

func TestShort(t *testing.T) {
	for _, text := range []string{"", " \n", "Lịch cúp điện tuần này của xã."} {
		if Of(text) != nil {
			t.Errorf("%q is long enough", text)
		}
	}
}

// FuzzOf: whatever bytes come, a text is a copy of itself and has its keys.
func FuzzOf(f *testing.F) {
	f.Add([]byte("Bà con ra đồng gặt lúa"), uint16(30))
	f.Add([]byte("1 2 \xff 3 ½ "), uint16(60))
	f.Fuzz(func(t *testing.T, piece []byte, times uint16) {
		var text []byte
		for i := range times % 512 {
			text = append(binary.AppendUvarint(append(text, piece...), uint64(i)), ' ')
		}
		a := Of(string(text))
		if a != nil && (!Same(a, a) || a.Keys() != Of(string(text)).Keys()) {
			t.Errorf("%q is no copy of itself", text)
		}
	})
}

func BenchmarkKeys(b *testing.B) {
	text := joined(sections(b, "stories.txt")[0].paragraphs...)
	b.ReportAllocs()
	for b.Loop() {
		Of(text).Keys()
	}
}

func BenchmarkSame(b *testing.B) {
	s := sections(b, "stories.txt")
	x, y := Of(joined(s[0].paragraphs...)), Of(joined(s[1].paragraphs...))
	for b.Loop() {
		Same(x, y)
	}
}

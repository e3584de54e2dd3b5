package health

import (
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"
)

// TestTet: the first day of the lunar year, a day more or less.
func TestTet(t *testing.T) {
	for _, day := range []string{"2019-02-05", "2020-01-25", "2021-02-12", "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-02", "2034-02-19", "2036-01-28"} {
		want, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := tet(want.Year()); got.Sub(want).Abs() > 24*time.Hour {
			t.Errorf("Tết of %d: %s, want %s", want.Year(), got.Format(time.DateOnly), day)
		}
	}
}

// TestStateSize: what is kept of a portal does not grow with its runs, and comes
// back as it was.
func TestStateSize(t *testing.T) {
	p, s := daily(60), &State{Verdict: OK}
	p.every = time.Hour
	sizes := []int{}
	for month := range 3 {
		p.live(rand.New(rand.NewPCG(3, 3)), s, start.AddDate(0, 0, 30*month), 30, func(told) {})
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		sizes = append(sizes, len(b))
	}
	if sizes[2] > 12_000 || sizes[2] > sizes[1]*11/10 {
		t.Errorf("a state takes %v bytes after one, two, three months", sizes)
	}
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	back, err := decode("x", b)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := json.Marshal(back); err != nil || string(again) != string(b) {
		t.Errorf("a state does not come back as it was: %v", err)
	}
	t.Log(sizes)
}

// FuzzState: a damaged note is an error or a state that can be judged by.
func FuzzState(f *testing.F) {
	p, s := daily(20), &State{Verdict: OK}
	p.live(rand.New(rand.NewPCG(1, 2)), s, start, 20, func(told) {})
	b, err := json.Marshal(s)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"rhythm":{"from":"x","days":[1]},"blocks":[{"lengths":[1,2,3,4,5]}]}`))
	f.Add([]byte(`{"findings":[{"what":"title"}],"sources":{"x":null}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := decode("x", b)
		if err != nil {
			return
		}
		s.Judge(p.evidence(rand.New(rand.NewPCG(1, 1)), start.AddDate(0, 1, 0), 12))
		s.Why()
	})
}

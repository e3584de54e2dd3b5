package vndate

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tintinh/tintinh/extract/corpus"
)

// TestGold reads the printed date of every gold record. The record's own time
// may come from a more precise source of the page, so that it is compared down
// to what the printed date says.
func TestGold(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpus.Dir(t), "gold", "*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var gold struct {
			Block     string    `json:"date_block_raw"`
			Raw       string    `json:"published_raw"`
			At        time.Time `json:"published_at"`
			Precision string    `json:"published_precision"`
		}
		if json.Unmarshal(body, &gold) != nil || gold.Block == "" {
			continue // a listing
		}
		read++
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			d, ok := Find(gold.Block, Options{Now: gold.At.Add(time.Hour)})
			if !ok || d.Raw != gold.Raw {
				t.Fatalf("Find(%q) = %+v, %v, want raw %q", gold.Block, d, ok, gold.Raw)
			}
			want := gold.At
			switch {
			case d.Precision == Minute:
				want = want.Truncate(time.Minute)
			case d.Precision == Second && gold.Precision == Minute: // the page always prints :00
			case d.Precision != gold.Precision:
				t.Errorf("precision %s, want %s", d.Precision, gold.Precision)
			}
			if !d.Time.Equal(want) || d.WeekdayMismatch {
				t.Errorf("Find(%q) = %+v, want %v", gold.Block, d, want)
			}
		})
	}
	if read < 19 {
		t.Errorf("%d gold records have a date, want 19 or more", read)
	}
}

// TestSeed: the article's text opens with the page clock, and its own date
// stands in the line above the view count.
func TestSeed(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(corpus.Shared(t), "seed", "article.txt"))
	if err != nil {
		t.Skip(err)
	}
	var got []string
	for _, d := range All(string(text), Options{Now: now}) {
		got = append(got, d.Raw)
	}
	if want := []string{"Thứ 5, 23/05/2024, 06:13[GMT+7]", "Thứ 4, 30/12/2020 | 18:45:37"}; !slices.Equal(got, want) {
		t.Errorf("dates of the article: %q, want %q", got, want)
	}
}

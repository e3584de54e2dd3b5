package extract

import (
	"fmt"
	"testing"
	"time"
)

// foreignPage is an English article on a foreign host.
func foreignPage(head, dates string) string {
	return fmt.Sprintf(`<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>The ferry over the old river runs again</title>%s</head><body>
<h1>The ferry over the old river runs again</h1>%s
<div class=body><p>The ferry between the two villages was back on the water on Tuesday, two weeks after the flood had torn its rope away.</p>
<p>The council paid for a new rope and for twelve life jackets, and the school has put its bus stop back at the landing.</p>
<p>Until the bridge is repaired, the boat will cross every half hour from six in the morning to ten in the evening.</p></div></body></html>`, head, dates)
}

// TestOwnZone: a foreign page counts its days in its own zone, where it states
// that zone anywhere; the instant is always the stated one.
func TestOwnZone(t *testing.T) {
	const utc = `<meta property="article:published_time" content="2022-05-04T02:41:00Z">`
	const zoned = `<time datetime="2022-05-03T22:41:00-04:00">May 3</time>`
	for _, c := range []struct{ name, url, head, dates, want string }{
		{"a zone with the time", "https://river.example/news/ferry-runs-again", `<meta property="article:published_time" content="2022-05-03T22:41:00-04:00">`, "", "2022-05-03T22:41:00-04:00"},
		{"the clock beside the title", "https://river.example/news/ferry-runs-again", utc, `<p class=date>May 3, 2022 | 10:41pm</p>`, "2022-05-03T22:41:00-04:00"},
		{"half an hour's zone", "https://river.example/news/ferry-runs-again", utc, `<p class=date>4/5/2022 08:11</p>`, "2022-05-04T08:11:00+05:30"},
		{"date and clock in elements of their own", "https://river.example/news/ferry-runs-again", utc, `<p class=date><time datetime="3 May 2022">3 May 2022</time><time>22:41</time></p>`, "2022-05-03T22:41:00-04:00"},
		{"the machine's time beside the title", "https://river.example/news/ferry-runs-again", utc, zoned, "2022-05-03T22:41:00-04:00"},
		{"another machine's time", "https://river.example/news/ferry-runs-again", utc + `<meta itemprop="datePublished" content="2022-05-03T22:41:00-04:00">`, "", "2022-05-03T22:41:00-04:00"},
		{"the form of mail", "https://river.example/news/ferry-runs-again", `<meta property="article:published_time" content="Wed, 04 May 2022 02:41:00 GMT">`, `<p class=date>3/5/2022 22:41</p>`, "2022-05-03T22:41:00-04:00"},
		{"no zone stated", "https://river.example/news/ferry-runs-again", utc, `<p class=date>May 3, 2022</p>`, "2022-05-04T09:41:00+07:00"},
		{"another instant", "https://river.example/news/ferry-runs-again", utc, `<p class=date>3/5/2022 22:50</p>`, "2022-05-04T09:41:00+07:00"},
		{"further than zones go", "https://river.example/news/ferry-runs-again", utc, `<p class=date>4/5/2022 17:41</p>`, "2022-05-04T09:41:00+07:00"},
		{"a Vietnamese host", "https://song.vn/news/ferry-runs-again", utc, zoned, "2022-05-04T09:41:00+07:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, New(nil, "test"), c.url, foreignPage(c.head, c.dates), time.Date(2022, 6, 1, 0, 0, 0, 0, time.UTC))
			if r.Article == nil {
				t.Fatalf("no article: %s", r.Reason)
			}
			if got := r.Article.PublishedAt.Format(time.RFC3339); got != c.want {
				t.Errorf("published %s, want %s", got, c.want)
			}
		})
	}
}

// TestVietnameseTextStaysInItsZone: pages in Vietnamese have one zone, under
// any host, whatever else is printed beside the title.
func TestVietnameseTextStaysInItsZone(t *testing.T) {
	page := articlePage(`<meta property="article:published_time" content="2026-10-12T01:00:00+00:00"><meta property="article:modified_time" content="2026-10-12T03:00:00+00:00">`, "12/10/2026 10:00", "")
	r := read(t, New(nil, "test"), "https://vidu.example/tin/nuoc-rut-dan-tren-song-hong", page, time.Date(2026, 10, 13, 0, 0, 0, 0, time.UTC))
	if r.Article == nil {
		t.Fatalf("no article: %s", r.Reason)
	}
	if got := r.Article.PublishedAt.Format(time.RFC3339) + " " + r.Article.ModifiedAt.Format(time.RFC3339); got != "2026-10-12T08:00:00+07:00 2026-10-12T10:00:00+07:00" {
		t.Errorf("published and modified %s", got)
	}
}

// TestWitnessCountsInThePagesZone: the printed day decides between two machine
// times, each counted in the zone that it states.
func TestWitnessCountsInThePagesZone(t *testing.T) {
	head := `<meta itemprop="datePublished" content="2022-05-03T20:35:00+01:00"><meta name="date" content="2022-05-04T13:21:00+01:00">`
	r := read(t, New(nil, "test"), "https://river.example/news/ferry-runs-again", foreignPage(head, `<p class=meta>Oldtown, 04.05.2022, 58/22</p>`), time.Date(2022, 6, 1, 0, 0, 0, 0, time.UTC))
	if r.Article == nil {
		t.Fatalf("no article: %s", r.Reason)
	}
	if got, want := r.Article.PublishedAt.Format(time.RFC3339), "2022-05-04T13:21:00+01:00"; got != want {
		t.Errorf("published %s, want %s", got, want)
	}
}

package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"github.com/tintinh/tintinh/extract"
)

var (
	first  = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	second = first.Add(6 * time.Hour)
)

// seen is an article as extraction gives it.
func seen() *extract.Article {
	return &extract.Article{
		Schema: 1, ID: "vidu:118", Portal: "vidu",
		URL: "https://vidu.vn/tin/118", CanonicalURL: "https://vidu.vn/tin/118",
		Title: "Nông dân xuống đồng sớm", Lead: "Vụ xuân năm nay thuận thời tiết.",
		PublishedAt: time.Date(2026, 3, 2, 7, 30, 0, 0, time.FixedZone("", 7*3600)),
		Authors:     []extract.Author{{Name: "Trần Văn Mẫu"}},
		Body: []extract.Block{
			{Type: extract.Paragraph, Text: "Từ sáng sớm, bà con đã ra đồng cấy lúa."},
			{Type: extract.Image, URL: "https://vidu.vn/a.jpg", Caption: "Cấy lúa xuân", Credit: "Mẫu"},
		},
		Text:      "Từ sáng sớm, bà con đã ra đồng cấy lúa.",
		Images:    []extract.Media{{URL: "https://vidu.vn/a.jpg", Caption: "Cấy lúa xuân", Credit: "Mẫu"}},
		Tags:      []string{"vụ xuân"},
		FetchedAt: first,
	}
}

// stored is seen after it was taken in once.
func stored() *extract.Article {
	m, _, _ := Merge(nil, seen(), first)
	m.Seq = 7
	return m
}

func edit(change func(*extract.Article)) *extract.Article {
	a := seen()
	a.FetchedAt = second
	change(a)
	return a
}

func TestMergeFirst(t *testing.T) {
	next := edit(func(a *extract.Article) {
		a.URL, a.Seq, a.DuplicateOf, a.Change = "http://vidu.vn/tin/118", 99, "x:1", extract.ChangeReextracted
	})
	got, change, fields := Merge(nil, next, second)
	want := seen()
	want.URL, want.URLAliases, want.FetchedAt = next.URL, []string{"http://vidu.vn/tin/118"}, second
	want.Revision, want.Change, want.FirstSeenAt, want.ChangedAt = 1, extract.ChangeNew, second, second
	if d := cmp.Diff(want, got); d != "" || change != extract.ChangeNew || fields != nil {
		t.Errorf("first sight gave %q %q:\n%s", change, fields, d)
	}
}

func TestMergeEdits(t *testing.T) {
	tests := []struct {
		name   string
		edit   func(*extract.Article)
		fields []string // nil: no revision, and nothing to write
	}{
		{"same", func(a *extract.Article) {}, nil},
		{"title", func(a *extract.Article) { a.Title = "Nông dân ra đồng" }, []string{"title"}},
		{"decomposed title", func(a *extract.Article) { a.Title = norm.NFD.String(a.Title) }, nil},
		{"spaces", func(a *extract.Article) { a.Lead = " Vụ xuân\u00a0năm nay \n thuận thời tiết. " }, nil},
		{"lead", func(a *extract.Article) { a.Lead = "Vụ xuân năm nay gặp rét." }, []string{"lead"}},
		{"paragraph", func(a *extract.Article) { a.Body[0].Text += " Trời ấm." }, []string{"body"}},
		{"structure", func(a *extract.Article) { a.Body[0].Type = extract.Quote }, []string{"body"}},
		{"caption", func(a *extract.Article) { a.Body[1].Caption, a.Images[0].Caption = "Lúa", "Lúa" }, []string{"body", "images"}},
		{"video", func(a *extract.Article) { a.Video = []extract.Media{{URL: "https://vidu.vn/v.mp4"}} }, []string{"video"}},
		{"audio", func(a *extract.Article) { a.Audio = []extract.Media{{URL: "https://vidu.vn/v.mp3"}} }, []string{"audio"}},
		{"attachment", func(a *extract.Article) { a.Attachments = []extract.Media{{URL: "https://vidu.vn/v.pdf"}} }, []string{"attachments"}},
		{"author", func(a *extract.Article) { a.Authors[0].Name = "Lê Thị Mẫu" }, []string{"authors"}},
		{"same moment, other zone", func(a *extract.Article) { a.PublishedAt = a.PublishedAt.UTC() }, nil},
		{"published", func(a *extract.Article) { a.PublishedAt = a.PublishedAt.Add(time.Minute) }, []string{"published_at"}},
		{"order of names", func(a *extract.Article) {
			a.Authors, a.Title, a.Lead = nil, "Khác", "Khác"
		}, []string{"title", "lead", "authors"}},
		{"furniture", func(a *extract.Article) {
			a.Tags, a.Section, a.Warnings = nil, []string{"Kinh tế"}, []string{"no-author"}
			a.HTTP, a.Raw, a.Extractor = &extract.HTTP{Status: 200}, &extract.Raw{File: "x"}, &extract.Provenance{Version: "2"}
			a.SourceCredit, a.BylineRaw, a.Lang = "TTX", "x", "vi"
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			prev, next := stored(), edit(tt.edit)
			got, change, fields := Merge(prev, next, second)
			if tt.fields == nil {
				if got != prev || change != "" || fields != nil {
					t.Errorf("change %q of %q; the stored record should stay as it is:\n%s", change, fields, cmp.Diff(prev, got))
				}
				return
			}
			want := edit(tt.edit)
			want.Seq, want.Revision, want.Change, want.ChangedFields = 7, 2, extract.ChangeEdited, tt.fields
			want.FirstSeenAt, want.ChangedAt = first, second
			if d := cmp.Diff(want, got); d != "" || change != extract.ChangeEdited || !cmp.Equal(fields, tt.fields) {
				t.Errorf("change %q of %q:\n%s", change, fields, d)
			}
			if d := cmp.Diff(stored(), prev); d != "" {
				t.Errorf("the stored record was touched:\n%s", d)
			}
		})
	}
}

func TestMergeObserves(t *testing.T) {
	views := func(n int64) *int64 { return &n }
	prev := stored()
	prev.URLAliases = []string{"https://vidu.vn/z"}
	prev.ViewCount, prev.ViewCountAt = views(10), first

	next := edit(func(a *extract.Article) {
		a.URL, a.URLAliases = "http://www.vidu.vn/tin/118", []string{"https://vidu.vn/a"}
		a.ViewCount, a.ViewCountAt = views(25), second
	})
	got, change, _ := Merge(prev, next, second)
	want := *prev
	want.URLAliases = []string{"http://www.vidu.vn/tin/118", "https://vidu.vn/a", "https://vidu.vn/z"}
	want.ViewCount, want.ViewCountAt = views(25), second
	if d := cmp.Diff(&want, got); d != "" || change != "" {
		t.Errorf("change %q:\n%s", change, d)
	}
	if again, _, _ := Merge(got, next, second.Add(time.Hour)); again != got {
		t.Errorf("the same look twice is written twice:\n%s", cmp.Diff(got, again))
	}
	older := edit(func(a *extract.Article) { a.ViewCount, a.ViewCountAt = views(3), first.Add(-time.Hour) })
	if m, _, _ := Merge(got, older, second); m != got {
		t.Errorf("an older view count replaced a newer one: %d", *m.ViewCount)
	}
	edited, _, _ := Merge(got, edit(func(a *extract.Article) { a.Title = "Tít mới" }), second)
	if d := cmp.Diff(want.URLAliases, edited.URLAliases); d != "" || *edited.ViewCount != 25 {
		t.Errorf("an edit lost what was observed: %d views, aliases\n%s", *edited.ViewCount, d)
	}
}

func TestMergeHoldsBack(t *testing.T) {
	tests := []struct {
		name string
		edit func(*extract.Article)
		held bool
	}{
		{"no title", func(a *extract.Article) { a.Title = "" }, true},
		{"no time", func(a *extract.Article) { a.PublishedAt = time.Time{} }, true},
		{"no body", func(a *extract.Article) { a.Title, a.Body, a.Text = "Tít mới", nil, "" }, true},
		{"29 %", func(a *extract.Article) { a.Text = "Từ sáng sớm" }, true},
		{"33 %", func(a *extract.Article) { a.Text = "Từ sáng sớm, "; a.Body[0].Text = a.Text }, false},
		{"29 % under another title", func(a *extract.Article) { a.Title, a.Text = "Đính chính", "Từ sáng sớm" }, false},
		{"no lead", func(a *extract.Article) { a.Lead = "" }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			prev, next := stored(), edit(tt.edit)
			if got := HeldBack(prev, next); got != tt.held {
				t.Fatalf("HeldBack = %v", got)
			}
			got, change, fields := Merge(prev, next, second)
			if !tt.held {
				if change != extract.ChangeEdited {
					t.Errorf("change %q", change)
				}
				return
			}
			want := stored()
			want.Warnings = []string{WarnHeldBack}
			if d := cmp.Diff(want, got); d != "" || change != "" || fields != nil {
				t.Errorf("change %q of %q:\n%s", change, fields, d)
			}
			if again, _, _ := Merge(got, next, second); again != got {
				t.Error("held back twice is written twice")
			}
			well, change, _ := Merge(got, edit(func(*extract.Article) {}), second)
			if d := cmp.Diff(stored(), well); d != "" || change != "" {
				t.Errorf("a good look does not take the warning away: %q\n%s", change, d)
			}
		})
	}
}

func TestMergeGoneAndBack(t *testing.T) {
	prev := stored()
	gone, change := MergeGone(prev, second)
	want := stored()
	want.Change, want.ChangedAt = extract.ChangeGone, second
	if d := cmp.Diff(want, gone); d != "" || change != extract.ChangeGone {
		t.Fatalf("gone, change %q:\n%s", change, d)
	}
	if again, change := MergeGone(gone, second.Add(time.Hour)); again != gone || change != "" {
		t.Errorf("gone twice: change %q", change)
	}

	third := second.Add(time.Hour)
	back, change, fields := Merge(gone, edit(func(*extract.Article) {}), third)
	want = edit(func(*extract.Article) {})
	want.Seq, want.Revision, want.Change, want.FirstSeenAt, want.ChangedAt = 7, 1, extract.ChangeBack, first, third
	if d := cmp.Diff(want, back); d != "" || change != extract.ChangeBack || fields != nil {
		t.Errorf("back, change %q of %q:\n%s", change, fields, d)
	}
	back, change, fields = Merge(gone, edit(func(a *extract.Article) { a.Title = "Tít mới" }), third)
	if change != extract.ChangeBack || back.Revision != 2 || !cmp.Equal(fields, []string{"title"}) {
		t.Errorf("back with an edit: %q, revision %d, %q", change, back.Revision, fields)
	}
	if m, change, _ := Merge(gone, edit(func(a *extract.Article) { a.Title = "" }), third); change != "" || m.Change != extract.ChangeGone {
		t.Errorf("a page without a title brought the article back: %q, %q", change, m.Change)
	}
}

func TestMergeReextracted(t *testing.T) {
	again := func(change func(*extract.Article)) *extract.Article {
		return edit(func(a *extract.Article) { a.Change = extract.ChangeReextracted; change(a) })
	}
	prev := stored()
	tests := []struct {
		name     string
		next     *extract.Article
		change   extract.Change
		revision int
		fields   []string
	}{
		{"same", again(func(*extract.Article) {}), "", 1, nil},
		{"other rules, same fields", again(func(a *extract.Article) { a.Extractor = &extract.Provenance{Rule: "2"} }), "", 1, nil},
		{"tags", again(func(a *extract.Article) { a.Tags = nil }), extract.ChangeReextracted, 1, []string{"tags"}},
		{"lead and section", again(func(a *extract.Article) { a.Lead, a.Section = "Khác", []string{"Kinh tế"} }),
			extract.ChangeReextracted, 2, []string{"lead", "section"}},
		{"worse", again(func(a *extract.Article) { a.Title = "" }), "", 1, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, change, fields := Merge(prev, tt.next, second)
			if change != tt.change || got.Revision != tt.revision || !cmp.Equal(fields, tt.fields) || !cmp.Equal(got.ChangedFields, tt.fields) {
				t.Errorf("change %q, revision %d, fields %q (record: %q)", change, got.Revision, fields, got.ChangedFields)
			}
		})
	}
	gone, _ := MergeGone(prev, second)
	got, change, _ := Merge(gone, again(func(a *extract.Article) { a.Tags = nil }), second)
	if change != extract.ChangeGone || got.Change != extract.ChangeGone || got.Tags != nil {
		t.Errorf("an article that is gone was read anew: change %q, record %q, tags %q", change, got.Change, got.Tags)
	}
}

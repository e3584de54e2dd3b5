package conform

import (
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

func articleTests() []test {
	return []test{
		{"the same again has no new number", sameAgain},
		{"an edit is a new number of the same id", edited},
		{"the life of an article", life},
		{"observations need no number", observed},
		{"a worse result is held back", heldBack},
		{"what was never there cannot be gone", neverThere},
		{"a copy points to the first record", duplicates},
		{"short texts are no copies", shortTexts},
		{"an edited original gives its text up", editedOriginal},
		{"an article moves to another host", moved},
	}
}

// desk is a leased host, for tests that only store articles.
type desk struct {
	*env
	l *store.Lease
}

func (e *env) desk(host string) *desk {
	e.Helper()
	e.add(page(host, 0, e.start))
	ask := e.ask()
	ask.Hosts = []string{host}
	return &desk{e, e.take(ask)}
}

// put stores an article through its page.
func (d *desk) put(a *extract.Article) store.Receipt {
	d.Helper()
	return d.one(d.l, found(store.URL{Host: d.l.Host, Canonical: a.URL, Kind: store.ArticlePage}, a))
}

func (d *desk) gone(id string) store.Receipt {
	d.Helper()
	return d.one(d.l, store.Outcome{URL: store.URL{Host: d.l.Host, Canonical: "https://" + d.l.Host + "/mất", Status: store.Gone}, Gone: id})
}

// asStored is an article as it comes out after its first time in.
func asStored(a *extract.Article, seq uint64, at time.Time) *extract.Article {
	b := *a
	b.Seq, b.Revision, b.Change, b.FirstSeenAt, b.ChangedAt = seq, 1, extract.ChangeNew, at.UTC(), at.UTC()
	return &b
}

func (e *env) current(id string) *extract.Article {
	e.Helper()
	a, err := e.Article(e.ctx, id)
	e.check(err)
	return a
}

func sameAgain(e *env) {
	d := e.desk(hostA)
	a := article(hostA, 1)
	e.same("first", store.Receipt{Change: "new", Seq: 1, Revision: 1}, d.put(a))
	e.pass(e.tick)
	again := article(hostA, 1)
	again.FetchedAt, again.HTTP, again.Tags = time.Now(), &extract.HTTP{Status: 200}, []string{"lúa"}
	e.same("again", store.Receipt{Revision: 1}, d.put(again))
	e.same("record", asStored(a, 1, e.start), e.current(a.ID))
	e.same("walk", []change{{hostA, 1, asStored(a, 1, e.start)}}, e.walk(nil))
}

func edited(e *env) {
	d := e.desk(hostA)
	d.put(article(hostA, 1))
	d.put(article(hostA, 2))
	e.pass(e.tick)
	now := time.Now()
	b := titled(article(hostA, 1), "Được mùa")
	e.same("edit", store.Receipt{Change: "edited", Seq: 3, Revision: 2}, d.put(b))
	want := asStored(b, 3, e.start)
	want.Revision, want.Change, want.ChangedFields, want.ChangedAt = 2, extract.ChangeEdited, []string{"title"}, now.UTC()
	e.same("record", want, e.current(b.ID))
	e.same("one entry per article", []change{{hostA, 2, asStored(article(hostA, 2), 2, e.start)}, {hostA, 3, want}}, e.walk(nil))
}

func life(e *env) {
	d := e.desk(hostA)
	a := article(hostA, 1)
	var receipts []store.Receipt
	note := func(r store.Receipt) { receipts = append(receipts, r); e.pass(e.tick) }
	note(d.put(a))
	note(d.put(titled(a, "Tít hai")))
	note(d.gone(a.ID))
	note(d.gone(a.ID))
	note(d.put(titled(a, "Tít hai")))
	note(d.gone(a.ID))
	note(d.put(titled(a, "Tít ba")))
	reread := titled(a, "Tít ba")
	reread.Tags, reread.Change = []string{"lúa"}, extract.ChangeReextracted
	note(d.put(reread))
	e.same("receipts", []store.Receipt{
		{Change: "new", Seq: 1, Revision: 1}, {Change: "edited", Seq: 2, Revision: 2},
		{Change: "gone", Seq: 3, Revision: 2}, {Revision: 2},
		{Change: "back", Seq: 4, Revision: 2}, {Change: "gone", Seq: 5, Revision: 2},
		{Change: "back", Seq: 6, Revision: 3}, {Change: "reextracted", Seq: 7, Revision: 3},
	}, receipts)

	e.restart()
	type line struct {
		n        int
		seq      uint64
		revision int
		change   extract.Change
		fields   []string
		title    string
		after    int // ticks
	}
	var got []line
	e.check(e.Revisions(e.ctx, a.ID, func(r store.Revision) error {
		if r.ID != a.ID || r.Article.ID != a.ID || r.Article.Seq != r.Seq || !r.Article.ChangedAt.Equal(r.At) || r.Article.Change != r.Change {
			e.Errorf("revision %+v does not say what its article says: %+v", r, r.Article)
		}
		after := int(r.At.Sub(e.start) / e.tick)
		if e.engine.RealTime { // other things take time too
			after = min(after, []int{0, 1, 2, 4, 5, 6, 7}[r.N-1])
		}
		got = append(got, line{r.N, r.Seq, r.Article.Revision, r.Change, r.Fields, r.Article.Title, after})
		return nil
	}))
	e.same("history", []line{
		{1, 1, 1, "new", nil, a.Title, 0},
		{2, 2, 2, "edited", []string{"title"}, "Tít hai", 1},
		{3, 3, 2, "gone", nil, "Tít hai", 2},
		{4, 4, 2, "back", nil, "Tít hai", 4},
		{5, 5, 2, "gone", nil, "Tít hai", 5},
		{6, 6, 3, "back", []string{"title"}, "Tít ba", 6},
		{7, 7, 3, "reextracted", []string{"tags"}, "Tít ba", 7},
	}, got, cmp.AllowUnexported(line{}))
	e.same("walk", []string{"baovidu.vn 7 baovidu.vn:1 reextracted"}, e.brief(nil))
}

func observed(e *env) {
	d := e.desk(hostA)
	a := article(hostA, 1)
	d.put(a)
	views := int64(1234)
	b := article(hostA, 1)
	b.URL, b.ViewCount, b.ViewCountAt = "http://www.baovidu.vn/tin/1", &views, e.start.UTC()
	e.same("receipt", store.Receipt{Revision: 1}, d.put(b))
	want := asStored(a, 1, e.start)
	want.URLAliases, want.ViewCount, want.ViewCountAt = []string{b.URL}, &views, e.start.UTC()
	e.restart()
	e.same("record", want, e.current(a.ID))
	e.same("walk", []change{{hostA, 1, want}}, e.walk(nil))
	e.same("nothing after it", []change(nil), e.walk(store.Cursor{hostA: 1}))
}

func heldBack(e *env) {
	d := e.desk(hostA)
	a := article(hostA, 1)
	d.put(a)
	e.same("receipt", store.Receipt{Revision: 1, HeldBack: true}, d.put(titled(a, "")))
	want := asStored(a, 1, e.start)
	want.Warnings = []string{store.WarnHeldBack}
	e.same("record", want, e.current(a.ID))
	e.same("a good result again", store.Receipt{Revision: 1}, d.put(a))
	e.same("record", asStored(a, 1, e.start), e.current(a.ID))
}

func neverThere(e *env) {
	d := e.desk(hostA)
	e.same("receipt", store.Receipt{}, d.gone("baovidu.vn:404"))
	e.same("walk", []change(nil), e.walk(nil))
	e.same("the next number", store.Receipt{Change: "new", Seq: 1, Revision: 1}, d.put(article(hostA, 1)))
}

func duplicates(e *env) {
	a, b := e.desk(hostA), e.desk(hostB)
	first := article(hostA, 1)
	copied := written(article(hostB, 5), first.Text)
	a.put(first)
	at := time.Now() // the first commit waited for the other host
	e.same("copy", store.Receipt{Change: "new", Seq: 1, Revision: 1, Duplicate: first.ID}, b.put(copied))
	e.same("copy of a copy", store.Receipt{Change: "new", Seq: 2, Revision: 1, Duplicate: first.ID}, a.put(written(article(hostA, 2), first.Text)))
	e.same("the first one again", store.Receipt{Revision: 1}, a.put(first))
	want := asStored(copied, 1, at)
	want.DuplicateOf = first.ID
	e.restart()
	e.same("record", want, e.current(copied.ID))
	e.same("first", asStored(first, 1, e.start), e.current(first.ID))
}

func shortTexts(e *env) {
	d := e.desk(hostA)
	for i, text := range []string{"", "Lịch cúp điện tuần này."} {
		d.put(written(article(hostA, 2*i), text))
		if r := d.put(written(article(hostA, 2*i+1), text)); r.Duplicate != "" {
			e.Errorf("%q is a copy of %s", text, r.Duplicate)
		}
	}
}

func editedOriginal(e *env) {
	d := e.desk(hostA)
	one, two := article(hostA, 1), written(article(hostA, 2), article(hostA, 1).Text)
	d.put(one)
	d.put(two)
	d.put(written(one, story("bản sửa")))
	e.same("the copy, looked at again", store.Receipt{Revision: 1}, d.put(two))
	if a := e.current(two.ID); a.DuplicateOf != "" {
		e.Errorf("it is the first with its text now, and duplicates %s", a.DuplicateOf)
	}
	three := written(article(hostA, 3), two.Text)
	e.same("a third", store.Receipt{Change: "new", Seq: 4, Revision: 1, Duplicate: two.ID}, d.put(three))
	e.same("the first returns to its text", store.Receipt{Change: "edited", Seq: 5, Revision: 3, Duplicate: two.ID}, d.put(one))
}

// moved: a portal's canonical host changed, so its articles come from a new one.
func moved(e *env) {
	old, now := e.desk(hostA), e.desk(hostB)
	a := article(hostA, 1)
	old.put(a)
	old.put(article(hostA, 2))
	e.same("unchanged", store.Receipt{Revision: 1}, now.put(a))
	alias := article(hostA, 1)
	alias.URL = "https://" + hostB + "/tin/1"
	e.same("seen under another URL", store.Receipt{Revision: 1}, now.put(alias))
	e.same("walk", []string{"baovidu.vn 1 baovidu.vn:1 new", "baovidu.vn 2 baovidu.vn:2 new"}, e.brief(nil))
	e.same("edited", store.Receipt{Change: "edited", Seq: 1, Revision: 2}, now.put(titled(a, "Tít mới")))
	e.same("walk", []string{"baovidu.vn 2 baovidu.vn:2 new", "daimau.vn:8080 1 baovidu.vn:1 edited"}, e.brief(nil))
	e.same("the old host goes on", store.Receipt{Change: "new", Seq: 3, Revision: 1}, old.put(article(hostA, 3)))
	got, err := e.Hosts(e.ctx)
	e.check(err)
	if got[0].Articles != 2 || got[0].LastSeq != 3 || got[1].Articles != 1 || got[1].LastSeq != 1 {
		e.Errorf("hosts: %+v", got)
	}
}

package crawler

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/portal"
	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/warc"
)

// Restored is a store that takes in what is known from kept pages.
type Restored interface {
	store.Store
	Restore(ctx context.Context, host string, outcomes ...store.Outcome) ([]store.Receipt, error)
}

// Rebuild fills an empty store from the kept pages, in the order in which they
// were fetched, with the extraction and the merge of a crawl. What the pages do
// not say is lost; docs/storage.md lists it.
type Rebuild struct {
	Store     Restored
	Dir       string // of the WARC files
	Portals   []*portal.Portal
	Extractor *extract.Extractor
	Revisit   []time.Duration // of the configuration: when articles are looked at again
}

// Rebuilt is what came of it. Pages is the sum of Taken, NoArticle, Missing,
// Others and Unknown.
type Rebuilt struct {
	Files      int
	Pages      int            // responses with what a rebuild must know beside them
	Taken      int            // pages of articles
	Articles   int            // of Taken: new ones
	Edited     int            // of Taken: revisions and returns
	Gone       int            // of Missing: articles that were gone then
	NoArticle  int            // article pages that gave none then, and are not taken in now
	Missing    int            // 404, 410 and the like
	Others     int            // listings, feeds, sitemaps: a crawl finds them again
	Unknown    map[string]int // portal that is not configured → its pages
	Lost       []string       // ids that had a page, of which today's rules make no article
	Strange    int            // responses without our metadata: of other programs
	Unreadable []string       // damage, with its place
}

// kept is one exchange of an archive.
type kept struct {
	response *warc.Record
	file     string
	meta     map[string]string
	portal   *portal.Portal
	article  *extract.Article // nil: none
	body     []byte
	status   int
	missing  bool
	err      error
}

// rebuildBatch is how many pages are extracted side by side and then committed.
const rebuildBatch = 128

// Run reads every file.
func (x *Rebuild) Run(ctx context.Context) (*Rebuilt, error) {
	files, err := warc.Files(x.Dir)
	if err != nil {
		return nil, err
	}
	out := &Rebuilt{Files: len(files), Unknown: map[string]int{}}
	portals := map[string]*portal.Portal{}
	for _, p := range x.Portals {
		portals[p.ID] = p
	}
	var batch []*kept
	for _, file := range files {
		err := exchanges(ctx, file, out, func(k *kept) error {
			out.Pages++
			switch k.portal = portals[k.meta["portal"]]; {
			case k.meta["kind"] != string(store.ArticlePage):
				out.Others++
				return nil
			case k.portal == nil:
				out.Unknown[k.meta["portal"]]++
				return nil
			}
			if batch = append(batch, k); len(batch) < rebuildBatch {
				return nil
			}
			err := x.take(ctx, batch, out)
			batch = batch[:0]
			return err
		})
		if err != nil {
			return out, err
		}
	}
	err = x.take(ctx, batch, out)
	slices.Sort(out.Lost)
	out.Lost = slices.Compact(out.Lost)
	return out, err
}

// exchanges yields the responses of a file that have metadata of ours.
func exchanges(ctx context.Context, file string, out *Rebuilt, fn func(*kept) error) error {
	r, err := warc.OpenFile(file)
	if err != nil {
		return err
	}
	defer r.Close()
	var waiting *warc.Record
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		rec, err := r.Next()
		var damage *warc.Damage
		switch {
		case err == io.EOF:
			if waiting != nil {
				out.Strange++
			}
			return nil
		case errors.As(err, &damage):
			out.Unreadable = append(out.Unreadable, err.Error())
			continue
		case err != nil:
			return err
		}
		switch rec.Type {
		case "response":
			if waiting != nil {
				out.Strange++
			}
			waiting = rec
		case "metadata":
			if waiting == nil || rec.Header.Get("WARC-Concurrent-To") != waiting.ID {
				continue
			}
			meta, err := rec.Fields()
			if err != nil || meta["portal"] == "" {
				continue
			}
			k := &kept{response: waiting, file: filepath.Base(file), meta: meta}
			waiting = nil
			if err := fn(k); err != nil {
				return err
			}
		}
	}
}

// take extracts a batch on all cores and stores it in order.
func (x *Rebuild) take(ctx context.Context, batch []*kept, out *Rebuilt) error {
	var workers sync.WaitGroup
	next := make(chan *kept)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for k := range next {
				k.err = x.read(k)
			}
		})
	}
	for _, k := range batch {
		next <- k
	}
	close(next)
	workers.Wait()
	for len(batch) > 0 {
		n := 1
		for n < len(batch) && batch[n].portal == batch[0].portal {
			n++
		}
		if err := x.store(ctx, batch[0].portal, batch[:n], out); err != nil {
			return err
		}
		batch = batch[n:]
	}
	return nil
}

// read is a crawl's steps from the bytes to the record.
func (x *Rebuild) read(k *kept) error {
	status, header, body, err := k.response.Response()
	if err != nil {
		return err
	}
	k.status, k.body = status, body
	if k.missing = status == 404 || status == 410; k.missing {
		return nil
	}
	contentType := header.Get("Content-Type")
	doc, err := extract.Parse(body, contentType, k.response.URL)
	if err != nil {
		return err
	}
	page := extract.Page{URL: k.response.URL, Body: body, ContentType: contentType, FetchedAt: k.response.At, Portal: k.portal, Feed: feedOf(k.meta)}
	a := x.Extractor.Extract(doc, page).Article
	if a == nil || k.meta["article"] == "" {
		k.missing = a == nil && isSoftMissing(doc.Text)
		return nil // what the crawl did not take is for reextract to take
	}
	a.FetchedAt, a.Feed = k.response.At, page.Feed
	a.Raw = &extract.Raw{File: k.file, Offset: k.response.Offset, Length: k.response.Length}
	a.HTTP = &extract.HTTP{Status: status, ETag: header.Get("ETag"), LastModified: header.Get("Last-Modified"), Charset: doc.Charset, CharsetSource: doc.CharsetSource}
	if strings.HasPrefix(k.response.URL, "https://") {
		verified := true // no page is taken without
		a.HTTP.TLSVerified = &verified
	}
	a.URLAliases = otherURLs(a, append(slices.Clone(a.URLAliases), k.meta["canonical"]))
	k.article = a
	return nil
}

// feedOf is what a feed had said of the page.
func feedOf(meta map[string]string) *extract.Feed {
	if meta["feed-url"] == "" {
		return nil
	}
	f := &extract.Feed{URL: meta["feed-url"], Title: meta["feed-title"], GUID: meta["feed-guid"]}
	if at, err := time.Parse(time.RFC3339, meta["feed-published"]); err == nil {
		f.PublishedAt = at
	}
	return f
}

// store commits pages of one portal.
func (x *Rebuild) store(ctx context.Context, p *portal.Portal, pages []*kept, out *Rebuilt) error {
	var outcomes []store.Outcome
	rows := map[store.Key]store.URL{}
	for _, k := range pages {
		if k.err != nil {
			out.Unreadable = append(out.Unreadable, fmt.Sprintf("%s byte %d (%s): %v", k.file, k.response.Offset, k.response.URL, k.err))
		}
		row := store.URL{
			Host: p.Host(), Canonical: cmp.Or(k.meta["canonical"], k.response.URL), Identity: k.meta["identity"], Kind: store.ArticlePage,
			Via: k.meta["via"], FirstSeen: k.response.At, Feed: feedOf(k.meta),
		}
		if seen, ok := rows[row.Key()]; ok {
			row = seen
		} else if known, err := x.Store.Known(ctx, p.Host(), row.Key()); err == nil {
			row = known
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		o := x.outcome(row, k, out)
		rows[o.URL.Key()] = o.URL
		outcomes = append(outcomes, o)
	}
	receipts, err := x.Store.Restore(ctx, p.Host(), outcomes...)
	for _, r := range receipts {
		switch r.Change {
		case extract.ChangeNew:
			out.Articles++
		case extract.ChangeEdited, extract.ChangeBack:
			out.Edited++
		case extract.ChangeGone:
			out.Gone++
		}
	}
	return err
}

// outcome is what a crawl would have made of the page then.
func (x *Rebuild) outcome(row store.URL, k *kept, out *Rebuilt) store.Outcome {
	at := k.response.At
	o := store.Outcome{Capture: &store.Capture{
		Host: row.Host, URL: k.response.URL, At: at, File: k.file, Offset: k.response.Offset, Length: k.response.Length,
		Status: k.status, Kind: row.Kind, ArticleID: k.meta["article"],
	}}
	if raw, err := k.response.Payload(); err == nil {
		o.Capture.Digest = digest(raw)
	}
	if k.missing {
		out.Missing++
		gone := false
		row, gone, o.Next = miss(row, at, x.Revisit)
		row.FetchedAt, row.ETag, row.LastModified, row.Digest, row.Reason = at, "", "", "", "missing"
		if gone && row.Identity == row.ArticleID {
			o.Gone = row.ArticleID
		}
		o.URL = row
		return o
	}
	row.FirstFetched = cmp.Or(row.FirstFetched, at)
	row.FetchedAt = at
	row.Visits++
	row.Missing = 0
	if k.response.URL != row.Canonical {
		row.Fetch = k.response.URL
	}
	if a := k.article; a != nil {
		out.Taken++
		row.Status, row.ArticleID, row.Digest, row.Published = store.Fetched, a.ID, digest(k.body), a.PublishedAt
		row.ETag, row.LastModified = a.HTTP.ETag, a.HTTP.LastModified
		o.Article = a
	} else {
		out.NoArticle++
		row.Status, row.Reason = store.NoArticle, "no-article"
		if id := k.meta["article"]; id != "" {
			out.Lost = append(out.Lost, id)
		}
	}
	base, visits := fromPublication(row.Published, row.FirstFetched, row.Visits, x.Revisit)
	o.URL, o.Next = row, nextLook(base, at, visits, x.Revisit)
	return o
}

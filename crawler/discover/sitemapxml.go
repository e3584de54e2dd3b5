package discover

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Longest text of an element that is kept, in bytes; most images of a page; depth
// of elements, of which a sitemap has four.
const (
	maxText   = 4096
	maxImages = 1000 // of Google's image extension
	maxLevels = 64
)

// readXML walks the tokens of a urlset or a sitemapindex. It is lenient about
// bare ampersands, HTML's entities and end tags; it never expands entities of
// the document's own.
func (s *sitemapReader) readXML(r io.Reader) error {
	d := xml.NewDecoder(r)
	d.Strict = false
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // decoded already
	w := walker{sitemapReader: s, prefixes: map[string]string{"news": "news", "image": "image"}}
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return w.end()
		}
		if err != nil {
			w.flush()
			if w.path == nil {
				return fmt.Errorf("%w: %w", ErrNotSitemap, err)
			}
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if err := w.open(t); err != nil {
				return err
			}
		case xml.CharData:
			w.text(t)
		case xml.EndElement:
			w.close(t.Name.Local)
		}
	}
}

// walker keeps the place in the document: names of open elements, and the
// entry being read.
type walker struct {
	*sitemapReader
	prefixes map[string]string // of extensions: as declared → as usual
	path     []string          // "urlset", "url", "loc"; news: and image: elements with their prefix
	entry    *SitemapEntry
	value    []byte
	done     bool // the root was closed
}

func (w *walker) open(t xml.StartElement) error {
	if len(w.path) == maxLevels {
		return fmt.Errorf("elements are nested deeper than %d", maxLevels)
	}
	w.declare(t.Attr)
	local := strings.ToLower(t.Name.Local)
	if len(w.path) == 0 && !w.done {
		switch local {
		case "urlset":
		case "sitemapindex":
			w.sitemap.Index = true
		case "rss", "feed", "rdf":
			return fmt.Errorf("%w: it is a feed", ErrNotSitemap)
		default:
			return fmt.Errorf("%w: its root element is %q", ErrNotSitemap, local)
		}
	}
	if len(w.path) == 1 && (local == "url" || local == "sitemap") || w.sibling(local) {
		w.flush()
		w.path = append(w.path[:min(1, len(w.path))], local)
		w.entry = &SitemapEntry{}
		return nil
	}
	if prefix := w.prefixes[t.Name.Space]; prefix != "" {
		local = prefix + ":" + local
	}
	w.path = append(w.path, local)
	w.value = w.value[:0]
	return nil
}

// declare notes under which prefixes the document uses the extensions.
func (w *walker) declare(attrs []xml.Attr) {
	for _, a := range attrs {
		switch {
		case a.Name.Space != "xmlns":
		case strings.Contains(a.Value, "/sitemap-news/"):
			w.prefixes[a.Name.Local] = "news"
		case strings.Contains(a.Value, "/sitemap-image/"):
			w.prefixes[a.Name.Local] = "image"
		}
	}
}

// sibling recognises the start of an entry within another that was not closed.
func (w *walker) sibling(local string) bool {
	return len(w.path) > 1 && w.entry != nil && local == w.path[1]
}

func (w *walker) text(t []byte) {
	if w.entry != nil {
		w.value = append(w.value, t[:min(len(t), maxText-len(w.value))]...)
	}
}

// close ends the innermost open element of that name; those within it that
// were not closed end with it.
func (w *walker) close(name string) {
	name = strings.ToLower(name)
	for i := len(w.path) - 1; i >= 0; i-- {
		open := w.path[i]
		if _, local, ok := strings.Cut(open, ":"); ok {
			open = local
		}
		if open != name {
			continue
		}
		if i >= 2 && i == len(w.path)-1 && w.entry != nil {
			w.set(w.path[i], w.path[i-1])
		}
		if i <= 1 {
			w.flush()
		}
		w.path = w.path[:i]
		w.done = w.done || i == 0
		w.value = w.value[:0]
		return
	}
}

// set stores the text of an element of an entry.
func (w *walker) set(name, parent string) {
	value := strings.TrimSpace(string(w.value))
	e := w.entry
	switch name {
	case "loc":
		if parent == w.path[1] && e.URL == "" {
			e.URL = value
		}
	case "lastmod":
		e.LastModRaw, e.LastMod = value, parseDate(value)
	case "news:title":
		e.Title = plainText(value)
	case "news:publication_date":
		e.PublishedRaw, e.Published = value, parseDate(value)
	case "image:loc":
		if u, drop := w.resolve.resolve(value); drop == "" && len(e.Images) < maxImages {
			e.Images = append(e.Images, u)
		}
	}
}

func (w *walker) flush() {
	if w.entry != nil {
		w.add(*w.entry)
		w.entry = nil
	}
}

// end is reached with the document: the root must have been closed.
func (w *walker) end() error {
	w.flush()
	switch {
	case w.path == nil:
		return fmt.Errorf("%w: it has no element", ErrNotSitemap)
	case !w.done:
		return io.ErrUnexpectedEOF
	}
	return nil
}

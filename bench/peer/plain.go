package peer

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"

	"github.com/PuerkitoBio/goquery"
)

// Plain is the floor: net/http, bodies in reused buffers, one html.Parse, and
// twelve selectors. It keeps no state, checks nothing and stores nothing.
func Plain(starts []string, out io.Writer) error {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers}}
	buffers := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	lines, f := newLines(out), newFrontier(starts)
	var failed atomic.Int64
	f.run(func(u string) {
		buf := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(buf)
		buf.Reset()
		resp, err := client.Get(u)
		if err != nil {
			failed.Add(1)
			return
		}
		_, err = io.Copy(buf, resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			failed.Add(1)
			return
		}
		doc, err := goquery.NewDocumentFromReader(buf)
		if err != nil {
			failed.Add(1)
			return
		}
		if a := fields(doc, u); a != nil {
			lines.add(a)
		}
		base, err := url.Parse(u)
		if err != nil {
			failed.Add(1)
			return
		}
		for _, n := range doc.FindMatcher(selLinks).Nodes {
			f.follow(base, href(n))
		}
	})
	if n := failed.Load(); n > 0 {
		return fmt.Errorf("plain: %d pages failed", n)
	}
	return nil
}

package peer

import (
	"bytes"
	"io"
	"strings"
	"sync"

	"github.com/PuerkitoBio/goquery"
	"github.com/gocolly/colly/v2"
	"github.com/gocolly/colly/v2/queue"
	"golang.org/x/net/html"
)

func href(n *html.Node) string {
	for i := range n.Attr {
		if n.Attr[i].Key == "href" {
			return n.Attr[i].Val
		}
	}
	return ""
}

func newCollector(options ...colly.CollectorOption) *colly.Collector {
	c := colly.NewCollector(append(options, colly.UserAgent("bench"), colly.AllowedDomains("127.0.0.1"))...)
	c.IgnoreRobotsTxt = false
	return c
}

// onFields is Colly's usual style: a callback a field.
func onFields(c *colly.Collector, out *lines) {
	c.OnRequest(func(r *colly.Request) { r.Ctx = colly.NewContext() })
	for key, selector := range map[string]string{"title": "h1.detail-title", "date": "div.meta span.date", "author": "div.meta span.author", "lead": "div.sapo"} {
		c.OnHTML(selector, func(e *colly.HTMLElement) { e.Request.Ctx.Put(key, e.Text) })
	}
	c.OnHTML("#content", func(e *colly.HTMLElement) {
		e.Request.Ctx.Put("body", strings.Join(e.ChildTexts("p"), "\n"))
	})
	c.OnScraped(func(r *colly.Response) {
		x := r.Request.Ctx
		if title := x.Get("title"); title != "" {
			out.add(&article{r.Request.URL.String(), title, x.Get("date"), x.Get("author"), x.Get("lead"), x.Get("body")})
		}
	})
}

// CollyUsual is Colly as its documentation shows it: asynchronous, Visit on
// every link.
func CollyUsual(starts []string, out io.Writer) error {
	c := newCollector(colly.Async(true))
	if err := c.Limit(&colly.LimitRule{DomainGlob: "*", Parallelism: workers}); err != nil {
		return err
	}
	onFields(c, newLines(out))
	c.OnHTML("a[href]", func(e *colly.HTMLElement) { e.Request.Visit(e.Attr("href")) })
	for _, s := range starts {
		if err := c.Visit(s); err != nil {
			return err
		}
	}
	c.Wait()
	return nil
}

// CollyQueue is Colly with its own queue, in memory.
func CollyQueue(starts []string, out io.Writer) error {
	c := newCollector()
	onFields(c, newLines(out))
	q, err := queue.New(workers, &queue.InMemoryQueueStorage{MaxSize: 1 << 30})
	if err != nil {
		return err
	}
	var mu sync.Mutex
	seen := map[string]bool{} // the queue takes a URL as often as it is given
	c.OnHTML("a[href]", func(e *colly.HTMLElement) {
		u := e.Request.AbsoluteURL(e.Attr("href"))
		mu.Lock()
		known := seen[u]
		seen[u] = true
		mu.Unlock()
		if u != "" && !known {
			q.AddURL(u)
		}
	})
	for _, s := range starts {
		if err := q.AddURL(s); err != nil {
			return err
		}
	}
	return q.Run(c)
}

// CollyArranged is Colly at its best: synchronous workers over a frontier of
// one's own, one parse in OnResponse, no Visit on a known link.
func CollyArranged(starts []string, out io.Writer) error {
	f, lines := newFrontier(starts), newLines(out)
	c := newCollector()
	c.OnResponse(func(r *colly.Response) {
		doc, err := goquery.NewDocumentFromReader(bytes.NewReader(r.Body))
		if err != nil {
			return
		}
		if a := fields(doc, r.Request.URL.String()); a != nil {
			lines.add(a)
		}
		for _, n := range doc.FindMatcher(selLinks).Nodes {
			f.follow(r.Request.URL, href(n))
		}
	})
	f.run(func(u string) { c.Visit(u) })
	return nil
}

package peer

import (
	"net/url"
	"strings"
	"sync"
)

// workers is how many pages are fetched at a time.
const workers = 8

// frontier is a queue of URLs that takes each once.
type frontier struct {
	mu   sync.Mutex
	cond *sync.Cond
	seen map[string]bool
	list []string
	busy int
}

func newFrontier(starts []string) *frontier {
	f := &frontier{seen: map[string]bool{}}
	f.cond = sync.NewCond(&f.mu)
	for _, s := range starts {
		f.add(s)
	}
	return f
}

func (f *frontier) add(u string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.seen[u] {
		f.seen[u] = true
		f.list = append(f.list, u)
		f.cond.Signal()
	}
}

func (f *frontier) take() (string, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.list) == 0 {
		if f.busy == 0 {
			f.cond.Broadcast()
			return "", false
		}
		f.cond.Wait()
	}
	u := f.list[0]
	f.list = f.list[1:]
	f.busy++
	return u, true
}

func (f *frontier) done() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.busy--
	f.cond.Broadcast()
}

// run has visit called for each URL, by some workers.
func (f *frontier) run(visit func(u string)) {
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for {
				u, ok := f.take()
				if !ok {
					return
				}
				visit(u)
				f.done()
			}
		})
	}
	wg.Wait()
}

// follow adds a link of a page, if it is one of the site's and allowed: the
// site's robots.txt is known here, to save the floor its parsing.
func (f *frontier) follow(base *url.URL, href string) {
	if !strings.HasPrefix(href, "/") || strings.HasPrefix(href, "/in/") || strings.HasPrefix(href, "/tim-kiem") {
		return
	}
	f.add(base.Scheme + "://" + base.Host + href)
}

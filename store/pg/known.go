package pg

import (
	"errors"
	"slices"
	"sync"

	"github.com/tintinh/tintinh/store"
)

// knownRows remembers rows of urls that were seen in the table. Rows are never
// deleted, and nearly all links of a page are those of the page before: they
// need not be asked for again. It forgets everything when a connection is made,
// for a server that is another one now may have lost what its operator let it
// lose (a standby that was not synchronous, a backup).
type knownRows struct {
	mu       sync.Mutex
	now, old map[rowName]struct{} // what is not used for a while is forgotten with old
	forgot   int                  // how often
}

type rowName struct {
	host string
	key  store.Key
}

// knownAtMost bounds each of the two maps: some 5 MB.
const knownAtMost = 1 << 16

func (k *knownRows) has(host string, key store.Key) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	name := rowName{host, key}
	if _, ok := k.now[name]; ok {
		return true
	}
	if _, ok := k.old[name]; !ok {
		return false
	}
	k.put(name)
	return true
}

func (k *knownRows) add(host string, key store.Key) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.put(rowName{host, key})
}

func (k *knownRows) put(name rowName) {
	if len(k.now) >= knownAtMost {
		k.now, k.old = nil, k.now
	}
	if k.now == nil {
		k.now = map[rowName]struct{}{}
	}
	k.now[name] = struct{}{}
}

func (k *knownRows) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.now, k.old = nil, nil
	k.forgot++
}

// times is how often everything was forgotten: what was left out of a change
// before that holds no more.
func (k *knownRows) times() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.forgot
}

// errForgot: a change was made ready with what is forgotten now.
var errForgot = errors.New("the connection is another one now")

// unknown leaves out what is certainly in the table.
func (k *knownRows) unknown(urls []store.URL) []store.URL {
	return slices.DeleteFunc(slices.Clone(urls), func(u store.URL) bool { return k.has(u.Host, u.Key()) })
}

package crawler

import (
	"context"
	"io"
	"sync"
)

const (
	// freeBody is what a body may take without asking, bytes: pages of news
	// have 20 to 300 KB.
	freeBody = 512 << 10

	// roomFor is what all larger bodies of a run may take together, unless one
	// of them alone takes more. Without it a run's memory would be the number of
	// its workers times the largest page.
	roomFor = 24 << 20
)

// room is the memory that the large bodies of a run share. One of them, the
// elder, may take more than is left: so that they never wait for one another
// in a circle, and a page of any size that is allowed can be read.
type room struct {
	mu      sync.Mutex
	used    int64
	elder   *share
	changed chan struct{} // closed and replaced when a share is given back
}

// share is what one body holds.
type share struct {
	of   *room
	size int64
}

func newRoom() *room { return &room{changed: make(chan struct{})} }

// take waits until n bytes more may be held.
func (s *share) take(ctx context.Context, n int64) error {
	for {
		waiting := s.try(n)
		if waiting == nil {
			return nil
		}
		select {
		case <-waiting:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// try takes n bytes, or returns what to wait for.
func (s *share) try(n int64) <-chan struct{} {
	r := s.of
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.used+n <= roomFor:
	case r.elder == nil:
		r.elder = s
	case r.elder != s:
		return r.changed
	}
	r.used += n
	s.size += n
	return nil
}

// giveBack frees all that a share holds. It may be called again.
func (s *share) giveBack() {
	r := s.of
	r.mu.Lock()
	defer r.mu.Unlock()
	if s.size == 0 && r.elder != s {
		return
	}
	r.used -= s.size
	s.size = 0
	if r.elder == s {
		r.elder = nil
	}
	close(r.changed)
	r.changed = make(chan struct{})
}

// body is bytes under a limit that grow as they come. Its growth is asked for.
type body struct {
	bytes []byte
	limit int64
	grow  func(n int64) error // nil = always allowed
	asked int64
	said  int64 // how long it says that it will be; 0 = it does not. No more than freeBody is believed
}

// over reports whether the body has more bytes than its limit; it holds one
// more then.
func (b *body) over() bool { return int64(len(b.bytes)) > b.limit }

// space returns where the next bytes go: some, unless the body is over.
func (b *body) space() ([]byte, error) {
	if len(b.bytes) == cap(b.bytes) {
		size := min(max(32<<10, 2*int64(cap(b.bytes))), b.limit+1)
		if b.bytes == nil && b.said > 0 {
			size = min(b.said+1, freeBody, b.limit+1) // one more, in which the end is found
		}
		if more := size - max(freeBody, b.asked); more > 0 && b.grow != nil {
			if err := b.grow(more); err != nil {
				return nil, err
			}
			b.asked = size
		}
		b.bytes = append(make([]byte, 0, size), b.bytes...)
	}
	return b.bytes[len(b.bytes):cap(b.bytes)], nil
}

// fill reads until the end, or until the body is over.
func (b *body) fill(r io.Reader) error {
	for !b.over() {
		to, err := b.space()
		if err != nil {
			return err
		}
		n, err := r.Read(to)
		b.bytes = b.bytes[:len(b.bytes)+n]
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

package crawler

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

// Of the bodies that want more than there is room for, one at a time gets it;
// the others wait until it has given back what it holds.
func TestRoomHasOneElder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRoom()
		var order []int
		var mu sync.Mutex
		shares := make([]*share, 3)
		for i := range shares {
			shares[i] = &share{of: r}
			if err := shares[i].take(t.Context(), roomFor/3); err != nil {
				t.Fatal(err)
			}
		}
		var all sync.WaitGroup
		for i, s := range shares {
			all.Go(func() {
				if err := s.take(t.Context(), 2*roomFor); err != nil {
					t.Error(err)
				}
				mu.Lock()
				order = append(order, i)
				if r.used != roomFor/3*int64(4-len(order))+2*roomFor {
					t.Errorf("%d bytes are held by %d bodies, one of them an elder", r.used, 4-len(order))
				}
				mu.Unlock()
				time.Sleep(time.Second)
				s.giveBack()
				s.giveBack() // is harmless
			})
			synctest.Wait() // all but the first wait
		}
		all.Wait()
		if len(order) != 3 || order[0] != 0 || r.used != 0 || r.elder != nil {
			t.Errorf("order %v, left over %+v", order, r)
		}
	})
}

func TestRoomIsNotWaitedForBeyondTheRequest(t *testing.T) {
	r := newRoom()
	elder, other := &share{of: r}, &share{of: r}
	if err := elder.take(t.Context(), roomFor+1); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errTimeout)
	if err := other.take(ctx, 1); !errors.Is(err, errTimeout) {
		t.Errorf("error %v, want that the time is over", err)
	}
}

// A body takes what comes up to its limit and a byte, asks before it grows
// large, and asks for no more than it grows.
func TestBodyAsksBeforeItGrows(t *testing.T) {
	for _, size := range []int{0, 1, 32 << 10, freeBody, freeBody + 1, 3 << 20, 5 << 20, 9 << 20} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			sent := bytes.Repeat([]byte("tin"), size/3+1)[:size]
			asked := int64(0)
			b := body{limit: 5 << 20, grow: func(n int64) error { asked += n; return nil }}
			if err := b.fill(iotest.HalfReader(bytes.NewReader(sent))); err != nil {
				t.Fatal(err)
			}
			want := sent[:min(size, 5<<20+1)]
			if !bytes.Equal(b.bytes, want) || b.over() != (size > 5<<20) {
				t.Errorf("%d bytes, over: %t; want %d", len(b.bytes), b.over(), len(want))
			}
			if held := int64(cap(b.bytes)); held > freeBody+asked || asked > 0 && held != freeBody+asked {
				t.Errorf("%d bytes are held, and %d were asked for beyond the free ones", held, asked)
			}
		})
	}
	b := body{limit: 5 << 20, grow: func(int64) error { return errTimeout }}
	if err := b.fill(bytes.NewReader(make([]byte, 3<<20))); !errors.Is(err, errTimeout) || len(b.bytes) > freeBody {
		t.Errorf("without room: error %v, %d bytes", err, len(b.bytes))
	}
}

// The bodies of many hosts at once take no more than their room and one elder,
// however many workers there are; all of them arrive.
func TestLargePagesShareTheirRoom(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		w.crawl.Portals, w.crawl.Workers = nil, 30
		large := strings.Repeat("<!-- một trang rất dài -->", 4<<20/26)
		for i := range 30 {
			host := fmt.Sprintf("bao%d.test", i)
			s := newSite()
			path := newStory(i + 1).path()
			s.handle(path, func(rw http.ResponseWriter, _ *http.Request) {
				for at := 0; at < len(large); at += 1 << 20 {
					_, _ = io.WriteString(rw, large[at:min(len(large), at+1<<20)])
					time.Sleep(100 * time.Millisecond)
				}
				_, _ = io.WriteString(rw, newStory(i+1).html())
			})
			s.listing("/", path)
			w.net.serve(t, host+":80", s)
			w.crawl.Portals = append(w.crawl.Portals, parsed(t, strings.NewReplacer("vidu.test", host, "id: vidu", "id: "+strings.TrimSuffix(host, ".test")).Replace(definition(""))))
		}
		room := newRoom()
		most := int64(0)
		w.crawl.Progress = func(Event) {
			room.mu.Lock()
			defer room.mu.Unlock()
			most = max(most, room.used)
		}
		r, err := w.crawl.begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer r.end()
		r.room = room
		if err := errors.Join(r.seed(), r.work()); err != nil {
			t.Fatal(err)
		}
		f := r.settle(nil, nil)
		for id, p := range f.Portals {
			if p.New != 1 || len(p.Errors) != 0 {
				t.Errorf("%s: %+v", id, p)
			}
		}
		if most < roomFor/2 || most > roomFor+(8<<20) || room.used != 0 {
			t.Errorf("at most %d bytes were held at once, and %d at the end; want about %d, and none", most, room.used, roomFor)
		}
	})
}

// A connection on which a request failed is not used again: HTTP/2 would keep
// one that is flooded.
func TestConnectionOfAFailureIsNotUsedAgain(t *testing.T) {
	var addresses []string
	s, p := loopback(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		addresses = append(addresses, r.RemoteAddr)
		if r.URL.Path == "/xau" {
			w.Header().Set("Content-Encoding", "br")
		}
		_, _ = io.WriteString(w, "một trang")
	}))
	f := fetcherOf(t, p)
	for _, path := range []string{"/", "/xau", "/", "/"} {
		_, _ = f.get(t.Context(), request{url: s.URL + path, limit: 1 << 20})
	}
	if len(addresses) != 4 || addresses[0] != addresses[1] || addresses[1] == addresses[2] || addresses[2] != addresses[3] {
		t.Errorf("connections %v, want a new one after the second request", addresses)
	}
}

package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"go.etcd.io/bbolt"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// walk calls fn for each of the changes. While it works on a page of records,
// the next one is read, and decompressed on all cores once fn has shown that
// it wants the lines.
func (db *DB) walk(ctx context.Context, host string, changes []byte, fn func(string, uint64, store.Record) error) error {
	if len(changes) == 0 {
		return nil
	}
	now, ahead := &records{db: db, host: host}, &records{db: db, host: host}
	now.read(changes, false)
	for {
		if now.err != nil {
			return fmt.Errorf("walk articles of %s: %w", host, now.err)
		}
		read := make(chan struct{})
		if len(now.rest) > 0 {
			go func(changes []byte, decode bool) {
				defer close(read)
				ahead.read(changes, decode)
			}(now.rest, now.asked)
		} else {
			close(read)
		}
		err := now.each(ctx, fn)
		<-read // also when the walk ends here: nothing of it goes on behind its back
		if err != nil || len(now.rest) == 0 {
			return err
		}
		ahead.asked = ahead.asked || now.asked
		now, ahead = ahead, now
	}
}

// records is a page of a walk. Its memory is used again for the page after the
// next one.
type records struct {
	db     *DB
	host   string
	lines  []line
	values []byte // of all lines
	rest   []byte // changes after this page
	asked  bool   // a line was asked for
	err    error
}

// read copies the first of the changes, in one transaction.
func (p *records) read(changes []byte, decode bool) {
	p.lines, p.values, p.rest = p.lines[:0], p.values[:0], changes
	p.err = p.db.damage(p.db.view(p.copy))
	if p.err == nil && decode {
		p.decode()
	}
}

func (p *records) copy(t *bbolt.Tx) error {
	for len(p.rest) > 0 && len(p.lines) < pageKeys && len(p.values) < pageBytes {
		n := binary.BigEndian.Uint64(p.rest)
		id, rest, _ := bytes.Cut(p.rest[8:], []byte{0})
		v, err := recordAt(t, id, p.host, n)
		if err != nil {
			return err
		}
		from := len(p.values)
		p.values = append(p.values, v...)
		p.add(n, p.values[from:len(p.values):len(p.values)])
		p.rest = rest
	}
	return nil
}

// add is another line; one that was there before lends its buffer.
func (p *records) add(n uint64, value []byte) {
	if len(p.lines) < cap(p.lines) {
		p.lines = p.lines[:len(p.lines)+1]
	} else {
		p.lines = append(p.lines, line{})
	}
	l := &p.lines[len(p.lines)-1]
	if cap(l.buf) > pageBytes { // one long record shall not hold it for the whole walk
		l.buf = nil
	}
	*l = line{page: p, n: n, value: value, buf: l.buf}
}

// decode decompresses all lines. An error stays in its line until that is
// asked for.
func (p *records) decode() {
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(p.lines); i += workers {
				p.lines[i].decode()
			}
		})
	}
	wg.Wait()
}

func (p *records) each(ctx context.Context, fn func(string, uint64, store.Record) error) error {
	for i := range p.lines {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := fn(p.host, p.lines[i].n, &p.lines[i]); err != nil {
			return err
		}
	}
	return nil
}

// recordAt finds the record of an article with a number of a host: the current
// one, or one that was superseded by now.
func recordAt(t *bbolt.Tx, id []byte, host string, n uint64) ([]byte, error) {
	v := bucketOf(t, articleBucket).Get(id)
	if r, err := split(v); err != nil || r.n == n && r.host == host {
		return v, err
	}
	p := prefix(string(id))
	c := bucketOf(t, revBucket).Cursor()
	for k, v := c.Seek(p); bytes.HasPrefix(k, p); k, v = c.Next() {
		if r, err := split(v); err != nil || r.n == n && r.host == host {
			return v, err
		}
	}
	return nil, fmt.Errorf("change %d of %s is of article %s, which has no such change", n, host, id)
}

// line is a record of a walk.
type line struct {
	page  *records
	n     uint64
	value []byte
	text  []byte // the decompressed value, once it is
	err   error  // that it could not be
	buf   []byte
}

// Line decompresses the record once.
func (l *line) Line() ([]byte, error) {
	l.page.asked = true
	if l.text == nil && l.err == nil {
		l.decode()
	}
	return l.text, l.page.db.damage(l.err)
}

func (l *line) decode() {
	r, err := split(l.value)
	if err == nil {
		l.buf, err = l.page.db.codec.appendLine(l.buf[:0], r)
	}
	if err == nil && len(l.buf) == 0 {
		err = errors.New("a stored record is empty")
	}
	if l.err = err; err == nil {
		l.text = l.buf
	}
}

func (l *line) Article() (*extract.Article, error) {
	text, err := l.Line()
	if err != nil {
		return nil, err
	}
	a, err := extract.ParseLine(text)
	return a, l.page.db.damage(err)
}

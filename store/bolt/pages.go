package bolt

import (
	"encoding/binary"
	"fmt"
	"io"

	"go.etcd.io/bbolt"
)

// bbolt's cursor follows pages wherever they lead: a branch that leads back to
// itself fills the memory before it fails. So the tree is looked at by its
// pages first, each of which may be reached once.

const (
	pageHeader = 16 // id 8, flags 2, count 2, overflow 4; in the byte order of the machine
	branchItem = 16 // pos 4, ksize 4, page 8
	branchFlag = 0x01
	leafFlag   = 0x02
)

// openPages is how many pages Open looks at: all of a small store, the upper
// levels of a large one, within the time that opening may take.
const openPages = 1024

// pages is a walk over the pages of a file.
type pages struct {
	file  io.ReaderAt
	size  int    // of a page
	count uint64 // of pages
	left  int    // how many may still be looked at; below 0 = any number
	seen  []uint64
	fault func(format string, args ...any)
}

// treeOnce reports each page that the trees of the buckets reach twice, and
// each that is none of a tree, among the first most pages from the roots down;
// below 0 = all.
func (db *DB) treeOnce(t *bbolt.Tx, most int, fault func(format string, args ...any)) error {
	info, err := db.file.Stat()
	if err != nil {
		return err
	}
	faults := 0
	p := &pages{file: db.file, size: db.bolt.Info().PageSize, left: most, fault: func(format string, args ...any) {
		faults++
		fault(format, args...)
	}}
	p.count = uint64(info.Size()) / uint64(p.size)
	p.seen = make([]uint64, p.count/64+1)
	if err := p.walk(uint64(t.Cursor().Bucket().Root())); err != nil || faults > 0 {
		return err
	}
	if err := p.insides(); err != nil || faults > 0 {
		return err
	}
	var roots []uint64
	err = t.ForEach(func(_ []byte, b *bbolt.Bucket) error {
		if b != nil && b.Root() != 0 { // a small bucket stands inside the page that names it
			roots = append(roots, uint64(b.Root()))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.walk(roots...)
}

// walk goes through pages and those below them, level by level.
func (p *pages) walk(todo ...uint64) error {
	for ; len(todo) > 0 && p.left != 0; p.left-- {
		id := todo[0]
		todo = todo[1:]
		if id >= p.count {
			p.fault("page %d is beyond the end of the file", id)
			continue
		}
		if p.seen[id/64]>>(id%64)&1 == 1 {
			p.fault("page %d is reached twice", id)
			continue
		}
		p.seen[id/64] |= 1 << (id % 64)
		below, err := p.below(id)
		if err != nil {
			return err
		}
		todo = append(todo, below...)
	}
	return nil
}

// insides looks at the small buckets, which stand inside the pages seen so far,
// those of the root: each is a leaf. One that says it is a branch leads to
// itself.
func (p *pages) insides() error {
	for id := range p.count {
		if p.seen[id/64]>>(id%64)&1 == 0 {
			continue
		}
		if err := p.inside(id); err != nil {
			return err
		}
	}
	return nil
}

// leafItem is flags 4, pos 4, ksize 4, vsize 4; pos counts from the item.
const (
	leafItem     = 16
	bucketFlag   = 0x01
	bucketHeader = 16 // root 8, sequence 8
)

func (p *pages) inside(id uint64) error {
	at := int64(id) * int64(p.size)
	head := make([]byte, pageHeader)
	if _, err := p.file.ReadAt(head, at); err != nil {
		return fmt.Errorf("read page %d: %w", id, err)
	}
	if binary.NativeEndian.Uint16(head[8:]) != leafFlag {
		return nil
	}
	more := uint64(binary.NativeEndian.Uint32(head[12:]))
	if id+more >= p.count {
		p.fault("page %d is longer than the file", id)
		return nil
	}
	page := make([]byte, int(more+1)*p.size)
	if _, err := p.file.ReadAt(page, at); err != nil {
		return fmt.Errorf("read page %d: %w", id, err)
	}
	size := uint64(len(page))
	for i := range uint64(binary.NativeEndian.Uint16(head[10:])) {
		item := pageHeader + i*leafItem
		if item+leafItem > size {
			p.fault("page %d has more items than there is room for", id)
			return nil
		}
		word := func(n uint64) uint64 { return uint64(binary.NativeEndian.Uint32(page[item+4*n:])) }
		if word(0)&bucketFlag == 0 {
			continue
		}
		value, length := item+word(1)+word(2), word(3)
		switch {
		case length < bucketHeader || value+length > size:
			p.fault("page %d has a bucket beyond its end", id)
		case binary.NativeEndian.Uint64(page[value:]) != 0:
		case length < bucketHeader+pageHeader || binary.NativeEndian.Uint16(page[value+bucketHeader+8:]) != leafFlag:
			p.fault("page %d has a small bucket that is no leaf", id)
		}
	}
	return nil
}

// below lists the pages that a branch leads to.
func (p *pages) below(id uint64) ([]uint64, error) {
	at := int64(id) * int64(p.size)
	head := make([]byte, pageHeader)
	if _, err := p.file.ReadAt(head, at); err != nil {
		return nil, fmt.Errorf("read page %d: %w", id, err)
	}
	flags, count := binary.NativeEndian.Uint16(head[8:]), binary.NativeEndian.Uint16(head[10:])
	if flags != branchFlag {
		if flags != leafFlag {
			p.fault("page %d is no part of a tree", id)
		}
		return nil, nil
	}
	items := make([]byte, int(count)*branchItem)
	if _, err := p.file.ReadAt(items, at+pageHeader); err != nil {
		return nil, fmt.Errorf("read page %d: %w", id, err)
	}
	below := make([]uint64, count)
	for i := range below {
		below[i] = binary.NativeEndian.Uint64(items[i*branchItem+8:])
	}
	return below, nil
}

package bolt

import (
	"context"
	"os"

	"go.etcd.io/bbolt"
)

// Stats is what the file is made of.
type Stats struct {
	File      string        `json:"file"`
	Bytes     int64         `json:"bytes"`
	PageSize  int           `json:"page_size"`
	FreePages int           `json:"free_pages"`
	FreeBytes int64         `json:"free_bytes"` // what compact would give back
	Schema    int           `json:"schema"`
	Articles  int           `json:"articles"`
	URLs      int           `json:"urls"`
	Buckets   []BucketStats `json:"buckets"`
}

// BucketStats is one bucket: its entries, and the bytes they take.
type BucketStats struct {
	Name    string `json:"name"`
	Entries int    `json:"entries"`
	Bytes   int64  `json:"bytes"`      // keys and values
	Pages   int64  `json:"page_bytes"` // pages that hold them
}

// Stats reads every page; writers go on meanwhile.
func (db *DB) Stats(ctx context.Context) (Stats, error) {
	s := Stats{File: db.path, PageSize: db.bolt.Info().PageSize, Schema: Schema}
	if err := ctx.Err(); err != nil {
		return s, err
	}
	info, err := os.Stat(db.path)
	if err != nil {
		return s, err
	}
	s.Bytes = info.Size()
	err = db.view(func(t *bbolt.Tx) error {
		return t.ForEach(func(name []byte, b *bbolt.Bucket) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			n := b.Stats()
			s.Buckets = append(s.Buckets, BucketStats{
				Name: string(name), Entries: n.KeyN, Bytes: int64(n.LeafInuse),
				Pages: int64(n.BranchPageN+n.BranchOverflowN+n.LeafPageN+n.LeafOverflowN) * int64(s.PageSize),
			})
			switch string(name) {
			case articleBucket:
				s.Articles = n.KeyN
			case urlBucket:
				s.URLs = n.KeyN
			}
			return nil
		})
	})
	s.FreePages = db.bolt.Stats().FreePageN
	s.FreeBytes = int64(s.FreePages) * int64(s.PageSize)
	return s, err
}

package bolt

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"go.etcd.io/bbolt"
)

// inspect reports whether the file is new, and an error if it is not ours, not
// whole or of another version.
func (db *DB) inspect() (fresh bool, err error) {
	info, err := os.Stat(db.path)
	if err != nil {
		return false, fmt.Errorf("open store %s: %w", db.path, err)
	}
	err = db.view(func(t *bbolt.Tx) error {
		if t.Size() > info.Size() {
			return &DamageError{File: db.path, What: fmt.Sprintf("it was cut off: %d bytes of %d are there", info.Size(), t.Size())}
		}
		if err := db.upperPages(t); err != nil {
			return err
		}
		found := map[string]bool{}
		if err := t.ForEach(func(name []byte, _ *bbolt.Bucket) error {
			found[string(name)] = true
			return nil
		}); err != nil {
			return err
		}
		if len(found) == 0 {
			fresh = true
			return nil
		}
		return db.checkSchema(t, found)
	})
	if fresh && db.readOnly && err == nil {
		return false, &FormatError{File: db.path, Reason: "it is empty"}
	}
	return fresh, err
}

// upperPages looks for what would lead bbolt in a circle, before it is followed.
func (db *DB) upperPages(t *bbolt.Tx) error {
	var what string
	err := db.treeOnce(t, openPages, func(format string, args ...any) {
		if what == "" {
			what = fmt.Sprintf(format, args...)
		}
	})
	if err == nil && what != "" {
		err = &DamageError{File: db.path, What: what}
	}
	return err
}

func (db *DB) checkSchema(t *bbolt.Tx, found map[string]bool) error {
	meta := t.Bucket([]byte(metaBucket))
	if meta == nil {
		return &FormatError{File: db.path, Reason: "it is a bbolt file of another program"}
	}
	have, err := strconv.Atoi(string(meta.Get([]byte("schema"))))
	if err != nil {
		return &FormatError{File: db.path, Reason: "it is a bbolt file without a schema version", Err: err}
	}
	if have < oldest || have > Schema {
		return &SchemaError{File: db.path, Have: have, Want: Schema}
	}
	for _, name := range buckets() {
		if !found[name] && have >= since[name] {
			return &DamageError{File: db.path, What: fmt.Sprintf("bucket %q is missing", name)}
		}
	}
	return nil
}

// since is the schema with which a bucket came, where it is not the first.
var since = map[string]int{bandBucket: 2, noteBucket: 3, bandLogBucket: 4}

// create makes the buckets of a new file, in one commit.
func (db *DB) create() error {
	return db.bolt.Update(func(t *bbolt.Tx) error {
		for _, name := range buckets() {
			if _, err := t.CreateBucket([]byte(name)); err != nil {
				return err
			}
		}
		meta := bucketOf(t, metaBucket)
		if err := meta.Put([]byte("created"), []byte(time.Now().UTC().Format(time.RFC3339))); err != nil {
			return err
		}
		return putSchema(t)
	})
}

func putSchema(t *bbolt.Tx) error {
	return bucketOf(t, metaBucket).Put([]byte("schema"), strconv.AppendInt(nil, Schema, 10))
}

// oldest is the schema that can still be upgraded, and read as it is.
const oldest = 1

// upgrade brings a file of an older schema to this one, in one commit: killed
// midway, it is as it was.
func (db *DB) upgrade() error {
	err := db.bolt.Update(func(t *bbolt.Tx) error {
		have := string(bucketOf(t, metaBucket).Get([]byte("schema")))
		if have == strconv.Itoa(Schema) {
			return errClean
		}
		for _, name := range []string{noteBucket, bandLogBucket} {
			if _, err := t.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		if have != "1" {
			return putSchema(t)
		}
		band, err := t.CreateBucketIfNotExists([]byte(bandBucket))
		if err != nil {
			return err
		}
		err = bucketOf(t, articleBucket).ForEach(func(id, v []byte) error {
			a, _, err := db.codec.article(v)
			if err != nil {
				return fmt.Errorf("article %s: %w", id, err)
			}
			r := read(a)
			if r == nil || a.DuplicateOf != "" {
				return nil
			}
			for _, b := range r.bands {
				if err := band.Put(bandKey(b, bandSecond(a.FirstSeenAt), a.ID), nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		return putSchema(t)
	})
	if errors.Is(err, errClean) {
		return nil
	}
	return err
}

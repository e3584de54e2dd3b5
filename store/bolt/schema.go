package bolt

import (
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

func (db *DB) checkSchema(t *bbolt.Tx, found map[string]bool) error {
	meta := t.Bucket([]byte(metaBucket))
	if meta == nil {
		return &FormatError{File: db.path, Reason: "it is a bbolt file of another program"}
	}
	have, err := strconv.Atoi(string(meta.Get([]byte("schema"))))
	if err != nil {
		return &FormatError{File: db.path, Reason: "it is a bbolt file without a schema version", Err: err}
	}
	if have != Schema {
		return &SchemaError{File: db.path, Have: have, Want: Schema}
	}
	for _, name := range buckets() {
		if !found[name] {
			return &DamageError{File: db.path, What: fmt.Sprintf("bucket %q is missing", name)}
		}
	}
	return nil
}

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
		return meta.Put([]byte("schema"), strconv.AppendInt(nil, Schema, 10))
	})
}

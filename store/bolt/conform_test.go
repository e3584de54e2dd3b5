package bolt_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
	"github.com/tintinh/tintinh/store/conform"
)

// checked is a store that looks at itself before it is closed.
type checked struct {
	*bolt.DB
	t *testing.T
}

func (c checked) Close() error {
	if err := c.Check(context.Background()); err != nil {
		c.t.Errorf("at the end: %v", err)
	}
	return c.DB.Close()
}

func TestConform(t *testing.T) {
	conform.Run(t, func(t *testing.T, dir string) store.Store {
		// Without fsync for speed; what it guards against is tested by cutting
		// the power, not by closing.
		db, err := bolt.Open(filepath.Join(dir, "tintinh.db"), bolt.Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		return checked{db, t}
	})
}

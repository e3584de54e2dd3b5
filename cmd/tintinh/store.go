package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
)

// Names below the data directory.
const (
	storeFile = "tintinh.db"
	rawDir    = "raw"
)

// openStore opens the store for writing, or for reading only. A data
// directory that is not there is made for a writer and an error for a reader.
func (a *app) openStore(c *Config, readOnly bool) (store.Store, error) {
	if a.held != nil {
		return heldOpen{a.held}, nil
	}
	if c.clustered() {
		return a.openCluster(c, readOnly)
	}
	file := filepath.Join(c.Data, storeFile)
	if readOnly && !hasStore(c) {
		return nil, fmt.Errorf("open the store %s: there is none yet; 'tintinh crawl' makes it", file)
	}
	if !readOnly {
		if err := os.MkdirAll(c.Data, 0o755); err != nil {
			return nil, noDataDir{fmt.Errorf("make the data directory: %w", err)}
		}
	}
	db, err := bolt.Open(file, bolt.Options{ReadOnly: readOnly})
	if err != nil {
		return nil, storeError{err}
	}
	return db, nil
}

// heldOpen is the store of the run that answers: not the command's to close.
type heldOpen struct{ store.Store }

func (heldOpen) Close() error { return nil }

// boltFile is the bolt engine below an open store.
func boltFile(s store.Store) (*bolt.DB, bool) {
	if h, ok := s.(heldOpen); ok {
		s = h.Store
	}
	db, ok := s.(*bolt.DB)
	return db, ok
}

// hasStore reports whether a run has been here before. A PostgreSQL store is
// made by db migrate: that there is none is told by opening it.
func hasStore(c *Config) bool {
	if c.clustered() {
		return true
	}
	_, err := os.Stat(filepath.Join(c.Data, storeFile))
	return !errors.Is(err, fs.ErrNotExist)
}

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/pg"
	"github.com/tintinh/tintinh/store/warc"
)

// clustered reports whether the store is PostgreSQL, which many workers share.
func (c *Config) clustered() bool { return c.Cluster.Postgres != "" }

// storeName is where the store is, for people; never with a password.
func (c *Config) storeName() string {
	if c.clustered() {
		return pg.Place(c.Cluster.Postgres)
	}
	return c.Data
}

// openCluster opens the store that cluster.postgres names. While the server is
// away, calls wait for it, but not once the program was told to stop.
func (a *app) openCluster(c *Config, readOnly bool) (store.Store, error) {
	db, err := pg.Open(context.Background(), c.Cluster.Postgres, pg.Options{ReadOnly: readOnly, Hurry: a.stopping, Log: a.logger(c)})
	var dsn *pg.DSNError
	if errors.As(err, &dsn) {
		return nil, usagef("cluster.postgres: %w", err)
	}
	if err != nil {
		return nil, storeError{err}
	}
	return db, nil
}

// notOfCluster refuses a command that looks after the bolt file.
func notOfCluster(command string) error {
	return usagef("%s is about the file of a store on one machine, and cluster.postgres is set: PostgreSQL's own tools do this (docs/cluster.md says which)", command)
}

// maxWritersPerMachine bounds the search for a free name of openRaw.
const maxWritersPerMachine = 1000

// openRaw opens the raw pages for appending. Workers of a cluster may share a
// folder, so each writes files under a name of its own: the machine's, and a
// number where there are several. Not the process's, because the next one
// must find, repair and go on with what a crashed one left.
func openRaw(cfg *Config, dir string, o warc.Options) (*warc.Writer, error) {
	if !cfg.clustered() {
		return warc.Open(dir, o)
	}
	machine, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("name the raw pages of this worker: %w", err)
	}
	machine = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '_'
	}, machine)
	for i := 1; ; i++ {
		o.Prefix = fmt.Sprintf("%s.%d", machine, i)
		w, err := warc.Open(dir, o)
		if !errors.Is(err, warc.ErrBusy) || i == maxWritersPerMachine {
			return w, err
		}
	}
}

//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/pg"
	"github.com/tintinh/tintinh/store/pg/pgtest"
)

// sizeHosts is over how many hosts the URLs of size are spread.
const sizeHosts = 1000

// size measures what a lease and a commit cost in a store that knows n URLs,
// and what a URL takes of the disk.
func size(ctx context.Context, n int) (err error) {
	s, err := pgtest.New(ctx, pgtest.Options{Durable: true, Settings: map[string]string{"max_wal_size": "8GB"}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	dsn := s.DSN("postgres")
	if _, _, err := pg.Migrate(ctx, dsn); err != nil {
		return err
	}
	db, err := pg.Open(ctx, dsn, pg.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	start := time.Now()
	if _, err := db.Load(ctx, func(_ context.Context, fn func(store.Entry) error) error { return known(n, fn) }); err != nil {
		return err
	}
	filled := time.Since(start)
	perURL, err := bytesOf(ctx, s, "urls", n)
	if err != nil {
		return err
	}
	const leases = 500
	lease, done, err := costs(ctx, db, leases)
	if err != nil {
		return err
	}
	fmt.Println("| known URLs | filled in | bytes/URL | lease and its URLs | commit of a page |")
	fmt.Println("|---|---|---|---|---|")
	fmt.Printf("| %d | %.0f s | %.0f | %.2f ms | %.2f ms |\n", n, filled.Seconds(), perURL, ms(lease), ms(done))
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// known gives a store of n URLs: one in a hundred is due, the others later.
func known(n int, fn func(store.Entry) error) error {
	now := time.Now()
	for h := range sizeHosts {
		if err := fn(store.Entry{Host: &store.HostState{Host: hostName(h)}}); err != nil {
			return err
		}
	}
	for i := range n {
		u := store.URL{Host: hostName(i % sizeHosts), Kind: store.ArticlePage, Status: store.Fetched, FirstSeen: now, FetchedAt: now, Visits: 1}
		u.Canonical = fmt.Sprintf("https://%s/chinh-tri/hoi-nghi-tong-ket-cong-tac-nam-%d.html", u.Host, i)
		u.Due = now.Add(time.Duration(i/sizeHosts%100) * time.Hour).Add(-time.Minute)
		if err := fn(store.Entry{URL: &u}); err != nil {
			return err
		}
	}
	return nil
}

// costs leases hosts one after the other, and commits a page of each.
func costs(ctx context.Context, db *pg.DB, n int) (lease, done time.Duration, err error) {
	for range n {
		start := time.Now()
		l, err := db.Lease(ctx, store.Ask{Worker: "w", TTL: time.Minute, Max: 10})
		if err != nil {
			return 0, 0, err
		}
		lease += time.Since(start)
		o := store.Outcome{URL: l.URLs[0], Article: article(l.URLs[0]), Cooldown: time.Hour}
		o.Links = l.URLs
		start = time.Now()
		if _, err := db.Done(ctx, l, time.Minute, o); err != nil {
			return 0, 0, err
		}
		done += time.Since(start)
		if err := db.Release(ctx, l); err != nil {
			return 0, 0, err
		}
	}
	return lease / time.Duration(n), done / time.Duration(n), nil
}

// bytesOf is what a row of a table takes, partitions and indexes included.
func bytesOf(ctx context.Context, s *pgtest.Server, table string, rows int) (float64, error) {
	n, err := s.Number(ctx, "postgres", fmt.Sprintf(
		"SELECT coalesce((SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('tintinh.%[1]s')), pg_total_relation_size('tintinh.%[1]s'))::bigint", table))
	return float64(n) / float64(rows), err
}

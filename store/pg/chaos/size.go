//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/pg"
	"github.com/tintinh/tintinh/store/pg/pgtest"
)

// sizeHosts is over how many hosts the URLs of size are spread.
const sizeHosts = 1000

// sizes measures stores of several sizes, one after the other.
func sizes(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return errors.New("size: how many URLs?")
	}
	fmt.Println("| known URLs | filled in | bytes/URL | lease and its URLs | commit of a page | blocks of both |")
	fmt.Println("|---|---|---|---|---|---|")
	for _, arg := range args {
		n, err := strconv.Atoi(arg)
		if err != nil {
			return fmt.Errorf("size: how many URLs? %w", err)
		}
		if err := size(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// size measures what a lease and a commit cost in a store that knows n URLs,
// and what a URL takes of the disk. The times are the machine's, the blocks that
// the server looks at for them are the same on every machine.
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
	filled, err := fillWith(ctx, dsn, n)
	if err != nil {
		return err
	}
	perURL, err := bytesOf(ctx, s, "urls", n)
	if err != nil {
		return err
	}
	lease, done, blocks, err := costs(ctx, s, dsn)
	if err != nil {
		return err
	}
	fmt.Printf("| %d | %.0f s | %.0f | %.2f ms | %.2f ms | %.0f |\n", n, filled.Seconds(), perURL, ms(lease), ms(done), blocks)
	return nil
}

func fillWith(ctx context.Context, dsn string, n int) (took time.Duration, err error) {
	db, err := pg.Open(ctx, dsn, pg.Options{})
	if err != nil {
		return 0, err
	}
	defer db.Close()
	start := time.Now()
	_, err = db.Load(ctx, func(_ context.Context, fn func(store.Entry) error) error { return known(n, fn) })
	return time.Since(start), err
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

// costs leases hosts one after the other, and commits a page of each. The first
// make the plans, and are not counted.
func costs(ctx context.Context, s *pgtest.Server, dsn string) (lease, done time.Duration, blocks float64, err error) {
	const warm, leases = 100, 500
	db, err := pg.Open(ctx, dsn+"&pool_max_conns=1", pg.Options{})
	if err != nil {
		return 0, 0, 0, err
	}
	defer db.Close()
	if _, _, err := cost(ctx, db, warm); err != nil {
		return 0, 0, 0, err
	}
	before, err := looked(ctx, s)
	if err != nil {
		return 0, 0, 0, err
	}
	if lease, done, err = cost(ctx, db, leases); err != nil {
		return 0, 0, 0, err
	}
	after, err := looked(ctx, s)
	return lease, done, (after - before) / leases, err
}

// looked is at how many blocks of tables and indexes the server looked so far.
func looked(ctx context.Context, s *pgtest.Server) (float64, error) {
	if err := pause(ctx, 3*time.Second); err != nil { // it counts what a connection did a second after
		return 0, err
	}
	n, err := s.Number(ctx, "postgres", `SELECT (SELECT sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read + idx_blks_hit, 0) + coalesce(toast_blks_read + toast_blks_hit, 0))
		FROM pg_statio_user_tables)::bigint`)
	return float64(n), err
}

func cost(ctx context.Context, db *pg.DB, n int) (lease, done time.Duration, err error) {
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

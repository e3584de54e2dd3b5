package pg

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// partSQL is the statements about one partition. They name it, because a plan
// for a parameter locks and looks at all partitions each time it is used, which
// costs more than what it then does. Where several rows of a host are read, LIMIT
// makes the plan look up each: one made without statistics would rather read the
// whole host, however large it has become.
type partSQL struct {
	loadKnown, loadRows, knownRow, dueURLs                  string
	putURLs, putHosts, putCaptures, ofCaptures, lastCapture string
	loadBodies, listLast, listAll                           string
	newChanges, supersede, rewrite                          string
}

// newPartSQL makes the statements about the partition with this ending; "": all.
func newPartSQL(ending string) *partSQL {
	at := func(sql string) string { return strings.ReplaceAll(sql, "{p}", ending) }
	return &partSQL{
		loadKnown: at("SELECT h, k FROM unnest($1::text[], $2::bytea[]) w(h, k), LATERAL (SELECT FROM urls{p} WHERE host = h AND key = k LIMIT 1) u"),
		loadRows:  at("SELECT h, k, u.due, u.row FROM unnest($1::text[], $2::bytea[]) w(h, k), LATERAL (SELECT due, row FROM urls{p} WHERE host = h AND key = k LIMIT 1) u"),
		knownRow:  at("SELECT due, row FROM urls{p} WHERE host = $1 AND key = $2"),
		dueURLs: at(`SELECT due, row FROM urls{p} WHERE host = $1 AND due <= least($2::bigint, ` + startKey + `)
			AND due < 9223372036854775807 ORDER BY due LIMIT $3`),
		putURLs:     at(putURLs),
		putHosts:    at(putHosts),
		putCaptures: at(putCaptures),
		ofCaptures: at(`SELECT host, key, at, capture FROM captures{p}
			WHERE host = $1 AND (key, at) > ($2, $3) ORDER BY key, at LIMIT $4`),
		lastCapture: at("SELECT capture FROM captures{p} WHERE host = $1 AND key = $2 ORDER BY at DESC LIMIT 1"),
		loadBodies:  at("SELECT k, c.body FROM unnest($2::bigint[]) WITH ORDINALITY w(k, i), LATERAL (SELECT body FROM changes{p} WHERE host = $1 AND n = k LIMIT 1) c ORDER BY i"),
		listLast:    at("SELECT n FROM changes{p} WHERE host = $1 AND n > $2 AND NOT superseded ORDER BY n"),
		listAll:     at("SELECT n FROM changes{p} WHERE host = $1 AND n > $2 ORDER BY n"),
		newChanges:  at(newChanges),
		supersede:   at("UPDATE changes{p} SET superseded = true WHERE host = $1 AND n = $2"),
		rewrite:     at("UPDATE changes{p} SET body = $3 WHERE host = $1 AND n = $2"),
	}
}

// part is the statements for hosts that locate has seen: those about the
// partition that all of them are in, else those about the whole tables. To look
// at all partitions once for several hosts costs less than a statement for each.
func (db *DB) part(hosts ...string) (all *partSQL) {
	for _, host := range hosts {
		p, ok := db.parts.Load(host)
		switch {
		case !ok:
			panic("pg: partition of " + host + " was not looked up") // unreachable: callers do
		case all == nil:
			all = p.(*partSQL)
		case all != p.(*partSQL):
			return db.whole
		}
	}
	return all
}

// locate finds out in which partition hosts are: the server's own function,
// that of the partitions' bounds, says so. It is the same for all tables.
func (db *DB) locate(ctx context.Context, c *pgxpool.Conn, hosts ...string) error {
	hosts = slices.DeleteFunc(slices.Clone(hosts), func(host string) bool {
		_, ok := db.parts.Load(host)
		return ok
	})
	if len(hosts) == 0 {
		return nil
	}
	rows, err := c.Query(ctx, "SELECT h, i FROM unnest($1::text[]) h, generate_series(0, $2::integer - 1) i WHERE satisfies_hash_partition('urls'::regclass, $2, i, h)", hosts, partitions)
	if err != nil {
		return err
	}
	var host string
	var i int
	_, err = pgx.ForEachRow(rows, []any{&host, &i}, func() error {
		db.parts.Store(host, db.sql[i])
		return nil
	})
	return err
}

// makeHosts gives hosts that were never seen a row, so that it can be locked.
// A row without URLs is no host to anyone.
func (db *DB) makeHosts(ctx context.Context, c *pgxpool.Conn, hosts []string) error {
	hosts = slices.DeleteFunc(slices.Clone(hosts), func(host string) bool {
		_, ok := db.rows.Load(host)
		return ok
	})
	if len(hosts) == 0 {
		return nil
	}
	slices.Sort(hosts)
	if _, err := c.Exec(ctx, "INSERT INTO hosts (host) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING", hosts); err != nil {
		return err
	}
	for _, host := range hosts {
		db.rows.Store(host, nil)
	}
	return nil
}

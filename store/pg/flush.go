package pg

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// nowKey is the time key of this moment at the server; startKey that of the
// statement's beginning, which an index can be searched for.
const (
	nowKey   = "((extract(epoch from clock_timestamp()) * 1000000)::bigint * 1000)"
	startKey = "((extract(epoch from statement_timestamp()) * 1000000)::bigint * 1000)"
)

const (
	putURLs = `INSERT INTO urls{p} (host, key, due, row)
		SELECT $1, k, d, r FROM unnest($2::bytea[], $3::bigint[], $4::bytea[]) AS u(k, d, r)
		ON CONFLICT (host, key) DO UPDATE SET due = excluded.due, row = excluded.row`
	putCaptures = `INSERT INTO captures{p} (host, key, at, capture)
		SELECT $1, k, a, c FROM unnest($2::bytea[], $3::bigint[], $4::bytea[]) AS u(k, a, c)
		ON CONFLICT (host, key, at) DO UPDATE SET capture = excluded.capture`
	newChanges = `INSERT INTO changes{p} (host, n, id, superseded, body)
		SELECT $1, n, i, s, b FROM unnest($2::bigint[], $3::text[], $4::boolean[], $5::bytea[]) AS u(n, i, s, b)`
	newArticles = `INSERT INTO articles (id, host, n, changes)
		SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::integer[])`
	putArticles = `UPDATE articles a SET host = u.host, n = u.n, changes = u.changes
		FROM unnest($1::text[], $2::text[], $3::bigint[], $4::integer[]) AS u(id, host, n, changes) WHERE a.id = u.id`
	newRevision = `INSERT INTO revisions (id, r, host, n) VALUES ($1, $2, $3, $4)`
	dropDigest  = `DELETE FROM digests WHERE hash = $1 AND id = $2`
	newDigest   = `INSERT INTO digests (hash, id) VALUES ($1, $2)`
	putState    = `INSERT INTO host_states (host, state) VALUES ($1, $2) ON CONFLICT (host) DO UPDATE SET state = excluded.state`

	// What is due first is read after the rows are written. While the host is
	// in a worker's hands ready stays where it is if it can: see doc.go.
	putHost = `UPDATE hosts SET due = d.due, cooldown = ` + cooldownThen + `, lease_until = ` + untilThen + `,
			ready = CASE WHEN ` + untilThen + ` > d.now THEN least(ready, ` + readyThen + `) ELSE ` + readyThen + ` END,
			last = $4, articles = $5, urls = $6, mark = $7
		FROM (SELECT ` + nowKey + ` AS now, coalesce((SELECT u.due FROM urls{p} u
			WHERE u.host = $1 AND u.due < 9223372036854775807 ORDER BY u.due LIMIT 1), 9223372036854775807) AS due) d
		WHERE host = $1`
	// A longer pause, and a longer lease, that is already promised stays.
	cooldownThen = `CASE WHEN $2::bigint > 0 THEN greatest(cooldown, d.now + $2) ELSE cooldown END`
	untilThen    = `CASE WHEN $3::bigint > 0 THEN greatest(lease_until, d.now + $3) ELSE lease_until END`
	readyThen    = `greatest(d.due, ` + cooldownThen + `, ` + untilThen + `)`
)

// flush writes and commits, in one round trip: an error in the middle keeps
// the server from reaching the commit. Where a text loses its owner, what the
// server did is looked at before.
func (t *tx) flush(ctx context.Context) error {
	b := &pgx.Batch{}
	t.flushURLs(b)
	t.flushArticles(b)
	t.flushChanges(b)
	t.flushDigests(b)
	t.flushBands(b)
	t.flushCaptures(b)
	for _, host := range slices.Sorted(maps.Keys(t.states)) {
		b.Queue(putState, host, t.states[host])
	}
	for _, host := range slices.Sorted(maps.Keys(t.hosts)) {
		h := t.hosts[host]
		b.Queue(t.db.part(host).putHost, host, int64(h.pause), int64(h.extend), h.last, h.articles, h.urls, t.mark)
	}
	if t.losesDigest() {
		if err := t.conn.SendBatch(ctx, b).Close(); err != nil {
			return err
		}
		b = &pgx.Batch{}
	}
	b.Queue("commit").Exec(func(tag pgconn.CommandTag) error {
		if tag.String() != "COMMIT" { // a failed transaction says ROLLBACK
			return fmt.Errorf("the server answered a commit with %s: %w", tag, errRace)
		}
		return nil
	})
	return t.conn.SendBatch(ctx, b).Close()
}

func (t *tx) losesDigest() bool {
	for _, d := range t.digests {
		if d.was != "" && d.was != d.owner {
			return true
		}
	}
	return false
}

func (t *tx) flushURLs(b *pgx.Batch) {
	for _, host := range slices.Sorted(maps.Keys(t.urls)) {
		set := map[string]*urlRow{}
		for k, u := range t.urls[host] {
			if u.changed {
				set[string(k[:])] = u
			}
		}
		if len(set) == 0 {
			continue
		}
		var keys, rows [][]byte
		var dues []int64
		for _, k := range slices.Sorted(maps.Keys(set)) {
			keys, dues, rows = append(keys, []byte(k)), append(dues, set[k].due), append(rows, set[k].row)
		}
		b.Queue(t.db.part(host).putURLs, host, keys, dues, rows)
	}
}

// columns of articles, as unnest takes them.
type columns struct {
	ids, hosts []string
	ns         []int64
	changes    []int32
}

func (c *columns) add(id string, a *stored) {
	c.ids, c.hosts = append(c.ids, id), append(c.hosts, a.at.host)
	c.ns, c.changes = append(c.ns, a.at.n), append(c.changes, a.changes)
}

func (c *columns) queue(b *pgx.Batch, sql string) {
	if len(c.ids) > 0 {
		b.Queue(sql, c.ids, c.hosts, c.ns, c.changes)
	}
}

func (t *tx) flushArticles(b *pgx.Batch) {
	var fresh, changed columns
	for _, id := range slices.Sorted(maps.Keys(t.articles)) {
		switch a := t.articles[id]; {
		case !a.changed:
		case a.known:
			changed.add(id, a)
		default:
			fresh.add(id, a)
		}
	}
	fresh.queue(b, newArticles)
	changed.queue(b, putArticles)
	for _, r := range t.revisions {
		b.Queue(newRevision, r.id, r.r, r.at.host, r.at.n)
	}
}

// flushChanges adds those numbered here, and brings others up to date. New ones
// are of one host: that of the lease.
func (t *tx) flushChanges(b *pgx.Batch) {
	var host string
	var ns []int64
	var ids []string
	var superseded []bool
	var bodies [][]byte
	for _, at := range slices.SortedFunc(maps.Keys(t.changes), numberAt.compare) {
		c := t.changes[at]
		p := t.db.part(at.host)
		switch {
		case c.fresh:
			host, ns, ids = at.host, append(ns, at.n), append(ids, c.id)
			superseded, bodies = append(superseded, c.superseded), append(bodies, c.body)
			continue
		case c.superseded:
			b.Queue(p.supersede, at.host, at.n)
		}
		if c.body != nil {
			b.Queue(p.rewrite, at.host, at.n, c.body)
		}
	}
	if len(ns) > 0 {
		b.Queue(t.db.part(host).newChanges, host, ns, ids, superseded, bodies)
	}
}

// flushDigests gives texts their new owners. Where another transaction did so
// first, this one is repeated.
func (t *tx) flushDigests(b *pgx.Batch) {
	for _, hash := range slices.Sorted(maps.Keys(t.digests)) {
		d := t.digests[hash]
		if d.owner == d.was {
			continue
		}
		if d.was != "" {
			b.Queue(dropDigest, []byte(hash), d.was).Exec(func(tag pgconn.CommandTag) error {
				if tag.RowsAffected() != 1 {
					return errRace
				}
				return nil
			})
		}
		if d.owner != "" {
			b.Queue(newDigest, []byte(hash), d.owner)
		}
	}
}

func (t *tx) flushCaptures(b *pgx.Batch) {
	if len(t.captures) == 0 {
		return
	}
	var keys, texts [][]byte
	var ats []int64
	for _, c := range t.captures {
		keys, ats, texts = append(keys, c.key[:]), append(ats, c.at), append(texts, c.text)
	}
	host := t.captures[0].host // of the lease, all of them
	b.Queue(t.db.part(host).putCaptures, host, keys, ats, texts)
}

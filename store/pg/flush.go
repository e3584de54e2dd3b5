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
	putURLs = `INSERT INTO urls (host, key, due, row)
		SELECT $1, k, d, r FROM unnest($2::bytea[], $3::bigint[], $4::bytea[]) AS u(k, d, r)
		ON CONFLICT (host, key) DO UPDATE SET due = excluded.due, row = excluded.row`
	putCaptures = `INSERT INTO captures (host, key, at, capture)
		SELECT * FROM unnest($1::text[], $2::bytea[], $3::bigint[], $4::bytea[])
		ON CONFLICT (host, key, at) DO UPDATE SET capture = excluded.capture`
	newArticles = `INSERT INTO articles (id, host, n, changes, body)
		SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::integer[], $5::bytea[])`
	putArticles = `UPDATE articles a SET host = u.host, n = u.n, changes = u.changes, body = u.body
		FROM unnest($1::text[], $2::text[], $3::bigint[], $4::integer[], $5::bytea[]) AS u(id, host, n, changes, body) WHERE a.id = u.id`
	dropNumbers = `DELETE FROM numbers WHERE host = $1 AND n = $2`
	newNumbers  = `INSERT INTO numbers (host, n, id) SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[])`
	newRevision = `INSERT INTO revisions (id, r, host, n, body)
		SELECT * FROM unnest($1::text[], $2::integer[], $3::text[], $4::bigint[], $5::bytea[])`
	dropDigest = `DELETE FROM digests WHERE hash = $1 AND id = $2`
	newDigest  = `INSERT INTO digests (hash, id) VALUES ($1, $2)`
	putState   = `INSERT INTO host_states (host, state) VALUES ($1, $2) ON CONFLICT (host) DO UPDATE SET state = excluded.state`

	// What is due first is read after the rows are written. While the host is
	// in a worker's hands ready stays where it is if it can: see doc.go.
	putHost = `UPDATE hosts SET due = d.due, cooldown = ` + cooldownThen + `, lease_until = ` + untilThen + `,
			ready = CASE WHEN ` + untilThen + ` > d.now THEN least(ready, ` + readyThen + `) ELSE ` + readyThen + ` END,
			last = $4, articles = $5, urls = $6, mark = $7
		FROM (SELECT ` + nowKey + ` AS now, coalesce((SELECT u.due FROM urls u
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
	t.flushDigests(b)
	t.flushCaptures(b)
	for _, host := range slices.Sorted(maps.Keys(t.states)) {
		b.Queue(putState, host, t.states[host])
	}
	for _, host := range slices.Sorted(maps.Keys(t.hosts)) {
		h := t.hosts[host]
		b.Queue(putHost, host, int64(h.pause), int64(h.extend), h.last, h.articles, h.urls, t.mark)
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
		b.Queue(putURLs, host, keys, dues, rows)
	}
}

// columns of articles, as unnest takes them.
type columns struct {
	ids, hosts []string
	ns         []int64
	changes    []int32
	bodies     [][]byte
}

func (c *columns) add(id, host string, n int64, changes int32, body []byte) {
	c.ids, c.hosts, c.ns = append(c.ids, id), append(c.hosts, host), append(c.ns, n)
	c.changes, c.bodies = append(c.changes, changes), append(c.bodies, body)
}

func (c *columns) queue(b *pgx.Batch, sql string) {
	if len(c.ids) > 0 {
		b.Queue(sql, c.ids, c.hosts, c.ns, c.changes, c.bodies)
	}
}

func (t *tx) flushArticles(b *pgx.Batch) {
	var fresh, changed columns
	for _, id := range slices.Sorted(maps.Keys(t.articles)) {
		switch a := t.articles[id]; {
		case !a.changed:
		case a.known:
			changed.add(id, a.host, a.n, a.changes, a.body)
		default:
			fresh.add(id, a.host, a.n, a.changes, a.body)
		}
	}
	fresh.queue(b, newArticles)
	changed.queue(b, putArticles)
	for _, at := range t.dropped {
		b.Queue(dropNumbers, at.host, at.n)
	}
	var hosts, ids []string
	var ns []int64
	for _, at := range slices.SortedFunc(maps.Keys(t.numbers), numberAt.compare) {
		hosts, ns, ids = append(hosts, at.host), append(ns, at.n), append(ids, t.numbers[at])
	}
	if len(ids) > 0 {
		b.Queue(newNumbers, hosts, ns, ids)
	}
	if len(t.revisions) > 0 {
		b.Queue(newRevision, revisionColumns(t.revisions)...)
	}
}

func revisionColumns(list []superseded) []any {
	var ids, hosts []string
	var rs []int32
	var ns []int64
	var bodies [][]byte
	for _, r := range list {
		ids, rs, hosts = append(ids, r.id), append(rs, r.r), append(hosts, r.host)
		ns, bodies = append(ns, r.n), append(bodies, r.body)
	}
	return []any{ids, rs, hosts, ns, bodies}
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
	var hosts []string
	var keys, texts [][]byte
	var ats []int64
	for _, c := range t.captures {
		hosts, keys = append(hosts, c.host), append(keys, c.key[:])
		ats, texts = append(ats, c.at), append(texts, c.text)
	}
	b.Queue(putCaptures, hosts, keys, ats, texts)
}

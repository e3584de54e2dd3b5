package pg

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tintinh/tintinh/store"
)

// nowKey is the time key of this moment at the server; startKey that of the
// statement's beginning, which an index can be searched for.
const (
	nowKey   = "((extract(epoch from clock_timestamp()) * 1000000)::bigint * 1000)"
	startKey = "((extract(epoch from statement_timestamp()) * 1000000)::bigint * 1000)"
)

const (
	putURLs = `INSERT INTO urls{p} (host, key, due, row)
		SELECT * FROM unnest($1::text[], $2::bytea[], $3::bigint[], $4::bytea[])
		ON CONFLICT (host, key) DO UPDATE SET due = excluded.due, row = excluded.row`
	putCaptures = `INSERT INTO captures{p} (host, key, at, capture)
		SELECT * FROM unnest($1::text[], $2::bytea[], $3::bigint[], $4::bytea[])
		ON CONFLICT (host, key, at) DO UPDATE SET capture = excluded.capture`
	newChanges = `INSERT INTO changes{p} (host, n, id, superseded, body)
		SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::boolean[], $5::bytea[])`
	newArticles = `INSERT INTO articles (id, host, n, changes)
		SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::integer[])`
	putArticles = `UPDATE articles a SET host = u.host, n = u.n, changes = u.changes
		FROM unnest($1::text[], $2::text[], $3::bigint[], $4::integer[]) AS u(id, host, n, changes) WHERE a.id = u.id`
	newRevisions = `INSERT INTO revisions (id, r, host, n)
		SELECT * FROM unnest($1::text[], $2::integer[], $3::text[], $4::bigint[])`
	dropDigest = `DELETE FROM digests WHERE hash = $1 AND id = $2`
	newDigests = `INSERT INTO digests (hash, id) SELECT * FROM unnest($1::bytea[], $2::text[])`
	putStates  = `INSERT INTO host_states (host, state) SELECT * FROM unnest($1::text[], $2::bytea[])
		ON CONFLICT (host) DO UPDATE SET state = excluded.state`

	// What is due first is read after the rows are written. While the host is
	// in a worker's hands ready stays where it is if it can: see doc.go.
	putHosts = `UPDATE hosts SET due = d.due, cooldown = ` + cooldownThen + `, lease_until = ` + untilThen + `,
			ready = CASE WHEN ` + untilThen + ` > d.now THEN least(ready, ` + readyThen + `) ELSE ` + readyThen + ` END,
			last = d.last, articles = d.articles, urls = d.urls, mark = $7
		FROM (SELECT w.*, ` + nowKey + ` AS now, coalesce((SELECT u.due FROM urls{p} u
				WHERE u.host = w.host AND u.due < 9223372036854775807 ORDER BY u.due LIMIT 1), 9223372036854775807) AS due
			FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
				AS w(host, pause, extend, last, articles, urls)) d
		WHERE hosts.host = d.host`
	// A longer pause, and a longer lease, that is already promised stays.
	cooldownThen = `CASE WHEN d.pause > 0 THEN greatest(cooldown, d.now + d.pause) ELSE cooldown END`
	untilThen    = `CASE WHEN d.extend > 0 THEN greatest(lease_until, d.now + d.extend) ELSE lease_until END`
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
	t.flushStates(b)
	t.flushHosts(b)
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

func (t *tx) flushStates(b *pgx.Batch) {
	if len(t.states) == 0 {
		return
	}
	hosts := slices.Sorted(maps.Keys(t.states))
	states := make([][]byte, len(hosts))
	for i, host := range hosts {
		states[i] = t.states[host]
	}
	b.Queue(putStates, hosts, states)
}

func (t *tx) flushHosts(b *pgx.Batch) {
	hosts := slices.Sorted(maps.Keys(t.hosts))
	if len(hosts) == 0 {
		return
	}
	var pause, extend, last, articles, urls []int64
	for _, host := range hosts {
		h := t.hosts[host]
		pause, extend = append(pause, int64(h.pause)), append(extend, int64(h.extend))
		last, articles, urls = append(last, h.last), append(articles, h.articles), append(urls, h.urls)
	}
	b.Queue(t.db.part(hosts...).putHosts, hosts, pause, extend, last, articles, urls, t.mark)
}

func (t *tx) flushURLs(b *pgx.Batch) {
	changed := map[string]map[store.Key]bool{}
	for host, set := range t.urls {
		changed[host] = map[store.Key]bool{}
		for k, u := range set {
			changed[host][k] = u.changed
		}
	}
	p := pairsOf(changed)
	if len(p.keys) == 0 {
		return
	}
	dues, rows := make([]int64, len(p.keys)), make([][]byte, len(p.keys))
	for i, k := range p.keys {
		u := t.urls[p.hosts[i]][store.Key(k)]
		dues[i], rows[i] = u.due, u.row
	}
	b.Queue(t.db.part(p.hosts...).putURLs, p.hosts, p.keys, dues, rows)
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
	t.flushRevisions(b)
}

func (t *tx) flushRevisions(b *pgx.Batch) {
	if len(t.revisions) == 0 {
		return
	}
	var ids, hosts []string
	var rs []int32
	var ns []int64
	for _, r := range t.revisions {
		ids, rs, hosts, ns = append(ids, r.id), append(rs, r.r), append(hosts, r.at.host), append(ns, r.at.n)
	}
	b.Queue(newRevisions, ids, rs, hosts, ns)
}

// flushChanges adds those numbered here, and brings others up to date.
func (t *tx) flushChanges(b *pgx.Batch) {
	var hosts, ids []string
	var ns []int64
	var superseded []bool
	var bodies [][]byte
	for _, at := range slices.SortedFunc(maps.Keys(t.changes), numberAt.compare) {
		c := t.changes[at]
		p := t.db.part(at.host)
		switch {
		case c.fresh:
			hosts, ns, ids = append(hosts, at.host), append(ns, at.n), append(ids, c.id)
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
		b.Queue(t.db.part(hosts...).newChanges, hosts, ns, ids, superseded, bodies)
	}
}

// flushDigests gives texts their new owners. Where another transaction did so
// first, this one is repeated. In order of their hashes, losses too, so that no
// two transactions wait for each other.
func (t *tx) flushDigests(b *pgx.Batch) {
	var hashes [][]byte
	var owners []string
	add := func() {
		if len(hashes) > 0 {
			b.Queue(newDigests, hashes, owners)
		}
		hashes, owners = nil, nil
	}
	for _, hash := range slices.Sorted(maps.Keys(t.digests)) {
		d := t.digests[hash]
		if d.owner == d.was {
			continue
		}
		if d.was != "" {
			add()
			b.Queue(dropDigest, []byte(hash), d.was).Exec(func(tag pgconn.CommandTag) error {
				if tag.RowsAffected() != 1 {
					return errRace
				}
				return nil
			})
		}
		if d.owner != "" {
			hashes, owners = append(hashes, []byte(hash)), append(owners, d.owner)
		}
	}
	add()
}

func (t *tx) flushCaptures(b *pgx.Batch) {
	if len(t.captures) == 0 {
		return
	}
	var hosts []string
	var keys, texts [][]byte
	var ats []int64
	for _, c := range t.captures {
		hosts, keys, ats, texts = append(hosts, c.host), append(keys, c.key[:]), append(ats, c.at), append(texts, c.text)
	}
	b.Queue(t.db.part(hosts...).putCaptures, hosts, keys, ats, texts)
}

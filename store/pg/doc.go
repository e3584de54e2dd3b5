// Package pg keeps a store in PostgreSQL, for crawls that outgrow one machine:
// any number of processes on any number of machines share it. store is the
// contract, store/conform its tests; docs/cluster.md is for the operator.
//
// The tables, in schema tintinh (or what search_path in the DSN names):
//
//	hosts        host                → ready due cooldown lease_until token worker last articles urls mark
//	host_states  host                → the crawler's opaque blob
//	urls         (host, key)         → due, row (URL, JSON without due)
//	captures     (host, key, at)     → capture (JSON)
//	changes      (host, n)           → id superseded body    every change of every article
//	articles     id                  → host n changes        its last change, and how many it had
//	revisions    (id, r)             → host n                superseded ones, r = 1, 2, 3 …
//	digests      text hash           → id                    the article that said it first
//	bands        (band, seen, id)    → near-duplicate candidates: articles that are nobody's copy
//	cursors      name                → cursor (JSON)
//	runs         (started, pid)      → run (JSON)
//	notes        name                → what was noted, such as health/PORTAL
//	meta         the one row         → schema version, created
//
// Times are nanoseconds since 1970 UTC, never is 2^63-1 (timeKey); in psql:
// to_timestamp(due/1e9). urls, captures and changes are partitioned by hash of
// the host from the start, and statements name the partition (part.go). Names
// sort by bytes (COLLATE "C"), as in
// the bolt engine, so that exports are the same. JSON and records are bytea:
// text refuses NUL bytes; read them with convert_from(row, 'UTF8'). A body is
// one letter for its form (j JSON line, z zstd of it), then the line.
//
// The row of a host is its lock. Whoever writes anything of a host has it
// locked FOR UPDATE, all hosts of a transaction in order of name and in one
// statement: so numbers have no gaps and come in commit order, and no two
// transactions wait for each other. Nothing else is locked but articles of
// several hosts (a portal that moved), in order of id.
//
// A lease is token and lease_until of its host's row. Taking and giving back
// change the token, Done insists on it: a zombie is refused. Times of leases
// are the server's; what Lease returns as Until is a moment of this machine's
// clock that is certainly before the lease's end at the server.
//
// hosts.ready is the earliest moment at which the host may be leased =
// max(due, cooldown, lease_until); while somebody has it, a lower bound of
// that, so that a Done need not touch its index.
//
// A transaction has two round trips: it locks and reads, then writes and commits.
// Results of several hosts that a process has leased share one: see queue.go.
// What share it are refused or fail each by itself.
//
// Statements that fail with 40001 or 40P01 are repeated, those that meet a
// server that is gone until it, or the standby that took over, answers
// (Options.Patience). Whether a commit whose answer was lost took place is
// read from hosts.mark, so that a receipt is true also then.
//
// Duplicates, exact and near, are found as the bolt engine finds them. Of two
// exact copies that come at the same moment one is the first, because a digest
// has one owner; two near ones whose commits overlap do not see each other, and
// both stay.
//
// Nothing here uses advisory locks, LISTEN, sequences or ctid, so that
// CockroachDB and YugabyteDB remain possible. Neither was tried.
package pg

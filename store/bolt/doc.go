// Package bolt keeps a store in one bbolt file, for one process at a time. It
// is the default engine; store is the contract, store/conform its tests.
//
// The buckets, so that the file can be read by hand (bbolt keys FILE url):
//
//	url      host \0 key(16)         → URL row, JSON
//	due      host \0 time(8) key(16) → ""            rows that will be due, earliest first
//	host     host                    → cooldown(8) ready(8) due(8) last(8) articles(8) urls(8)
//	ready    time(8) host            → due(8)        hosts with a due row, earliest leasable first
//	state    host                    → the crawler's opaque blob
//	capture  host \0 key(16) time(8) → Capture, JSON
//	article  id                      → record        the current one of each article
//	number   host \0 n(8)            → id            one entry per article: its last change
//	rev      id \0 r(4)              → record        superseded ones, r = 1, 2, 3 …
//	digest   text hash(32)           → id            the article that said it first
//	band     key(6) seen(4) id       → ""            near-duplicate candidates, the newest of a key first
//	bandlog  n(8)                    → seen(4) keys(8×6) id  the places in band of the youngest texts
//	cursor   name                    → Cursor, JSON
//	run      start(8)                → Run, JSON
//	note     name                    → what was noted, such as health/PORTAL
//	meta     "schema" | "created"    → decimal | RFC 3339
//
// Integers are big-endian, so that keys sort by value. A time is its
// nanoseconds since 1970 UTC; earlier is 0, never is ^0 (see timeKey). The
// columns of host: not leased before; earliest moment it may be leased =
// max(cooldown, due); earliest due row; last number given; articles whose
// last change is numbered here; rows. key is store.URL.Key.
//
// A record is one letter for its form (j JSON line, d zstd of it with one of
// our dictionaries, z without one), n(8), host \0, then the line; n and host
// are the number of its last change. A superseded
// record is kept whole under rev when the next change comes, so that nothing is
// stored twice; the newest change is the article itself.
//
// Leases are in memory: they end with the process, as its requests do.
// Cooldowns and host states are in the file.
//
// All writes go through one goroutine (commit.go). What arrives while it
// commits is its next commit: many pages share one fsync, and a page that comes
// alone does not wait. After a failed commit nothing more is written until the
// file is opened again, because what the kernel kept of it is unknown.
//
// An exact duplicate: the first article with a text of 200 letters or more owns
// its digest, and others with the same text point to it. When the owner's text
// changes, the next look at any article with the old text makes that one the
// owner; records that pointed to the former owner keep saying so until they are
// looked at again.
//
// A near one shares a band, which is a key of extract/near, with an earlier
// article, and is then compared with it. seen is the bitwise complement of the
// second in which the article was first seen. Only what duplicates nothing
// stands in the bands, so that copies of copies point to the first.
//
// What came last stands in bandlog and in memory first, and is brought into band
// by parts (memtable.go); a row of bandlog is empty when its text left the bands.
//
// Schema 1 had no bands, schema 2 no notes, schema 3 no bandlog; opening such a
// file for writing adds them.
//
// The file is bound to the machine's byte order, and flock is not to be trusted
// on network file systems: keep it on a local disk.
package bolt

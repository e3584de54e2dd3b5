package store

import (
	"context"
	"errors"
)

// Entry is one thing that a store keeps, on its way from one engine to
// another: exactly one field is set. Leases are not copied.
type Entry struct {
	Host    *HostState // Host, Cooldown, LastSeq and State; the rest is counted anew
	URL     *URL
	Capture *CaptureEntry
	Change  *ChangeEntry
	Digest  *DigestEntry
	Band    *BandEntry
	Cursor  *CursorEntry
	Run     *Run
	Note    *NoteEntry
}

// CaptureEntry is a capture and the row it belongs to.
type CaptureEntry struct {
	Key     Key
	Capture Capture
}

// ChangeEntry is one change of an article, as finished line.
type ChangeEntry struct {
	ID      string
	N       int    // 1, 2, 3 … of this article
	Host    string // that numbered it
	Seq     uint64
	Current bool // the last one, which is the article
	Line    []byte
}

// DigestEntry names the article that said a text first.
type DigestEntry struct {
	Hash []byte // TextDigest of the text
	ID   string
}

// BandEntry is one of the places under which an article that is nobody's copy
// is found by near-duplicates.
type BandEntry struct {
	Band uint64 // the first 48 bits of a key of its text
	Seen int64  // when it was first seen, seconds since 1970
	ID   string
}

// CursorEntry is a consumer's saved cursor.
type CursorEntry struct {
	Name   string
	Cursor Cursor
}

// NoteEntry is a note and its name.
type NoteEntry struct {
	Name string
	Note []byte
}

// Copier is an engine whose stores can be copied: both are, and no crawl needs it.
type Copier interface {
	// Dump calls fn for all that the store keeps: hosts first, then URLs,
	// captures, changes (those of an article oldest first), digests, bands, cursors,
	// runs and notes. An error of fn ends it and is returned. The entry is only valid
	// during the call.
	Dump(ctx context.Context, fn func(Entry) error) error
	// Load takes in what dump gives. The store must be empty. It counts entries.
	Load(ctx context.Context, dump func(ctx context.Context, fn func(Entry) error) error) (n int, err error)
}

// ErrNotEmpty: a store that is to be filled holds something already.
var ErrNotEmpty = errors.New("it holds something already: a store is copied into an empty one only")

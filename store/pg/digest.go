package pg

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

const loadDigests = "SELECT hash, id FROM digests WHERE hash = ANY($1)"

// digest is the owner of a text, as found and as left; "" = nobody.
type digest struct{ was, owner string }

func (t *tx) expectDigests(hashes [][]byte) {
	for _, h := range hashes {
		t.digests[string(h)] = &digest{}
	}
}

func (t *tx) readDigests(rows pgx.Rows) error {
	for rows.Next() {
		var hash []byte
		var id string
		if err := rows.Scan(&hash, &id); err != nil {
			return err
		}
		*t.digests[string(hash)] = digest{was: id, owner: id}
	}
	return nil
}

// moreDigests reads the owners of the texts that the stored articles have, for
// those that get another text, or none.
func (t *tx) moreDigests(ctx context.Context) error {
	var hashes [][]byte
	for _, a := range t.articles {
		if hash := store.TextDigest(a.Article); hash != nil && t.digests[string(hash)] == nil {
			hashes = append(hashes, hash)
		}
	}
	if len(hashes) == 0 {
		return nil
	}
	t.expectDigests(hashes)
	b := &pgx.Batch{}
	b.Queue(loadDigests, hashes).Query(t.readDigests)
	return t.conn.SendBatch(ctx, b).Close()
}

// original is the id of the first article that says the same as a, exactly or
// nearly; "" if that is a itself. It keeps the digest and the bands of the
// text up to date; prev is a before.
func (t *tx) original(ctx context.Context, prev, a *extract.Article, r *reading) (string, error) {
	owner := t.digestOwner(prev, a)
	if owner != "" {
		var err error
		if owner, err = t.root(ctx, owner, a, r); err != nil {
			return "", err
		}
	}
	if owner != "" {
		t.leaveBands(prev)
		return owner, nil
	}
	return t.nearest(ctx, prev, a, r)
}

// digestOwner is the first article with exactly the text of a, "" if that is
// a itself.
func (t *tx) digestOwner(prev, a *extract.Article) string {
	hash := store.TextDigest(a)
	if was := store.TextDigest(prev); was != nil && string(was) != string(hash) && t.digests[string(was)].owner == a.ID {
		t.digests[string(was)].owner = ""
	}
	if hash == nil {
		return ""
	}
	d := t.digests[string(hash)]
	if d.owner == "" {
		d.owner = a.ID
	}
	if d.owner == a.ID {
		return ""
	}
	return d.owner
}

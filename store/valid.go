package store

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/tintinh/tintinh/extract"
)

// maxName keeps names far below what an engine's keys can hold.
const maxName = 4096

// CheckName refuses a host, an id or another name that no engine could keep:
// empty, too long, with a zero byte, or not UTF-8.
func CheckName(what, name string) error {
	switch {
	case name == "":
		return fmt.Errorf("%s is empty", what)
	case len(name) > maxName:
		return fmt.Errorf("%s %.60q… has %d bytes, more than %d", what, name, len(name), maxName)
	case strings.IndexByte(name, 0) >= 0:
		return fmt.Errorf("%s %.60q holds a zero byte", what, name)
	case !utf8.ValidString(name):
		return fmt.Errorf("%s %.60q is not UTF-8: it would not come back as it went in", what, name)
	}
	return nil
}

// CheckURL refuses a row that no engine could keep.
func CheckURL(u *URL) error {
	if err := CheckName("the host", u.Host); err != nil {
		return err
	}
	if u.Canonical == "" && u.Identity == "" {
		return fmt.Errorf("a URL of %s has neither canonical form nor identity", u.Host)
	}
	if !utf8.ValidString(u.Canonical) || !utf8.ValidString(u.Identity) {
		return fmt.Errorf("URL %.200q is not UTF-8: as JSON it would come back with another key", u.Canonical)
	}
	return nil
}

// Check refuses an outcome of a lease on host that no engine could store
// whole.
func (o *Outcome) Check(host string) error {
	if err := CheckURL(&o.URL); err != nil {
		return err
	}
	if o.URL.Host != host {
		return fmt.Errorf("%s belongs to %s", o.URL.Canonical, o.URL.Host)
	}
	for _, links := range [][]URL{o.Links, o.Recheck} {
		for i := range links {
			if err := CheckURL(&links[i]); err != nil {
				return fmt.Errorf("link of %s: %w", o.URL.Canonical, err)
			}
		}
	}
	if o.Article != nil {
		if err := CheckName("the article's id", o.Article.ID); err != nil {
			return fmt.Errorf("%s: %w", o.URL.Canonical, err)
		}
	}
	return nil
}

// longEnough is the length in runes from which equal texts mean a copy;
// shorter ones are often equal by nature (a programme, a notice).
const longEnough = 200

// TextDigest is what an article's exact duplicates have in common: the 32
// bytes of its text hash. nil where there is none, or the text is too short.
func TextDigest(a *extract.Article) []byte {
	if a == nil || utf8.RuneCountInString(a.Text) < longEnough {
		return nil
	}
	sum, ok := strings.CutPrefix(a.TextHash, "sha256:")
	hash, err := hex.DecodeString(sum)
	if !ok || err != nil || len(hash) != 32 {
		return nil
	}
	return hash
}

// Earlier reports whether a was first seen before b, which makes it the one
// that a copy points to. Of two that were seen in the same millisecond the one
// whose id comes first is: every engine, and every order, must say the same.
func Earlier(a, b *extract.Article) bool {
	return cmp.Or(a.FirstSeenAt.Compare(b.FirstSeenAt), strings.Compare(a.ID, b.ID)) < 0
}

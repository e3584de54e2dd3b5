package search

import (
	"encoding/base64"
	"encoding/binary"
	"hash/fnv"
	"strings"
)

// errCursor is the answer to an After that no page of this query gave.
var errCursor = &QueryError{"after", "it is not a cursor that this search gave; start again without it"}

// hash ties a cursor to its query: at another query its place means nothing.
func (s *search) hash() uint32 {
	h := fnv.New32a()
	for _, r := range s.ranks {
		h.Write([]byte(r.rest))
		h.Write([]byte{0})
	}
	binary.Write(h, binary.BigEndian, struct {
		First, Last int64
		Duplicates  bool
	}{s.first, s.last, s.duplicates})
	return h.Sum32()
}

// cursorOf is tier(1) key(8) hash(4), in base64.
func cursorOf(at spot, hash uint32) string {
	b := binary.BigEndian.AppendUint64([]byte{byte(at.tier)}, uint64(at.key))
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(b, hash))
}

func parseCursor(text string, hash uint32) (spot, error) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(b) != 13 || binary.BigEndian.Uint32(b[9:]) != hash {
		return spot{}, errCursor
	}
	at := spot{tier: int(b[0]), key: int64(binary.BigEndian.Uint64(b[1:9]))}
	if at.key < 0 || at.key >= lastKey {
		return spot{}, errCursor
	}
	return at, nil
}

// hasWords reports a text that asks for something.
func hasWords(text string) bool { return strings.TrimSpace(text) != "" }

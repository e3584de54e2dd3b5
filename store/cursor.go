package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
)

// Cursor is host → last number seen. It is opaque to users: String and
// ParseCursor are its outer form.
type Cursor map[string]uint64

// String is stable: equal cursors give equal strings.
func (c Cursor) String() string {
	b, err := json.Marshal(map[string]uint64(c)) // keys are sorted
	if err != nil {
		panic(err) // unreachable: strings and integers always marshal
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// Clone returns a copy that can be moved on its own.
func (c Cursor) Clone() Cursor {
	if c == nil {
		return Cursor{}
	}
	return maps.Clone(c)
}

// ParseCursor reads what String wrote; "" is the cursor before everything.
func ParseCursor(s string) (Cursor, error) {
	c := Cursor{}
	if s == "" {
		return c, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil || c == nil { // nil: JSON null
		return nil, fmt.Errorf("cursor %.40q is not one that --print-cursor printed: give the whole of that line, or nothing to begin with the first change", s)
	}
	return c, nil
}

// CursorAhead is returned by Articles for a cursor that is further than the
// store: it was printed by another store, or by this one before an older copy
// was put back. Going on from it would leave out what is numbered anew.
type CursorAhead struct {
	Host   string
	Cursor uint64 // the number in the cursor
	Last   uint64 // the last number the store gave; 0: it does not know the host
}

func (e *CursorAhead) Error() string {
	return fmt.Sprintf("the cursor stands at change %d of %s, but this store has only %d: it is the cursor of another store; start again without one", e.Cursor, e.Host, e.Last)
}

package bolt

import _ "embed"

// Records are compressed against a dictionary: they are too short for zstd to
// learn from, and half of each is what all have (names of fields, selectors,
// the phrases of the trade). Real articles then take 1,930 bytes instead of
// 2,660 at zstd's default level, at two thirds of the cost.
//
// A dictionary is text of our own (testdata/dictionary.txt), the selectors of
// the catalogue and a record that never was, with the statistics of such
// records. It never changes: every frame names its dictionary by number, and
// all that were ever used are here. To add one: TestTrain.
//
//go:embed dictionary-1.zstd
var dictionary1 []byte

// dictionaries by number, which is 1 for the first; the last one compresses.
func dictionaries() [][]byte { return [][]byte{dictionary1} }

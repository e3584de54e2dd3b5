package bolt

import (
	_ "embed"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// Records are compressed against a dictionary: they are too short for zstd to
// learn from, and half of each is what all have (names of fields, selectors,
// the phrases of the trade). Real articles then take 1,930 bytes instead of
// 2,660 at zstd's default level, at two thirds of the cost.
//
// A dictionary is text of our own (testdata/dictionary.txt), the selectors of
// the catalogue and a record that never was, with the statistics of such
// records. It never changes: every frame names its dictionary by number, and
// all that were ever used are here. It was made by TestTrain.
//
//go:embed dictionary-1.zstd
var dictionary1 []byte

// textDictionary is the number of the dictionary that compresses: the text of
// the first one without its statistics, which save a hundredth of the space and
// keep the decoder from its fast loops (see textFrame). Records of the first
// one are still read.
const textDictionary = 2

func dictionaryText() ([]byte, error) {
	d, err := zstd.InspectDictionary(dictionary1)
	if err != nil {
		return nil, fmt.Errorf("read the dictionary of records: %w", err)
	}
	return d.Content(), nil
}

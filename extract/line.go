package extract

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Line is the article as its NDJSON line, without the newline. It is the form
// that is stored and exported: encoded once, copied from then on. Unlike
// json.Marshal it leaves <, > and & as they are; U+2028 and U+2029 are escaped
// by encoding/json in any case, so a line is one line to every reader.
func (a *Article) Line() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(a); err != nil {
		return nil, fmt.Errorf("encode article %s: %w", a.ID, err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// ParseLine reads what Line wrote.
func ParseLine(line []byte) (*Article, error) {
	var a Article
	if err := json.Unmarshal(line, &a); err != nil {
		return nil, fmt.Errorf("decode an article line of %d bytes: %w", len(line), err)
	}
	return &a, nil
}

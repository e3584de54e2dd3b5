package export

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// New returns the encoder of a format: ndjson, parquet, csv or text. Fields chooses
// among the fields of a record, whose order is the schema's; nil = the
// format's default.
func New(format string, w io.Writer, fields []string) (Encoder, error) {
	switch format {
	case "ndjson":
		return NDJSON(w, fields)
	case "csv":
		return CSV(w, fields)
	case "parquet":
		return Parquet(w, fields)
	case "text":
		if len(fields) > 0 {
			return nil, fmt.Errorf("format text has no fields to choose from; use ndjson, csv or parquet")
		}
		return Text(w), nil
	}
	return nil, fmt.Errorf("unknown format %q, want ndjson, parquet, csv or text", format)
}

// Fields are the names of a record's fields, in the order of the schema.
func Fields() []string {
	var names []string
	for f := range recordType().Fields() {
		name, _ := fieldName(f)
		names = append(names, name)
	}
	return names
}

// choose puts the asked fields in the order of the schema, each once.
func choose(asked []string) ([]string, error) {
	known := Fields()
	asked = slices.Clone(asked)
	for i, name := range asked {
		name = strings.TrimSpace(name)
		asked[i] = name
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("a record has no field %q; it has %s", name, strings.Join(known, ", "))
		}
	}
	return slices.DeleteFunc(known, func(name string) bool { return !slices.Contains(asked, name) }), nil
}

package export

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"github.com/tintinh/tintinh/store"
)

// A row group is what a reader takes into memory at once, and what the writer
// holds (compressed) until it is complete. By the length of its lines it is
// about what DuckDB, pandas and datasets are at ease with, and small enough
// that an export of any length runs in little memory.
const (
	groupBytes = 128 << 20
	groupRows  = 100_000
)

// Parquet writes a table with a column for each field of a record, nested
// where the record is: lists are lists, blocks and media are structs, an
// absent field is null. Times are instants (UTC, microseconds). An object with
// free keys (extractor.fields) is a list of key and value. Without fields the
// table has all of them.
func Parquet(w io.Writer, fields []string) (Encoder, error) {
	if len(fields) == 0 {
		fields = Fields()
	}
	fields, err := choose(fields)
	if err != nil {
		return nil, err
	}
	row := reflect.New(rowType(fields))
	schema := parquet.NewSchema("record", parquet.SchemaOf(row.Interface()))
	return &table{row: row, out: parquet.NewWriter(w, schema,
		parquet.Compression(&zstd.Codec{Level: zstd.SpeedDefault, Concurrency: 1}),
		parquet.CreatedBy("tintinh", "1", ""), // the same for every build: the same records give the same bytes
		parquet.KeyValueMetadata("tintinh.schema", "1"),
	)}, nil
}

type table struct {
	//lint:ignore SA1019 the columns are chosen at run time, and its successor wants a type
	out  *parquet.Writer
	row  reflect.Value // filled anew for each record
	rows int           // of the row group
	size int           // length of their lines
}

func (e *table) Write(r store.Record) error {
	line, err := r.Line()
	if err != nil {
		return err
	}
	e.row.Elem().SetZero()
	if err := json.Unmarshal(line, e.row.Interface()); err != nil {
		return fmt.Errorf("the stored record does not fit the columns: %w", err)
	}
	if err := e.out.Write(e.row.Interface()); err != nil {
		return err
	}
	if e.rows, e.size = e.rows+1, e.size+len(line); e.rows < groupRows && e.size < groupBytes {
		return nil
	}
	e.rows, e.size = 0, 0
	return e.out.Flush()
}

func (e *table) Close() error { return e.out.Close() }

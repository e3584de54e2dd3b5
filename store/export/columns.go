package export

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/tintinh/tintinh/extract"
)

// recordType is the Go type of a record. All column types follow from it, so
// that a field added there is a column here.
func recordType() reflect.Type { return reflect.TypeFor[extract.Article]() }

// rowType is a struct with the named fields of a record. It is filled from a
// stored line by encoding/json, and taken apart by parquet: its fields carry
// the tags of both. Named structs become anonymous ones, whole numbers the
// types that other tools know best, and a map of texts a list of pairs: not
// every reader of nested data knows maps.
func rowType(names []string) reflect.Type {
	t := recordType()
	var fields []reflect.StructField
	for _, f := range reflect.VisibleFields(t) {
		if name, _ := fieldName(f); slices.Contains(names, name) {
			fields = append(fields, columnField(f))
		}
	}
	return reflect.StructOf(fields)
}

// fieldName is the name of a field in a line, and whether it may be absent.
func fieldName(f reflect.StructField) (name string, optional bool) {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name, strings.Contains(options, "omit")
}

func columnField(f reflect.StructField) reflect.StructField {
	name, optional := fieldName(f)
	tag := name
	switch t := f.Type; {
	case t.Kind() == reflect.Pointer: // optional by nature
	case optional:
		tag += ",optional"
	}
	switch t := f.Type; {
	case t == reflect.TypeFor[time.Time]():
		tag += ",timestamp(microsecond)"
	case t.Kind() == reflect.Slice, t.Kind() == reflect.Map:
		tag += ",list"
	}
	return reflect.StructField{
		Name: f.Name,
		Type: columnType(f.Type),
		Tag:  reflect.StructTag(`json:"` + name + `" parquet:"` + tag + `"`),
	}
}

func columnType(t reflect.Type) reflect.Type {
	if t == reflect.TypeFor[time.Time]() {
		return t
	}
	switch t.Kind() {
	case reflect.Pointer:
		return reflect.PointerTo(columnType(t.Elem()))
	case reflect.Slice:
		return reflect.SliceOf(columnType(t.Elem()))
	case reflect.Map:
		return reflect.TypeFor[pairs]()
	case reflect.Struct:
		var fields []reflect.StructField
		for _, f := range reflect.VisibleFields(t) {
			fields = append(fields, columnField(f))
		}
		return reflect.StructOf(fields)
	case reflect.String:
		return reflect.TypeFor[string]()
	case reflect.Int:
		return reflect.TypeFor[int32]()
	case reflect.Uint64:
		return reflect.TypeFor[int64]()
	}
	return t
}

// pairs is a JSON object of texts, sorted by key.
type pairs []pair

type pair struct {
	Key   string `parquet:"key"`
	Value string `parquet:"value"`
}

func (p *pairs) UnmarshalJSON(b []byte) error {
	var m map[string]string
	if err := json.Unmarshal(b, &m); err != nil {
		return err
	}
	*p = (*p)[:0]
	for k, v := range m {
		*p = append(*p, pair{k, v})
	}
	slices.SortFunc(*p, func(a, b pair) int { return strings.Compare(a.Key, b.Key) })
	return nil
}

package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/store"
)

// odd is what has broken readers of NDJSON, CSV and Parquet.
const odd = "một\u2028hai\u2029ba\u0085bốn \x00 \x1b[31m \x7f \u009b \u202exuôi\u2066 \"nháy\" \\ / <b>&amp; \r\n\t\v\f đ\u0300 \U0001F33E \uFEFF\uFFFD, =1+1; 'x'"

// full is a record in which every field, down to the last of the nested ones,
// holds something.
func full(t *testing.T, n int) *extract.Article {
	t.Helper()
	a := article("bao-vi-du", n, at(10, 8))
	fill(t, reflect.ValueOf(a).Elem(), n)
	a.ID, a.Portal, a.URL = fmt.Sprintf("bao-vi-du:%d", n), "bao-vi-du", fmt.Sprintf("https://vi.example/%d", n)
	return a
}

func fill(t *testing.T, v reflect.Value, n int) {
	t.Helper()
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(time.Date(2026, 3, 1+n%28, 7, 30, 15, 123456000, zone)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("%d %s", n, odd))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(n + 1))
	case reflect.Uint64:
		v.SetUint(uint64(n + 1))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), n)
	case reflect.Slice: // 1, 2 or 3 of them
		v.Set(reflect.MakeSlice(v.Type(), 1+n%3, 1+n%3))
		for i := range v.Len() {
			fill(t, v.Index(i), n+i)
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{"title": odd, odd: "meta", "body": fmt.Sprint(n)}))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), n)
		}
	default:
		t.Fatalf("a record has a field of kind %s: fill it", v.Kind())
	}
}

// oddities are records with everything, with nothing, and very long ones.
func oddities(t *testing.T) []*extract.Article {
	long := article("bao-vi-du", 1000, time.Time{})
	long.Text = strings.Repeat("Nước về đồng, lúa trổ bông. "+odd, 1<<20/150)
	all := []*extract.Article{{Schema: 1, ID: "trong:1", Portal: "trong", URL: "https://trong.example/1"}, long}
	for n := range 12 {
		all = append(all, full(t, n))
	}
	no := false
	all[3].HTTP.TLSVerified = &no // false is not absent
	all[4].Body[0] = extract.Block{Type: extract.Table, Rows: [][]string{{"a", "", "c"}, {}, {odd}}}
	return all
}

// lines are the records as NDJSON, and each decoded as any JSON.
func lines(t *testing.T, all []*extract.Article) (ndjson []byte, decoded []any) {
	t.Helper()
	for _, a := range all {
		line, err := a.Line()
		if err != nil {
			t.Fatal(err)
		}
		ndjson = append(append(ndjson, line...), '\n')
		decoded = append(decoded, decode(t, line))
	}
	return ndjson, decoded
}

func decode(t *testing.T, b []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("%v: %.300q", err, b)
	}
	return v
}

// encodeTo writes the records with an encoder.
func encodeTo(t *testing.T, enc Encoder, all []*extract.Article) {
	t.Helper()
	for _, a := range all {
		line, err := a.Line()
		if err == nil {
			err = enc.Write(record{line, a})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := enc.Close(); err != nil {
		t.Fatal(err)
	}
}

type record struct {
	line    []byte
	article *extract.Article
}

func (r record) Line() ([]byte, error)              { return r.line, nil }
func (r record) Article() (*extract.Article, error) { return r.article, nil }

var _ store.Record = record{}

func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not in PATH: %v", name, err)
	}
	return path
}

// Programs that people read NDJSON with, in the way that splits most: what
// they print, again a line a record, must say the same.
func TestOthersReadNDJSON(t *testing.T) {
	all := oddities(t)
	var ndjson bytes.Buffer
	enc, err := NDJSON(&ndjson, nil)
	if err != nil {
		t.Fatal(err)
	}
	encodeTo(t, enc, all)
	_, want := lines(t, all)
	for _, c := range []struct{ name, arg, program string }{
		{"jq", "-ac", "."},
		{"python3", "-c", `import json, sys
for line in sys.stdin.buffer.read().decode("utf-8").splitlines():
    print(json.dumps(json.loads(line)))`},
		{"node", "-e", `for (const line of require("fs").readFileSync(0, "utf8").split(/\r\n|[\n\v\f\r\x85\u2028\u2029]/))
  if (line) console.log(JSON.stringify(JSON.parse(line)))`},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd := exec.Command(tool(t, c.name), c.arg, c.program)
			cmd.Stdin = bytes.NewReader(ndjson.Bytes())
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v\n%s", err, &stderr)
			}
			var got []any
			for line := range bytes.Lines(out) {
				got = append(got, decode(t, line))
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s reads other records (-want +got):\n%.3000s", c.name, d)
			}
		})
	}
}

// DuckDB reads our Parquet, and finds in every field what NDJSON says.
func TestDuckDBReadsParquet(t *testing.T) {
	node := tool(t, "node")
	if err := exec.Command(node, "-e", "require('@duckdb/node-api')").Run(); err != nil {
		t.Skip("@duckdb/node-api (npm) is not there: NODE_PATH must name the folder it is in")
	}
	path := filepath.Join(t.TempDir(), "a.parquet")
	query := func(sql string) (rows []any) {
		t.Helper()
		cmd := exec.Command(node, filepath.Join("testdata", "duckdb.js"), strings.ReplaceAll(sql, "FILE", "'"+path+"'"))
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v\n%s", sql, err, &stderr)
		}
		for line := range bytes.Lines(out) {
			rows = append(rows, decode(t, line))
		}
		return rows
	}
	all := oddities(t)
	write := func(all []*extract.Article, fields ...string) {
		t.Helper()
		f, err := File(path)
		if err != nil {
			t.Fatal(err)
		}
		enc, err := Parquet(f, fields)
		if err != nil {
			t.Fatal(err)
		}
		encodeTo(t, enc, all)
		if err := f.Commit(); err != nil {
			t.Fatal(err)
		}
	}

	write(all)
	_, want := lines(t, all)
	for i, row := range query("SELECT to_json(t) AS line FROM FILE t") {
		got := decode(t, []byte(row.(map[string]any)["line"].(string)))
		if d := cmp.Diff(asTable(t, "", want[i]), asTable(t, "", got)); d != "" {
			t.Errorf("record %d (-ndjson +parquet):\n%.3000s", i, d)
		}
	}
	columns := []any{}
	for _, name := range Fields() {
		columns = append(columns, name)
	}
	got := []any{}
	for _, row := range query("DESCRIBE SELECT * FROM FILE") {
		got = append(got, row.(map[string]any)["column_name"])
	}
	if d := cmp.Diff(columns, got); d != "" {
		t.Errorf("columns (-want +got):\n%s", d)
	}

	write(nil)
	if rows := query("SELECT count(*)::INT AS n FROM FILE"); !cmp.Equal(rows, []any{map[string]any{"n": 0.0}}) {
		t.Errorf("an export of nothing has %v", rows)
	}
	write(all[:1], "title", "id")
	if rows := query("SELECT * FROM FILE"); !cmp.Equal(rows, []any{map[string]any{"id": "trong:1", "title": nil}}) {
		t.Errorf("chosen fields: %v", rows)
	}
}

// asTable brings a record of either form to one: what is absent or null is
// left out, times are instants, key and value pairs are an object.
func asTable(t *testing.T, name string, v any) any {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		m := map[string]any{}
		for k, x := range v {
			if x != nil {
				m[k] = asTable(t, k, x)
			}
		}
		return m
	case []any:
		if name == "fields" {
			m := map[string]any{}
			for _, x := range v {
				p := x.(map[string]any)
				m[p["key"].(string)] = p["value"]
			}
			return m
		}
		list := []any{}
		for _, x := range v {
			list = append(list, asTable(t, "", x))
		}
		return list
	case string:
		if !strings.HasSuffix(name, "_at") {
			return v
		}
		for _, form := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999-07"} {
			if at, err := time.Parse(form, v); err == nil {
				return at.UTC()
			}
		}
		t.Errorf("%s is no time: %q", name, v)
	}
	return v
}

// The fields are copied out of a line as encoding/json would find them.
func FuzzMembers(f *testing.F) {
	f.Add([]byte(`{"a":1,"b":"x\\\"}","c":[{"d":"]"},[]],"e":{},"f":null}`))
	f.Add([]byte(" { } "))
	f.Add([]byte(`{"a":"\\"}`))
	f.Add([]byte(`{"a":`))
	f.Add([]byte(`{"":0}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		got := map[string]any{}
		err := members(line, func(name, value []byte) bool {
			var key string
			var v any
			if json.Unmarshal([]byte(`"`+string(name)+`"`), &key) == nil && json.Unmarshal(value, &v) == nil {
				got[key] = v
			}
			return true
		})
		var want map[string]any
		if json.Unmarshal(line, &want) != nil || want == nil {
			return // it must only not panic
		}
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("%q (-want +got):\n%s", line, d)
		}
	})
}

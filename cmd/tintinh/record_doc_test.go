package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/record.md, docs/article.schema.json and recordcomments.json anew")

// TestRecordDocs: what is written about a record follows from its Go type. To
// write it anew: go test ./cmd/tintinh -run TestRecordDocs -update (twice,
// since the schema embeds the comments).
func TestRecordDocs(t *testing.T) {
	types, err := recordTypes(filepath.Join("..", "..", "extract", "record.go"))
	if err != nil {
		t.Fatal(err)
	}
	comments, err := json.MarshalIndent(commentsOf(types), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := articleSchema()
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string][]byte{
		"recordcomments.json": append(comments, '\n'),
		filepath.Join("..", "..", "docs", "article.schema.json"): schema,
		filepath.Join("..", "..", "docs", "record.md"):           []byte(recordReference(types)),
	} {
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(file); err != nil || string(got) != string(want) {
			t.Errorf("%s is not what extract/record.go says (%v): go test ./cmd/tintinh -run TestRecordDocs -update", file, err)
		}
	}
}

// recordType is a struct of record.go.
type recordType struct {
	name, doc string
	fields    []recordField
}

type recordField struct {
	goName, name, typ, doc string
	optional               bool
}

func recordTypes(file string) (types []recordType, err error) {
	src, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	for _, d := range src.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.TYPE {
			continue
		}
		spec := decl.Specs[0].(*ast.TypeSpec)
		st, ok := spec.Type.(*ast.StructType)
		if !ok {
			continue
		}
		rt := recordType{name: spec.Name.Name, doc: strings.Join(strings.Fields(decl.Doc.Text()), " ")}
		for _, f := range st.Fields.List {
			name, options, _ := strings.Cut(reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("json"), ",")
			doc := strings.TrimSpace(f.Comment.Text())
			if doc == "" {
				return nil, fmt.Errorf("%s.%s has no comment", rt.name, f.Names[0])
			}
			rt.fields = append(rt.fields, recordField{f.Names[0].Name, name, typeName(f.Type), doc, options != ""})
		}
		types = append(types, rt)
	}
	return types, nil
}

// typeName is a Go type in the words of JSON.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.ArrayType:
		return "[" + typeName(e.Elt) + "]"
	case *ast.MapType:
		return "{" + typeName(e.Key) + ": " + typeName(e.Value) + "}"
	case *ast.SelectorExpr: // time.Time
		return "time"
	}
	switch name := e.(*ast.Ident).Name; name {
	case "int", "int64", "uint64":
		return "int"
	case "Change":
		return "string"
	case "string", "bool":
		return name
	default:
		return "[" + name + "](#" + strings.ToLower(name) + ")"
	}
}

func commentsOf(types []recordType) map[string]string {
	m := map[string]string{}
	for _, rt := range types {
		m[rt.name] = rt.doc
		for _, f := range rt.fields {
			m[rt.name+"."+f.goName] = f.doc
		}
	}
	return m
}

const recordIntro = `# What is in a record

One line of the NDJSON export is one record, and the line that the store keeps. It is UTF-8 in Unicode's form NFC, and
holds no control character, no U+2028 and no direction mark unescaped. **A field that is not known is absent**: it is never
empty, null or guessed. Times are RFC 3339 with an offset. Fields may be added; ` + "`schema`" + ` grows when one changes its
meaning. The JSON Schema is [article.schema.json](article.schema.json); ` + "`tintinh schema`" + ` prints it.

In Parquet the same fields are columns: lists and objects are nested, what is absent is null, times are instants in UTC to
the microsecond (the offset of the page is in the NDJSON and, as printed, in ` + "`published_raw`" + `), and
` + "`extractor.fields`" + ` is a list of ` + "`key`" + ` and ` + "`value`" + `. In CSV lists are joined by "; ", authors are their names,
and what has more structure is JSON in its cell.

Marked (store) and (crawler): set when the record is stored or its page fetched; ` + "`tintinh extract`" + `, which has neither,
leaves them out.

*Written from extract/record.go by a test; change the comments there.*
`

func recordReference(types []recordType) string {
	var b strings.Builder
	b.WriteString(recordIntro)
	for _, rt := range types {
		fmt.Fprintf(&b, "\n## %s\n", rt.name)
		if rt.name != "Article" {
			fmt.Fprintf(&b, "%s\n", rt.doc)
		}
		b.WriteString("\n| field | type | meaning |\n|---|---|---|\n")
		for _, f := range rt.fields {
			name := "`" + f.name + "`"
			if !f.optional {
				name = "**" + name + "**"
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", name, f.typ, strings.ReplaceAll(f.doc, "|", `\|`))
		}
	}
	b.WriteString("\nFields in bold are always there.\n")
	return b.String()
}

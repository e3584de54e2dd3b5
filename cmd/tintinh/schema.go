package main

import (
	_ "embed"
	"encoding/json"
	"reflect"

	"github.com/invopop/jsonschema"
	"github.com/spf13/cobra"

	"github.com/tintinh/tintinh/extract"
)

func (a *app) schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON Schema of a record",
		Example: "  tintinh schema > article.schema.json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			b, err := articleSchema()
			if err == nil {
				_, err = a.stdout.Write(b)
			}
			return err
		},
	}
}

// recordComments are the comments of extract/record.go, kept by TestRecordDocs.
//
//go:embed recordcomments.json
var recordComments []byte

// articleSchema is generated from the Go type, so that the two cannot differ;
// docs/article.schema.json is a copy of it, and a test compares them. Fields
// that it does not name are allowed: a record of a later version may have them.
func articleSchema() ([]byte, error) {
	var comments map[string]string
	if err := json.Unmarshal(recordComments, &comments); err != nil {
		return nil, err
	}
	r := &jsonschema.Reflector{
		Anonymous: true, AllowAdditionalProperties: true,
		LookupComment: func(t reflect.Type, field string) string {
			if field != "" {
				field = "." + field
			}
			return comments[t.Name()+field]
		},
	}
	s := r.Reflect(&extract.Article{})
	narrow(s)
	s.ID = "https://github.com/tintinh/tintinh/docs/article.schema.json"
	s.Title = "tintinh article record, schema 1"
	b, err := json.MarshalIndent(s, "", "  ")
	return append(b, '\n'), err
}

// narrow adds what the Go types cannot say.
func narrow(s *jsonschema.Schema) {
	field := func(of, name string) *jsonschema.Schema {
		p, ok := s.Definitions[of].Properties.Get(name)
		if !ok {
			panic("the schema has no " + of + "." + name) // a test writes the schema
		}
		return p
	}
	field("Article", "schema").Const = extract.SchemaVersion
	field("Article", "seq").Minimum = "1"
	field("Article", "revision").Minimum = "1"
	field("Article", "change").Enum = []any{extract.ChangeNew, extract.ChangeEdited, extract.ChangeGone, extract.ChangeBack, extract.ChangeReextracted}
	field("Article", "text_hash").Pattern = "^sha256:[0-9a-f]{64}$"
	field("Article", "simhash").Pattern = "^[0-9a-f]{16}$"
	field("Block", "type").Enum = []any{extract.Paragraph, extract.Heading, extract.Quote, extract.List, extract.Table,
		extract.Image, extract.Audio, extract.Video, extract.Attachment}
}

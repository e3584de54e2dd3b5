package main

import (
	"encoding/json"

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

// articleSchema is generated from the Go type, so that the two cannot differ;
// docs/article.schema.json is a copy of it, and a test compares them.
func articleSchema() ([]byte, error) {
	r := &jsonschema.Reflector{Anonymous: true}
	s := r.Reflect(&extract.Article{})
	s.ID = "https://github.com/tintinh/tintinh/docs/article.schema.json"
	s.Title = "tintinh article record, schema 1"
	b, err := json.MarshalIndent(s, "", "  ")
	return append(b, '\n'), err
}

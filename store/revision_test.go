package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tintinh/tintinh/extract"
)

func TestAspects(t *testing.T) {
	text := extract.Block{Type: extract.Paragraph, Text: "Bà con ra đồng gặt lúa."}
	image := extract.Block{Type: extract.Image, URL: "https://vidu.vn/1.jpg"}
	other := extract.Block{Type: extract.Paragraph, Text: "Bà con ra đồng gặt lúa sớm."}
	before := &extract.Article{Body: []extract.Block{text}}
	for name, c := range map[string]struct {
		change extract.Change
		fields []string
		now    []extract.Block
		want   []Aspect
	}{
		"new":                  {extract.ChangeNew, nil, before.Body, []Aspect{AspectFirst}},
		"gone":                 {extract.ChangeGone, nil, before.Body, []Aspect{AspectRetraction}},
		"back with a title":    {extract.ChangeBack, []string{"title"}, before.Body, []Aspect{AspectReturn, AspectTitle}},
		"an image put in":      {extract.ChangeEdited, []string{"body", "images"}, []extract.Block{text, image}, []Aspect{AspectMedia}},
		"text and image":       {extract.ChangeEdited, []string{"body", "images"}, []extract.Block{other, image}, []Aspect{AspectBody, AspectMedia}},
		"a word":               {extract.ChangeEdited, []string{"body"}, []extract.Block{other}, []Aspect{AspectBody}},
		"byline, lead, time":   {extract.ChangeEdited, []string{"lead", "authors", "published_at"}, before.Body, []Aspect{AspectLead, AspectAuthors, AspectDate}},
		"other rules, a title": {extract.ChangeReextracted, []string{"title", "tags"}, before.Body, []Aspect{AspectRules, AspectTitle}},
	} {
		r := &Revision{Change: c.change, Fields: c.fields, Article: &extract.Article{Body: c.now}}
		if d := cmp.Diff(c.want, r.Aspects(before)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

package proof

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/tintinh/tintinh/extract"
)

//go:embed sheet.html sheet.css words.json
var files embed.FS

// Sheet is what is to be shown.
type Sheet struct {
	Doc    *extract.Document
	Result *extract.Result
	URL    string // of the page
	Portal string // id; "" = none
	Lang   string // of the words around it: vi, or en (also "")
}

// field is a row of the panel.
type field struct {
	Name, Value, Source string
	Losers              []extract.Candidate
	Places              []string // anchors
	More                int      // places beyond these
}

// maxPlaces are linked one by one.
const maxPlaces = 8

type panel struct {
	Sheet
	Lang     string
	Style    template.CSS
	Policy   string
	Title    string
	Fields   []field
	Missing  []extract.Missing
	Warnings []string
	words    map[string]string
}

// T is a text in the reader's language.
func (p panel) T(key string) string { return p.words[key] }

// Policy is the content security policy under which a sheet is shown whole: its
// own style, and nothing else.
func Policy() (string, error) {
	css, err := files.ReadFile("sheet.css")
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(css)
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'", nil
}

// Write writes the sheet as one HTML page that needs nothing else.
func (s Sheet) Write(w io.Writer) error {
	p, err := s.panel()
	if err != nil {
		return fmt.Errorf("show what is read from %s: %w", s.URL, err)
	}
	m := find(s.Doc, s.Result)
	p.Fields = fieldsOf(s.Result, m)
	t, err := template.ParseFS(files, "sheet.html")
	if err != nil {
		return err
	}
	if err := t.ExecuteTemplate(w, "head", p); err != nil {
		return err
	}
	out := &printer{w: w, marks: m}
	if m.body != nil {
		out.children(m.body)
	}
	if out.err != nil {
		return out.err
	}
	return t.ExecuteTemplate(w, "foot", p)
}

func (s Sheet) panel() (*panel, error) {
	p := &panel{Sheet: s, Lang: "en", Missing: s.Result.Missing, Title: s.URL}
	if s.Lang == "vi" {
		p.Lang = "vi"
	}
	if a := s.Result.Article; a != nil {
		p.Warnings = a.Warnings
		if a.Title != "" {
			p.Title = a.Title
		}
	}
	css, err := files.ReadFile("sheet.css")
	if err != nil {
		return nil, err
	}
	p.Style = template.CSS(css)
	if p.Policy, err = Policy(); err != nil {
		return nil, err
	}
	text, err := files.ReadFile("words.json")
	if err != nil {
		return nil, err
	}
	var words map[string]map[string]string
	if err := json.Unmarshal(text, &words); err != nil {
		return nil, err
	}
	p.words = words[p.Lang]
	return p, nil
}

// fieldsOf are the rows of the panel: the traced fields, then pictures and
// their captions.
func fieldsOf(r *extract.Result, m *marks) []field {
	var all []field
	for _, f := range r.Fields {
		all = append(all, field{Name: f.Field, Value: f.Value, Source: f.Source, Losers: f.Losers})
	}
	if r.Article != nil {
		n, captions := 0, []string{}
		for _, b := range r.Article.Body {
			if b.Type != extract.Image {
				continue
			}
			n++
			if b.Caption != "" {
				captions = append(captions, b.Caption)
			}
		}
		if n > 0 {
			all = append(all, field{Name: "image", Value: fmt.Sprint(n)})
		}
		if len(captions) > 0 {
			all = append(all, field{Name: "caption", Value: strings.Join(captions, " · ")})
		}
	}
	for i := range all {
		f := &all[i]
		for n := range m.ids {
			if slices.Contains(m.fields[n], f.Name) {
				f.Places = append(f.Places, m.ids[n])
			}
		}
		slices.SortFunc(f.Places, byNumber)
		f.More = max(0, len(f.Places)-maxPlaces)
		f.Places = f.Places[:min(len(f.Places), maxPlaces)]
	}
	return all
}

// byNumber sorts anchors by field, then by number.
func byNumber(a, b string) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}

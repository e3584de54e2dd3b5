package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// languages of the pages; the first is taken where none is asked for.
var languages = []string{"vi", "en"}

// messages are the texts of a language by name.
type messages map[string]string

func readMessages(lang string) (messages, error) {
	b, err := files.ReadFile("messages/" + lang + ".json")
	if err != nil {
		return nil, fmt.Errorf("read the texts in %s: %w", lang, err)
	}
	m := messages{}
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, fmt.Errorf("read the texts in %s: %w", lang, err)
	}
	return m, nil
}

// text fills in a message; of one thing it takes NAME.one, where there is one.
// A name without a text stands for itself: codes of warnings and errors are
// understood as they are.
func (m messages) text(name string, args ...any) string {
	format, ok := m[name]
	if len(args) == 1 && fmt.Sprint(args[0]) == "1" {
		format = cmp.Or(m[name+".one"], format)
	}
	if !ok {
		_, name, _ = strings.Cut(name, ".")
		return name
	}
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// chooseLanguage takes ?lang= where it names one, else what the browser prefers.
func chooseLanguage(asked, accept string) (lang string, fixed bool) {
	for _, l := range languages {
		if asked == l {
			return l, true
		}
	}
	if len(accept) > 200 {
		return languages[0], false
	}
	tags, _, err := language.ParseAcceptLanguage(accept)
	if err != nil {
		return languages[0], false
	}
	for _, t := range tags {
		base, _ := t.Base()
		for _, l := range languages {
			if base.String() == l {
				return l, false
			}
		}
	}
	return languages[0], false
}

func (s *Site) functions(lang string) template.FuncMap {
	words := s.words[lang]
	return template.FuncMap{
		"t":        words.text,
		"num":      func(n any) string { return number(lang, n) },
		"day":      func(t time.Time) string { return t.Format(dayForm(lang)) },
		"moment":   func(t time.Time) string { return t.Format(dayForm(lang) + " 15:04") },
		"stamp":    func(t time.Time) string { return t.Format(time.RFC3339) },
		"bytes":    func(n int64) string { return size(lang, n) },
		"style":    func() string { return s.style },
		"version":  func() string { return s.Version },
		"language": func() string { return lang },
		"join":     strings.Join,
		"inc":      func(n int) int { return n + 1 },
		"proofs":   func() bool { return s.Proof != nil },
	}
}

func dayForm(lang string) string {
	if lang == "vi" {
		return "02/01/2006"
	}
	return "2 Jan 2006"
}

// number groups digits as the language does. Templates hand optional numbers
// over as the pointers that they are.
func number(lang string, n any) string {
	if p, ok := n.(*int64); ok && p != nil {
		n = *p
	}
	s := fmt.Sprint(n)
	if _, err := strconv.ParseInt(s, 10, 64); err != nil {
		return s
	}
	sign := ""
	if s[0] == '-' {
		sign, s = "−", s[1:]
	}
	sep := ","
	if lang == "vi" {
		sep = "."
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	return sign + s
}

func size(lang string, n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB"}
	f, i := float64(n), 0
	for f >= 1024 && i < len(units)-1 {
		f, i = f/1024, i+1
	}
	s := strconv.FormatFloat(f, 'f', 1, 64)
	if i == 0 {
		s = strconv.FormatInt(n, 10)
	}
	if lang == "vi" {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s + " " + units[i]
}

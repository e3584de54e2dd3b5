package portal

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Error is one mistake in a definition or family file. All mistakes of a file
// are reported together, joined with errors.Join in the order of their lines;
// errors.As finds the first.
type Error struct {
	File   string
	Line   int    // 0 = the file as a whole
	Column int    // 0 = unknown
	Key    string // "sources[1].every"; "" = the definition as a whole
	Msg    string // what was found, what was expected
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
		if e.Column > 0 {
			fmt.Fprintf(&b, ":%d", e.Column)
		}
	}
	b.WriteString(": ")
	if e.Key != "" {
		b.WriteString(e.Key + ": ")
	}
	b.WriteString(e.Msg)
	return b.String()
}

// join sorts mistakes by their place, so that people can mend a file from the
// top, and wraps them into one error; nil where there are none.
func join(errs []*Error) error {
	slices.SortStableFunc(errs, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	all := make([]error, len(errs))
	for i, e := range errs {
		all[i] = e
	}
	return errors.Join(all...)
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`)

// NotYAML turns what the YAML parser says of a file into our form.
func NotYAML(file string, err error) *Error {
	e := &Error{File: file, Line: 1, Msg: "not valid YAML: " + err.Error()}
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		e.Msg = "not valid YAML: " + m[2]
		if m[1] != "" { // the parser names no line where it is the first
			e.Line, _ = strconv.Atoi(m[1])
		}
	}
	if strings.Contains(e.Msg, "cannot start any token") {
		e.Msg += " (a tab? YAML is indented with spaces)"
	}
	return e
}

// maxFile bounds a definition; real ones have 1 to 5 kB.
const maxFile = 1 << 20

// document parses a file that holds one YAML document.
func document(file string, src []byte) (*yaml.Node, error) {
	if len(src) > maxFile {
		return nil, &Error{File: file, Msg: fmt.Sprintf("the file has %d bytes, a definition has at most %d", len(src), maxFile)}
	}
	dec := yaml.NewDecoder(strings.NewReader(string(src)))
	var doc, more yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if len(strings.TrimSpace(string(src))) == 0 || err.Error() == "EOF" {
			return nil, &Error{File: file, Msg: "the file is empty, expected a definition"}
		}
		return nil, NotYAML(file, err)
	}
	if err := dec.Decode(&more); err == nil {
		return nil, &Error{File: file, Line: more.Line, Msg: "a second YAML document; expected one definition a file"}
	}
	return doc.Content[0], nil
}

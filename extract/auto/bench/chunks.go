package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

const trafilaturaModule = "github.com/markusmobius/go-trafilatura"

// entry is a page with pieces of text that must and must not come out.
type entry struct {
	url, file, title, date string
	with, without          []string
	html                   []byte
}

// general reads go-trafilatura's evaluation set (its scripts/comparison and
// test-files) from the module cache; the set is the peer's own.
func general() ([]entry, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", trafilaturaModule).Output()
	if err != nil {
		return nil, fmt.Errorf("find %s in the module cache: %w", trafilaturaModule, err)
	}
	dir := strings.TrimSpace(string(out))
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, "scripts", "comparison", "data.go"), nil, 0)
	if err != nil {
		return nil, err
	}
	var all []entry
	ast.Inspect(f, func(n ast.Node) bool {
		kv, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		key, ok := kv.Key.(*ast.BasicLit)
		lit, isLit := kv.Value.(*ast.CompositeLit)
		if !ok || !isLit {
			return true
		}
		e := fields(lit)
		e.url, _ = strconv.Unquote(key.Value)
		if e.html, err = os.ReadFile(filepath.Join(dir, "test-files", "comparison", e.file)); err == nil && len(e.with) > 0 {
			all = append(all, e)
		}
		return false
	})
	if len(all) == 0 {
		return nil, fmt.Errorf("no evaluation pages in %s", dir)
	}
	return all, nil
}

func fields(lit *ast.CompositeLit) (e entry) {
	for _, x := range lit.Elts {
		kv, ok := x.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		name, _ := kv.Key.(*ast.Ident)
		switch name.Name {
		case "File":
			e.file = text(kv.Value)
		case "Title":
			e.title = text(kv.Value)
		case "Date":
			e.date = text(kv.Value)
		case "With":
			e.with = texts(kv.Value)
		case "Without":
			e.without = texts(kv.Value)
		}
	}
	return e
}

func text(x ast.Expr) string {
	l, ok := x.(*ast.BasicLit)
	if !ok {
		return ""
	}
	s, _ := strconv.Unquote(l.Value)
	return s
}

func texts(x ast.Expr) (all []string) {
	if l, ok := x.(*ast.CompositeLit); ok {
		for _, e := range l.Elts {
			all = append(all, text(e))
		}
	}
	return all
}

// chunkScore counts pieces: with that came out, without that did not.
type chunkScore struct {
	tp, fn, fp, tn      int
	titles, hasTitle    int
	days, hasDay, given int // right; stated by the set; stated by the tool where the set states one
	empty               int
}

func (s chunkScore) precision() float64 { return ratio(s.tp, s.tp+s.fp) }
func (s chunkScore) recall() float64    { return ratio(s.tp, s.tp+s.fn) }
func (s chunkScore) f1() float64        { return ratio(2*s.tp, 2*s.tp+s.fp+s.fn) }

func scoreChunks(t tool, entries []entry) (s chunkScore) {
	for _, e := range entries {
		got := t.run(e.html, e.url)
		body := fold(got.text)
		if body == "" {
			s.empty++
		}
		for _, w := range e.with {
			if strings.Contains(body, fold(w)) {
				s.tp++
			} else {
				s.fn++
			}
		}
		for _, w := range e.without {
			if strings.Contains(body, fold(w)) {
				s.fp++
			} else {
				s.tn++
			}
		}
		if e.title != "" {
			s.hasTitle++
			if fold(got.title) == fold(e.title) {
				s.titles++
			}
		}
		if e.date != "" {
			s.hasDay++
			if got.day != "" {
				s.given++
			}
			if got.day == e.date {
				s.days++
			}
		}
	}
	return s
}

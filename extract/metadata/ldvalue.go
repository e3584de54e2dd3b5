package metadata

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

type person struct {
	name         string
	organization bool
}

// people reads author and publisher: a string, an object, a reference to an
// object elsewhere, or an array of these; a name may itself be an array.
func people(l *ld, v any) []person {
	switch v := v.(type) {
	case string:
		return []person{{v, false}}
	case []any:
		var out []person
		for _, e := range v {
			if inner, nested := e.([]any); nested && len(inner) == 1 {
				e = inner[0] // [[{"name": …}]]; deeper is nobody's habit
			}
			if _, nested := e.([]any); !nested {
				out = append(out, people(l, e)...)
			}
		}
		return out
	case object:
		if _, named := v["name"]; !named {
			v = l.byID[str(v["@id"])]
		}
		organization := slices.ContainsFunc(typeNames(v), func(t string) bool { return strings.HasSuffix(t, "organization") })
		var out []person
		for _, name := range texts(v["name"]) {
			out = append(out, person{name, organization})
		}
		return out
	}
	return nil
}

// trail is the path of a BreadcrumbList, in the order of its positions.
func trail(o object) []string {
	items := listItems(o["itemListElement"])
	slices.SortStableFunc(items, func(a, b object) int { return cmp.Compare(number(a["position"]), number(b["position"])) })
	var out []string
	for _, it := range items {
		out = append(out, clean(first(str(it["name"]), str(mapOf(it["item"])["name"]))))
	}
	return out
}

func mapOf(v any) object {
	o, _ := v.(object)
	return o
}

// addressOf is the URL that a value names: a string, or an object's url,
// @id or contentUrl.
func addressOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		if len(v) > 0 {
			return str(v[0])
		}
	case object:
		return first(str(v["url"]), str(v["contentUrl"]), str(v["@id"]), str(v["id"]))
	}
	return ""
}

// str is a value as text: strings and numbers, the first of an array, the
// @value of a typed literal; "" for everything else.
func str(v any) string {
	if t := texts(v); len(t) > 0 {
		return t[0]
	}
	return ""
}

func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case json.Number:
		return []string{v.String()}
	case object:
		if s, ok := v["@value"].(string); ok {
			return []string{s}
		}
	case []any:
		var out []string
		for _, e := range v {
			if _, nested := e.([]any); !nested {
				out = append(out, texts(e)...)
			}
		}
		return out
	}
	return nil
}

func number(v any) float64 {
	f, err := strconv.ParseFloat(str(v), 64)
	if err != nil {
		return 0
	}
	return f
}

func cleanAll(list []string) []string {
	out := make([]string, 0, len(list))
	for _, s := range list {
		out = append(out, clean(s))
	}
	return appendNew(nil, out...)
}

func typeNames(o object) []string {
	var out []string
	for _, t := range texts(o["@type"]) {
		out = append(out, typeName(t))
	}
	return out
}

func listItems(v any) []object {
	var out []object
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	for _, e := range list {
		switch e := e.(type) {
		case object:
			out = append(out, e)
		case []any: // one paper wraps each item in an array of its own
			out = append(out, listItems(e)...)
		}
	}
	return out
}

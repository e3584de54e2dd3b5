package web

import (
	"encoding/json"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

type openAPI struct {
	Paths map[string]struct {
		Get struct {
			Parameters []struct{ Name string }
			Responses  map[string]any
		}
	}
}

func readOpenAPI(t *testing.T) (openAPI, any) {
	t.Helper()
	b, err := files.ReadFile("openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc openAPI
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	raw, err := jsonschema.UnmarshalJSON(strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	return doc, raw
}

// TestOpenAPIRoutes: the description has exactly the routes and parameters
// that the program has.
func TestOpenAPIRoutes(t *testing.T) {
	doc, _ := readOpenAPI(t)
	src, err := os.ReadFile("site.go")
	if err != nil {
		t.Fatal(err)
	}
	var routes, described []string
	for _, m := range regexp.MustCompile(`\n\tapi\("(\w+)"`).FindAllStringSubmatch(string(src), -1) {
		routes = append(routes, "/"+m[1])
	}
	for path := range doc.Paths {
		described = append(described, path)
	}
	slices.Sort(routes)
	slices.Sort(described)
	if !slices.Equal(routes, described) {
		t.Errorf("routes %v, described %v", routes, described)
	}
	srv, _ := newSite(t)
	for path, p := range doc.Paths {
		for _, param := range p.Get.Parameters {
			_, body := get(t, "GET", srv.URL+"/api/v1"+path+"?"+param.Name+"=")
			if strings.Contains(body, "there is no such parameter") {
				t.Errorf("%s does not know its parameter %s", path, param.Name)
			}
		}
		_, body := get(t, "GET", srv.URL+"/api/v1"+path+"?unheard=1")
		var known []string
		if m := regexp.MustCompile(`known here: ([a-z0-9_, ]+)"`).FindStringSubmatch(body); m != nil && m[1] != "none" {
			known = strings.Split(m[1], ", ")
		}
		if len(known) != len(p.Get.Parameters) {
			t.Errorf("%s knows %v, and %d parameters are described", path, known, len(p.Get.Parameters))
		}
	}
}

// TestOpenAPIAnswers: what is answered is what is described.
func TestOpenAPIAnswers(t *testing.T) {
	_, raw := readOpenAPI(t)
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("file:///openapi.json", raw); err != nil {
		t.Fatal(err)
	}
	srv, _ := newSite(t)
	run := now.Add(-24 * time.Hour).UTC().Format(time.RFC3339)
	for _, path := range []string{"search?q=hòa+bình", "search?limit=3", "article?id=bao-song-mau:101", "revisions?id=bao-song-mau:101", "portals", "portal?id=bao-song-mau", "portal?id=cong-vi-du",
		"runs?limit=2", "run?at=" + run, "facets?kind=section", "facets?kind=province_before_2025", "search?limit=x", "article?id=x"} {
		name, _, _ := strings.Cut(path, "?")
		res, body := get(t, "GET", srv.URL+"/api/v1/"+path)
		where := "file:///openapi.json#/paths/" + url.PathEscape("~1"+name) + "/get/responses/200/content/application~1json/schema"
		if res.StatusCode != 200 {
			where = "file:///openapi.json#/components/schemas/Error"
		}
		schema, err := c.Compile(where)
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
		if err == nil {
			err = schema.Validate(v)
		}
		if err != nil {
			t.Errorf("%s: %v\n%.400s", path, err, body)
		}
	}
}

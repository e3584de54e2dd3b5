package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// recipe is a block of docs/recipes.md.
type recipe struct{ language, name, code string }

func recipes(t *testing.T) []recipe {
	t.Helper()
	page, err := os.ReadFile("../../docs/recipes.md")
	if err != nil {
		t.Fatal(err)
	}
	var all []recipe
	for _, m := range docBlock.FindAllStringSubmatch(string(page), -1) {
		all = append(all, recipe{m[1], m[2], m[3]})
	}
	return all
}

// needed skips where a tool is not here; in CI all are.
func needed(t *testing.T, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not here: this recipe is not run", tool)
		}
	}
}

// TestRecipes runs the recipes in their order, on a store with an article, one
// that was edited and one that went.
func TestRecipes(t *testing.T) {
	s := newSite(t)
	for i, title := range []string{"Nạo vét kênh trước mùa mưa", "Kênh mới về xã Mẫu", "Bản tin bị gỡ"} {
		s.set([]string{"/tin-tuc/1/101/kenh", "/tin-tuc/1/102/kenh-moi", "/tin-tuc/1/103/go"}[i], story(i+1, title, body(i+1)))
	}
	w := newWorkspace(t, "crawl: {delay: 1ms, revisit: [1ms, 2ms, 3ms, 4ms]}\nportals:"+s.portalYAML("vidu", ""))
	w.run(0, "crawl")
	s.set("/tin-tuc/1/102/kenh-moi", story(2, "Kênh mới về tận xã Mẫu", body(2)))
	s.set("/tin-tuc/1/103/go", "")
	w.run(0, "crawl")
	w.run(0, "crawl")
	bulk := bulkServer(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(self, filepath.Join(bin, "tintinh")); err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "ELASTICSEARCH="+bulk, "PYTHONDONTWRITEBYTECODE=1")
	for _, r := range recipes(t) {
		t.Run(r.name, func(t *testing.T) {
			out := r.run(t, w.dir, env)
			if want := recipeOutput[r.name]; !regexp.MustCompile(want).MatchString(out) {
				t.Errorf("output %q, want %s", out, want)
			}
		})
	}
}

// recipeOutput is what recipes print of that store.
var recipeOutput = map[string]string{
	"hourly": `^$`, "whole": `^$`, "elasticsearch": `^$`, "pandas": `^$`, "datasets": `^$`, "polars": `^$`,
	"jq-titles":      `^2020-12-30T18:45:0\d\+07:00\tvidu\t.+\n2020-12-30T18:45:0\d\+07:00\tvidu\t.+\n`,
	"jq-count":       `^ *3 vidu\t2020-12-30\n$`,
	"jq-gone":        `^20\S+\thttp://\S+/tin-tuc/1/103/go\tBản tin bị gỡ\n$`,
	"jq-edited":      `^vidu:102\t2\ttitle\n$`,
	"duckdb-parquet": `^\{"portal":"vidu","articles":"?2"?,"oldest":"2020-12-30 11:45:01.*"newest":"2020-12-30 11:45:02.*"letters":\d+`,
	"duckdb-authors": `^\{"name":"Nguyễn Thử","articles":"?3"?\}\n$`,
	"duckdb-ndjson":  `(?s)^\{"id":"vidu:103".*\{"id":"vidu:102".*\{"id":"vidu:101"`,
	"plain":          `^\d{3} syllables\n$`,
	"sqlite":         `Nạo vét kênh trước mùa mưa`,
}

func (r recipe) run(t *testing.T, dir string, env []string) string {
	t.Helper()
	var cmd *exec.Cmd
	switch {
	case r.language == "sh":
		needed(t, "bash", "jq", "curl")
		cmd = exec.Command("bash", "-euo", "pipefail", "-c", r.code)
	case r.language == "sql":
		needed(t, "node")
		if os.Getenv("NODE_PATH") == "" {
			t.Skip("NODE_PATH names no folder with @duckdb/node-api: this recipe is not run")
		}
		script, err := filepath.Abs("../../store/export/testdata/duckdb.js")
		if err != nil {
			t.Fatal(err)
		}
		cmd = exec.Command("node", script, r.code)
	case recipeOutput[r.name] == "^$": // needs what is not to be had here
		needed(t, "python3")
		cmd = exec.Command("python3", "-c", "import sys; compile(sys.argv[1], sys.argv[2], 'exec')", r.code, r.name)
	case r.language == "python":
		needed(t, "python3")
		cmd = exec.Command("python3", "-c", r.code)
	default:
		t.Fatalf("a block of %q: how is it run?", r.language)
	}
	cmd.Dir, cmd.Env = dir, env
	out, err := cmd.Output()
	if err != nil {
		var told string
		if e, ok := err.(*exec.ExitError); ok {
			told = string(e.Stderr)
		}
		t.Fatalf("%v\n%s\n%s", err, told, r.code)
	}
	return string(out)
}

// bulkServer takes a bulk request as its documentation has it: lines in pairs,
// an action with an id, and a source.
func bulkServer(t *testing.T) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(r.Body)
		lines := strings.SplitAfter(string(data), "\n")
		bad := err != nil || r.URL.Path != "/_bulk" || len(lines) != 2*3+1 || lines[len(lines)-1] != ""
		for i := 0; !bad && i+1 < len(lines); i += 2 {
			var action struct {
				Index struct {
					ID      string `json:"_id"`
					Version int    `json:"version"`
				} `json:"index"`
			}
			var source struct{ ID, Title string }
			bad = json.Unmarshal([]byte(lines[i]), &action) != nil || json.Unmarshal([]byte(lines[i+1]), &source) != nil ||
				action.Index.ID == "" || action.Index.ID != source.ID || action.Index.Version < 1 || source.Title == ""
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"errors": bad})
	}))
	t.Cleanup(server.Close)
	return server.URL
}

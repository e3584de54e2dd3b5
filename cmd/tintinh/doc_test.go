package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tintinh/tintinh/cmd/tintinh/demosite"
	"github.com/tintinh/tintinh/extract"
)

// notRun are the command lines of README.md that no test runs, and why.
var notRun = map[string]string{
	"go test ./...":                       "these are the tests",
	"./tintinh check --html out.html URL": "URL is the reader's; the page has tests of its own",
}

// goForReadme builds nothing: this test's own binary is the program already.
// That the real go takes these lines is seen where CI runs the demo.
const goForReadme = `#!/bin/sh
case "$*" in
"run ./cmd/tintinh "*) shift 2; exec tintinh "$@" ;;
"build -o tintinh ./cmd/tintinh") cp -P bin/tintinh tintinh ;;
*) echo "go $*: no line that this test knows" >&2; exit 2 ;;
esac
`

// sandbox is a checkout to follow README.md in, with an editor that chooses
// the demo's portals on loopback.
func sandbox(t *testing.T) *workspace {
	t.Helper()
	site, err := demosite.New()
	if err != nil {
		t.Fatal(err)
	}
	portals := ""
	for i := range demosite.Portals {
		srv := newServer(t, site.Portal(i))
		portals += "  - " + strings.ReplaceAll(strings.TrimSpace(site.Definition(i, srv)), "\n", "\n    ") + "\n"
	}
	w := &workspace{t: t, dir: t.TempDir()}
	w.inPath(t)
	w.program("bin/go", goForReadme)
	w.write("config.yaml", read(t, "config.yaml"))
	w.write("chosen.yaml", "portals:\n"+portals)
	w.program("bin/editor", "#!/bin/sh\ncp chosen.yaml \"$1\"\n")
	w.more = append(w.more, "EDITOR=editor")
	return w
}

// inPath makes the program one that a shell finds.
func (w *workspace) inPath(t *testing.T) {
	t.Helper()
	self, err := os.Executable()
	if err == nil {
		err = os.Mkdir(filepath.Join(w.dir, "bin"), 0o755)
	}
	if err == nil {
		err = os.Symlink(self, filepath.Join(w.dir, "bin", "tintinh")) // the test binary is the program under this name
	}
	if err != nil {
		t.Fatal(err)
	}
	w.more = append(w.more, "PATH="+filepath.Join(w.dir, "bin")+":"+os.Getenv("PATH"))
}

func (w *workspace) program(name, text string) {
	w.t.Helper()
	if err := os.Chmod(w.write(name, text), 0o755); err != nil {
		w.t.Fatal(err)
	}
}

// shell runs a line as a reader would type it.
func (w *workspace) shell(line string) (stdout, stderr string, code int) {
	w.t.Helper()
	var out, errs bytes.Buffer
	c := exec.Command("bash", "-uc", line)
	c.Dir, c.Env, c.Stdout, c.Stderr = w.dir, append(os.Environ(), w.more...), &out, &errs
	_ = c.Run()
	return out.String(), errs.String(), c.ProcessState.ExitCode()
}

// TestReadme follows README.md line by line.
func TestReadme(t *testing.T) {
	w := sandbox(t)
	left := map[string]bool{}
	for line := range notRun {
		left[line] = true
	}
	var story string
	for _, m := range docBlock.FindAllStringSubmatch(read(t, "README.md"), -1) {
		switch m[1] {
		case "sh":
			for line := range strings.Lines(m[3]) {
				command, _, _ := strings.Cut(line, " # ")
				command = strings.TrimSpace(command)
				if notRun[command] != "" {
					delete(left, command)
					continue
				}
				_, stderr, code := w.shell(command)
				if code != 0 {
					t.Fatalf("%s: exit %d\n%s", command, code, stderr)
				}
				if strings.HasSuffix(command, " demo") {
					story = stderr
				}
			}
		case "json":
			d := json.NewDecoder(strings.NewReader(strings.ReplaceAll(m[3], "…\"]", "\"]")))
			d.DisallowUnknownFields()
			var a extract.Article
			if err := d.Decode(&a); err != nil || a.ID == "" {
				t.Errorf("the record that is shown is none: %v", err)
			}
		case "console":
			if !strings.Contains(story, m[3]) {
				t.Errorf("the demo does not say\n%s\nbut\n%s", m[3], story)
			}
		default:
			t.Errorf("a block of %q: nothing tests it", m[1])
		}
	}
	for line := range left {
		t.Errorf("README.md has no %q any more: it is to go from notRun", line)
	}
	for _, seen := range []string{"edited, now revision 2: body changed", "1 answered 404; it is called gone when", "says the same as"} {
		if !strings.Contains(story, seen) {
			t.Errorf("the demo does not show %q but\n%s", seen, story)
		}
	}
	f, err := os.Open(filepath.Join(w.dir, "new.ndjson.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	plain, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := io.ReadAll(plain)
	if got := records(t, string(lines)); err != nil || len(got) != 18 {
		t.Errorf("%d records were exported, expected the demo's 18 (%v)", len(got), err)
	}
}

var docLink = regexp.MustCompile(`\]\(([^)#\s]+)(?:#[^)]*)?\)`)

// TestDocLinks: what the pages refer to is there.
func TestDocLinks(t *testing.T) {
	var pages []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/adr/*.md"} {
		found, err := filepath.Glob(root(pattern))
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, found...)
	}
	if len(pages) < 15 {
		t.Errorf("only %d pages", len(pages))
	}
	for _, page := range pages {
		src, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range docLink.FindAllStringSubmatch(string(src), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s refers to %s, which is not there", page, m[1])
			}
		}
	}
}

// TestPortalKeys: docs/portals.md names every key that a definition, a source,
// a rule, an example and a piece of evidence may have, and no other. The
// program is asked: the error of a key that is not known lists those that are.
func TestPortalKeys(t *testing.T) {
	text := read(t, "docs", "portals.md")
	w := newWorkspace(t, "")
	file := w.write("vidu.yaml", "id: vidu\noutlet: Báo Ví Dụ\nhosts: [vidu.example]\nnonsense: 1\nsources: [{nonsense: 1}]\nrules: [{nonsense: 1}]\nexamples: [{nonsense: 1}]\nevidence: [{nonsense: 1}]\n")
	_, complaints := w.run(2, "portals", "validate", file)
	for what, key := range map[string]string{"A portal": "nonsense", "A source": "sources[0].nonsense", "A rule": "rules[0].nonsense", "An example": "examples[0].nonsense", "Evidence": "evidence[0].nonsense"} {
		m := regexp.MustCompile(regexp.QuoteMeta(" "+key) + `: unknown key; known are (.*)`).FindStringSubmatch(complaints)
		if m == nil {
			t.Fatalf("%q does not say which keys beside %s are known", complaints, key)
		}
		known := strings.Split(m[1], ", ")
		slices.Sort(known)
		_, section, ok := strings.Cut(text, "\n### "+what+"\n")
		if !ok {
			t.Errorf("docs/portals.md has no section %q", what)
			continue
		}
		section, _, _ = strings.Cut(section, "\n#")
		var said []string
		for _, m := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\|").FindAllStringSubmatch(section, -1) {
			said = append(said, m[1])
		}
		slices.Sort(said)
		if !slices.Equal(said, known) {
			t.Errorf("%s: docs/portals.md has %v, the program %v", what, said, known)
		}
	}
}

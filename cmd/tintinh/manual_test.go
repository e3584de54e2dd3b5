package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// everyCommand goes through the commands that help shows, and what is below them.
func everyCommand(c *cobra.Command, visit func(*cobra.Command)) {
	visit(c)
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			everyCommand(sub, visit)
		}
	}
}

// TestManual: one page a command, with all its flags and exit codes, the same
// bytes each time; and man's own formatter has nothing to say against it.
func TestManual(t *testing.T) {
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("groff is not here; the man pages are not formatted")
	}
	w := newWorkspace(t, "")
	w.more = []string{"SOURCE_DATE_EPOCH=1795400000"}
	w.run(0, "docs", "man", "one")
	w.run(0, "docs", "man", "two")
	everyCommand((&app{}).command(), func(c *cobra.Command) {
		name := manName(c) + ".1"
		page, err := os.ReadFile(filepath.Join(w.dir, "one", name))
		if err != nil {
			t.Error(err)
			return
		}
		if again, _ := os.ReadFile(filepath.Join(w.dir, "two", name)); string(again) != string(page) {
			t.Errorf("%s is another each time", name)
		}
		format := exec.Command(groff, "-man", "-Kutf8", "-Tutf8", "-ww", "-P-cbou")
		format.Stdin = strings.NewReader(string(page))
		format.Env = append(os.Environ(), "MANWIDTH=200")
		var complaints strings.Builder
		format.Stderr = &complaints
		out, err := format.Output()
		if err != nil || complaints.Len() > 0 {
			t.Errorf("%s: %v %s", name, err, complaints.String())
		}
		text := strings.ReplaceAll(string(out), "\u2010\n", "") // words that are broken at a line's end
		wanted := []string{c.CommandPath(), "2026-11-23", "EXAMPLES", "130/143", "--data directory"}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) { wanted = append(wanted, "--"+f.Name) })
		for _, word := range wanted {
			if !strings.Contains(text, word) {
				t.Errorf("%s has no %q:\n%s", name, word, text)
			}
		}
	})
	w.more = []string{"SOURCE_DATE_EPOCH=yesterday"}
	w.run(2, "docs", "man", "three")
	w.run(2, "docs")
}

// TestRoff: what a man page would take for a request or an escape is text.
func TestRoff(t *testing.T) {
	for in, want := range map[string]string{
		".deb is no request":  `\&.deb is no request`,
		"a\n'b' and c":        "a\n\\&'b' and c",
		`--from C:\data`:      `\-\-from C:\edata`,
		"báo Thái Bình (tỉnh": "báo Thái Bình (tỉnh",
	} {
		if got := roff(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestHelp: every command has a sentence, an example that is a command line of
// this program, and the exit codes.
func TestHelp(t *testing.T) {
	everyCommand((&app{}).command(), func(c *cobra.Command) {
		if c.Short == "" || strings.HasSuffix(c.Short, ".") || !strings.Contains(c.Long, exitCodesDoc) {
			t.Errorf("%s: Short %q, Long %q", c.CommandPath(), c.Short, c.Long)
		}
		if !strings.Contains(c.Example, c.CommandPath()) && c.HasParent() {
			t.Errorf("%s: an example of it is missing: %q", c.CommandPath(), c.Example)
		}
		for line := range strings.Lines(c.Example) {
			if args, ok := exampleArgs(line); ok {
				commandExists(t, args)
			}
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Usage == "" || strings.HasSuffix(f.Usage, ".") {
				t.Errorf("%s --%s: %q", c.CommandPath(), f.Name, f.Usage)
			}
		})
	})
}

// exampleArgs are what follows 'tintinh' in an example, up to the shell's own
// words.
func exampleArgs(line string) ([]string, bool) {
	_, rest, ok := strings.Cut(line, "tintinh ")
	var args []string
	for _, word := range strings.Fields(rest) {
		if slices.Contains([]string{">", "|", "&&", "#"}, word) {
			break
		}
		args = append(args, strings.Trim(word, "'"))
	}
	return args, ok
}

// TestCompletion: shells learn ids and words, and their scripts are whole.
func TestCompletion(t *testing.T) {
	w := newWorkspace(t, "portals: [{id: baovidu, outlet: Báo Ví Dụ, hosts: [vidu.example]}]\n")
	for _, c := range []struct{ line, want string }{
		{"portals show baov", "baovidu"},
		{"crawl --portal baov", "baovidu"},
		{"portals list --family fck-a", "fck-a-id"},
		{"portals list --province Hưn", "Hưng Yên"},
		{"export --format pa", "parquet"},
		{"crawl --log-level wa", "warn"},
		{"db back", "backup"},
	} {
		out, _ := w.run(0, append([]string{"__complete"}, strings.Fields(c.line)...)...)
		if !strings.Contains("\n"+out, "\n"+c.want) {
			t.Errorf("%s<TAB>: %q, want %s", c.line, out, c.want)
		}
	}
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		script, _ := w.run(0, "completion", shell)
		if !strings.Contains(script, "tintinh") {
			t.Errorf("%s: %q", shell, script)
		}
		if shell == "bash" {
			check := exec.Command("bash", "-n")
			check.Stdin = strings.NewReader(script)
			if out, err := check.CombinedOutput(); err != nil {
				t.Errorf("bash -n: %v %s", err, out)
			}
		}
	}
}

// TestVersionLine: what the linker set goes before what Go noted.
func TestVersionLine(t *testing.T) {
	b := &debug.BuildInfo{GoVersion: "go1.26.0", Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123456789abcdef0123"}, {Key: "vcs.modified", Value: "true"},
	}}
	if got := versionLine(b, true); !strings.HasPrefix(got, "tintinh "+release+" (commit 0123456789ab-dirty, go1.26.0, ") {
		t.Error(got)
	}
	b.Settings = nil
	if got := versionLine(b, true); !strings.Contains(got, "(commit unknown, go1.26.0, ") {
		t.Error(got)
	}
	defer func() { commit = "" }()
	commit = "fedcba9876543210"
	if got := versionLine(b, true); !strings.Contains(got, "commit fedcba9876543210, ") {
		t.Error(got)
	}
}

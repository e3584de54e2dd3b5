package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

var docBlock = regexp.MustCompile("(?ms)^```(\\w+)(?: (\\S+))?\n(.*?)^```$")

// operationsDoc is the blocks of docs/operations.md of one language, by name
// or number.
func operationsDoc(t *testing.T, language string) map[string]string {
	t.Helper()
	page, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string]string{}
	for _, m := range docBlock.FindAllStringSubmatch(string(page), -1) {
		if m[1] == language {
			blocks[m[2]] = m[3]
		}
	}
	if len(blocks) == 0 {
		t.Fatalf("docs/operations.md has no %s", language)
	}
	return blocks
}

// commandExists wants a command line of the documentation to be one.
func commandExists(t *testing.T, args []string) {
	t.Helper()
	cmd, rest, err := (&app{}).command().Find(args)
	if err == nil {
		err = cmd.ParseFlags(rest)
	}
	if err != nil || !cmd.Runnable() {
		t.Errorf("tintinh %s: %v", strings.Join(args, " "), err)
	}
}

func TestCrontab(t *testing.T) {
	job := regexp.MustCompile(`^(?:[0-9*/,-]+ ){5} ?cd /srv/tintinh && /usr/local/bin/tintinh (.*)$`)
	for line := range strings.Lines(operationsDoc(t, "crontab")[""]) {
		line = strings.TrimSpace(line)
		if name, value, ok := strings.Cut(line, "="); ok && strings.ToUpper(name) == name && !strings.Contains(name, " ") {
			if strings.HasPrefix(name, "TINTINH_") {
				if err := defaultConfig().environment(func(s string) string {
					if s == name {
						return value
					}
					return ""
				}); err != nil {
					t.Error(err)
				}
			}
			continue
		}
		m := job.FindStringSubmatch(line)
		if m == nil {
			t.Errorf("no line of a crontab: %q", line)
			continue
		}
		if strings.Contains(strings.ReplaceAll(line, `\%`, ""), "%") {
			t.Errorf("cron takes %% for a line's end: %q", line)
		}
		commandExists(t, strings.Fields(m[1]))
	}
}

func TestSystemdUnits(t *testing.T) {
	units := operationsDoc(t, "systemd")
	commandExists(t, strings.Fields(regexp.MustCompile(`ExecStart=/usr/local/bin/tintinh (.*)`).FindStringSubmatch(units["tintinh.service"])[1]))
	verify, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not here; the units are not verified")
	}
	dir := t.TempDir()
	var files []string
	for name, unit := range units {
		file := filepath.Join(dir, name)
		unit = strings.ReplaceAll(unit, "/usr/local/bin/tintinh", "/bin/true") // which must exist
		if err := os.WriteFile(file, []byte(unit), 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	out, err := exec.Command(verify, append([]string{"verify", "--man=no"}, files...)...).CombinedOutput()
	if err != nil || strings.Contains(string(out), dir) {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

func TestCronJob(t *testing.T) {
	var job struct {
		Kind string
		Spec struct {
			Schedule    string
			JobTemplate struct {
				Spec struct {
					Template struct {
						Spec struct {
							Containers []struct{ Args []string }
						}
					}
				}
			} `yaml:"jobTemplate"`
		}
	}
	if err := yaml.Unmarshal([]byte(operationsDoc(t, "yaml")[""]), &job); err != nil {
		t.Fatal(err)
	}
	containers := job.Spec.JobTemplate.Spec.Template.Spec.Containers
	if job.Kind != "CronJob" || len(strings.Fields(job.Spec.Schedule)) != 5 || len(containers) != 1 {
		t.Fatalf("no CronJob with one container: %+v", job)
	}
	commandExists(t, containers[0].Args)
}

// TestHeartbeatInDocs: the keys that are shown are those that are written.
func TestHeartbeatInDocs(t *testing.T) {
	d := json.NewDecoder(strings.NewReader(operationsDoc(t, "json")[""]))
	d.DisallowUnknownFields()
	var b heartbeat
	if err := d.Decode(&b); err != nil || b.PID == 0 || b.State != "running" || b.At.IsZero() || b.Newest.IsZero() {
		t.Errorf("%+v: %v", b, err)
	}
}

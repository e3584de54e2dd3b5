package main

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
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

// TestHeartbeatInDocs: the keys that are shown are those that are written.
func TestHeartbeatInDocs(t *testing.T) {
	d := json.NewDecoder(strings.NewReader(operationsDoc(t, "json")[""]))
	d.DisallowUnknownFields()
	var b heartbeat
	if err := d.Decode(&b); err != nil || b.PID == 0 || b.State != "running" || b.At.IsZero() || b.Newest.IsZero() {
		t.Errorf("%+v: %v", b, err)
	}
}

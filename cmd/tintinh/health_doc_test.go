package main

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// TestHealthDoc: the message that is shown is one that is sent, and the table of
// status --json has the keys of a row.
func TestHealthDoc(t *testing.T) {
	page, err := os.ReadFile("../../docs/health.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string]string{}
	for _, m := range docBlock.FindAllStringSubmatch(string(page), -1) {
		blocks[m[1]] = m[3]
		if m[1] != "sh" {
			continue
		}
		for line := range strings.Lines(m[3]) {
			line, _, _ = strings.Cut(line, " #")
			commandExists(t, strings.Fields(line)[1:])
		}
	}
	d := json.NewDecoder(strings.NewReader(blocks["json"]))
	d.DisallowUnknownFields()
	var n notice
	if err := d.Decode(&n); err != nil || n.Schema != 1 || len(n.Changes) != 1 || n.Changes[0].Findings[0].LastGood == nil || n.Changes[0].Flagged.Pages != 12 {
		t.Errorf("the message: %+v, %v", n, err)
	}
	cfg := defaultConfig()
	if err := cfg.read("doc.yaml", []byte(blocks["yaml"])); err != nil || cfg.Notify.Webhook == "" || len(cfg.Notify.Command) != 3 {
		t.Errorf("the configuration: %+v, %v", cfg.Notify, err)
	}
	_, table, _ := strings.Cut(string(page), "## status --json")
	for f := range reflect.TypeFor[portalStatus]().Fields() {
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !regexp.MustCompile("(?m)^\\|[^|]*`" + key + "`").MatchString(table) {
			t.Errorf("the table of status --json does not have %s", key)
		}
	}
}

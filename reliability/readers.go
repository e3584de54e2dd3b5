//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// reader is another program that reads NDJSON and prints each line anew, with
// sorted keys.
type reader struct {
	name string
	args []string // the file comes after them
}

const readInPython = `import json, sys
for line in open(sys.argv[1], encoding="utf8", newline="\n"):
    print(json.dumps(json.loads(line), sort_keys=True, ensure_ascii=False, separators=(",", ":")))`

const readInNode = `const sorted = v => Array.isArray(v) ? v.map(sorted) : v && typeof v == "object"
  ? Object.fromEntries(Object.keys(v).sort().map(k => [k, sorted(v[k])])) : v
for (const line of require("fs").readFileSync(process.argv[1], "utf8").split("\n").slice(0, -1))
  console.log(JSON.stringify(sorted(JSON.parse(line))))`

func readers() []reader {
	return []reader{
		{"jq", []string{"jq", "-cS", "."}},
		{"Python", []string{"python3", "-c", readInPython}},
		{"Node", []string{"node", "-e", readInNode}},
	}
}

// read gives the export to other programs: they see the same values in it, one
// record a line. And two exports of one store are the same bytes.
func (x *exported) read(ctx context.Context) error {
	file := filepath.Join(x.out, "read.ndjson")
	if _, err := x.workspace.must(ctx, "export", "-o", file); err != nil {
		return err
	}
	again, err := x.workspace.must(ctx, "export")
	if err != nil {
		return err
	}
	first, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if string(first) != again.stdout {
		x.fault("two exports of one store differ: %d and %d bytes", len(first), len(again.stdout))
	}
	var seen string
	for _, r := range readers() {
		out, err := exec.CommandContext(ctx, r.args[0], append(r.args[1:], file)...).Output()
		if err != nil {
			x.fault("%s cannot read the export: %v", r.name, err)
			continue
		}
		if n := strings.Count(string(out), "\n"); n != x.press.total() {
			x.fault("%s sees %d records of %d", r.name, n, x.press.total())
		}
		if seen != "" && string(out) != seen {
			x.fault("%s sees other values than the one before it", r.name)
		}
		seen = string(out)
	}
	if seen == "" {
		return fmt.Errorf("nothing read the export")
	}
	return nil
}

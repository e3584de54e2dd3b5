//go:build linux

package main

import (
	"context"
	"errors"
	"log/slog"
	"regexp"
	"strings"
	"testing"
)

// TestTable: a broken promise, one that was not tried and a missing tool all
// end the program with an error, each with its row.
func TestTable(t *testing.T) {
	give := func(o outcome, err error) func(context.Context, *env) (outcome, error) {
		return func(context.Context, *env) (outcome, error) { return o, err }
	}
	list := []trial{
		{Key: "A", Promise: "holds", Run: give(outcome{N: 3, Note: "fine"}, nil)},
		{Key: "B", Promise: "breaks", Run: give(outcome{N: 3, Failures: 1}, nil)},
		{Key: "C", Promise: "empty", Run: give(outcome{}, nil)},
		{Key: "D", Promise: "cannot", Tools: []string{"no-such-tool-here"}},
		{Key: "E", Promise: "stumbles", Run: give(outcome{N: 1}, errors.New("the floor is wet"))},
	}
	var out strings.Builder
	err := table(t.Context(), &out, &env{Log: slog.New(slog.DiscardHandler)}, t.TempDir(), list)
	want := "broken: B (1 of 3), C (0 of 0)\nD: no-such-tool-here is not installed\nE: the floor is wet"
	if err == nil || err.Error() != want || !errors.As(err, new(missingError)) {
		t.Errorf("error %v, want %s", err, want)
	}
	rows := "| | promise | N | failures | note | seconds |\n|---|---|---|---|---|---|\n" +
		"| A | holds | 3 | 0 | fine | 0 |\n| B | breaks | 3 | 1 |  | 0 |\n| C | empty | 0 | 0 |  | 0 |\n" +
		"| D | cannot | 0 | 0 | could not be tried: see below | 0 |\n| E | stumbles | 1 | 0 | could not be tried: see below | 0 |\n"
	if out.String() != rows {
		t.Errorf("table:\n%s\nwant:\n%s", out.String(), rows)
	}
	if err := table(t.Context(), &out, &env{Log: slog.New(slog.DiscardHandler)}, t.TempDir(), list[:1]); err != nil {
		t.Errorf("a promise that holds: %v", err)
	}
}

func TestTrials(t *testing.T) {
	seen := map[string]bool{}
	for _, x := range trials() {
		if seen[x.Key] || !regexp.MustCompile(`^R\d+[a-z]?$`).MatchString(x.Key) || x.Promise == "" || strings.ContainsAny(x.Promise, "|\n") || x.Run == nil {
			t.Errorf("trial %+v: want a key of its own such as R1, a promise without | and something to run", x)
		}
		seen[x.Key] = true
	}
	if _, err := choose(trials(), []string{"R999"}); err == nil {
		t.Error("a promise that is not there was chosen")
	}
}

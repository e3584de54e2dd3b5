//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tintinh/tintinh/reliability/hostile"
)

// webTrials are the promises about what comes from the web.
func webTrials() []trial {
	return []trial{
		{Key: "R12", Promise: "a hostile web, all at once: the crawl ends, in 256 MiB, names every refusal, and stores what is healthy", Run: hostileWeb},
		{Key: "R12a", Promise: "no name, redirect or link leads to a private address, whatever its name server says", Tools: []string{"ip"}, Run: addresses},
		{Key: "R12b", Promise: "no text of a page acts: on a terminal, in a log, a spreadsheet, a browser, JSON readers, as a file's name", Tools: []string{"script", "jq", "python3", "node"}, Run: written},
		{Key: "R13", Promise: "a long run: memory and goroutines of its last quarter are those of the second, and files grow evenly", Run: soak},
	}
}

// hostileWeb crawls servers with one bad habit each, all at once. N are the
// habits.
func hostileWeb(ctx context.Context, e *env) (outcome, error) {
	o, err := (&hostile.Crawl{Binary: e.Binary, Dir: e.Dir, Log: e.Log}).Run(ctx)
	return outcome{N: o.Rows, Failures: o.Failures, Note: o.String()}, err
}

// addresses is the trial of the address guard. N are names that lead to where
// a crawl must not go, and some that do not.
func addresses(ctx context.Context, e *env) (outcome, error) {
	out, err := hostile.InOwnNetwork(ctx, insideNetwork, e.Binary, e.Dir)
	if err != nil {
		return outcome{}, fmt.Errorf("a network of its own (as root, and where the kernel allows it): %w", err)
	}
	var o hostile.AddressOutcome
	if err := json.Unmarshal(out, &o); err != nil {
		return outcome{}, fmt.Errorf("the trial inside its own network said %q: %w", out, err)
	}
	for _, told := range o.Told {
		e.Log.Error("the address guard", "what", told)
	}
	return outcome{N: o.Names, Failures: o.Failures, Note: fmt.Sprintf("%d articles at public addresses", o.Served)}, nil
}

// insideNetwork is the argument by which this program is started again.
const insideNetwork = "inside-network"

// inside runs the trial in the network that this process has to itself.
func inside(ctx context.Context, args []string) error {
	if len(args) != 2 {
		return usageError{fmt.Errorf("%s is for the trial R12a alone", insideNetwork)}
	}
	o, err := (&hostile.Addresses{Binary: args[0], Dir: args[1]}).Run(ctx)
	if err != nil {
		return err
	}
	return o.Print()
}

//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

const (
	exitBroken  = 1
	exitUsage   = 2
	exitMissing = 77 // as automake has it: could not be tried
)

// missingError: a trial needs what is not here.
type missingError struct{ what string }

func (e missingError) Error() string { return e.what }

// usageError is the user's to mend.
type usageError struct{ error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:])
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "reliability:", err)
	switch {
	case errors.As(err, new(usageError)):
		os.Exit(exitUsage)
	case errors.As(err, new(missingError)):
		os.Exit(exitMissing)
	}
	os.Exit(exitBroken)
}

func run(ctx context.Context, args []string) (err error) {
	if len(args) > 0 && args[0] == insideNetwork {
		return inside(ctx, args[1:])
	}
	if len(args) == 4 && args[0] == writerMode { // started by a trial
		return writeStore(ctx, args[1], args[2], args[3])
	}
	if len(args) == 0 || args[0] != "short" && args[0] != "full" {
		return usageError{errors.New("say short or full, and which promises if not all: go run ./reliability short R1")}
	}
	chosen, err := choose(trials(), args[1:])
	if err != nil {
		return usageError{err}
	}
	dir, err := os.MkdirTemp("", "tintinh-reliability-")
	if err != nil {
		return err
	}
	e := &env{Short: args[0] == "short", Binary: filepath.Join(dir, "tintinh"), Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
	if err := build(ctx, e.Binary); err != nil {
		return err
	}
	if err := table(ctx, os.Stdout, e, dir, chosen); err != nil {
		fmt.Fprintln(os.Stderr, "reliability: the work files are kept in", dir)
		return err
	}
	return os.RemoveAll(dir)
}

// choose picks trials by key, all where none is named.
func choose(all []trial, keys []string) ([]trial, error) {
	if len(keys) == 0 {
		return all, nil
	}
	var names []string
	for _, t := range all {
		names = append(names, t.Key)
	}
	var chosen []trial
	for _, k := range keys {
		i := slices.Index(names, k)
		if i < 0 {
			return nil, fmt.Errorf("%s is none of %s", k, strings.Join(names, ", "))
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

// build makes the program as a release is made.
func build(ctx context.Context, path string) error {
	c := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", path, "github.com/tintinh/tintinh/cmd/tintinh")
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("build the program (run this inside the repository): %w\n%s", err, out)
	}
	return nil
}

package main

import (
	"context"
	"encoding/json"
	"net"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// answeredError carries the exit code of a command that the run holding the
// store has answered; its words were printed already.
type answeredError struct{ code int }

func (answeredError) Error() string { return "answered by the run that holds the store" }

// orAsk runs a command that reads the store; while a crawl holds the store,
// that crawl runs it.
func (a *app) orAsk(run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if a.held != nil {
			return run(cmd, args)
		}
		cfg, err := a.config()
		if err != nil {
			return err
		}
		c, err := net.Dial("unix", filepath.Join(cfg.Data, socketFile))
		if err != nil {
			return run(cmd, args) // nobody is there to ask
		}
		defer c.Close()
		stop := context.AfterFunc(cmd.Context(), func() { c.SetDeadline(time.Now()) }) // a signal waits for no answer
		defer stop()
		argv, err := repeat(cmd, args)
		if err != nil {
			return err
		}
		if err := json.NewEncoder(c).Encode(map[string][]string{"args": argv}); err != nil {
			return run(cmd, args) // it ended this moment
		}
		code, err := copyAnswer(c, a.stdout, a.stderr)
		if cause := context.Cause(cmd.Context()); err != nil && cause != nil {
			return cause
		}
		if err != nil {
			return askError{err, code}
		}
		if code != exitDone {
			return answeredError{code}
		}
		return nil
	}
}

// askError is an answer that broke off.
type askError struct {
	error
	code int
}

func (e askError) Unwrap() error { return e.error }

// repeat is the command line once more, with paths that hold in any folder
// and without what only chooses the store.
func repeat(cmd *cobra.Command, args []string) (argv []string, err error) {
	argv = strings.Fields(cmd.CommandPath())[1:]
	cmd.Flags().Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "config", "data", "log-level", "log-format":
			return
		}
		values := []string{f.Value.String()}
		if s, ok := f.Value.(pflag.SliceValue); ok {
			values = s.GetSlice()
		}
		for _, v := range values {
			if f.Name == "out" && err == nil {
				v, err = filepath.Abs(v)
			}
			argv = append(argv, "--"+f.Name+"="+v)
		}
	})
	if err != nil {
		return nil, err
	}
	argv = append(argv, "--")
	if cmd.Name() == "backup" {
		for i := range args {
			if args[i], err = filepath.Abs(args[i]); err != nil {
				return nil, err
			}
		}
	}
	return append(argv, args...), nil
}

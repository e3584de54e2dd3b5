// Command tintinh crawls Vietnamese provincial news: cron starts it, it takes
// what is due, keeps raw pages and records, and ends. One file per command;
// this package wires the others together and is the only one that imports all.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the whole program: arguments in, exit code out.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	// A reader that goes away is an error of the write: the run ends in order,
	// and a log that nobody reads stops no crawl. Caught rather than ignored,
	// because programs that we start would inherit the latter.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	ctx, caught := stopOnSignal(context.Background())
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, getenv: os.Getenv, stopping: ctx.Done()}
	cmd := a.command()
	cmd.SetArgs(args)
	err := cmd.ExecuteContext(ctx)
	code := a.report(err)
	if sig := caught(); sig != 0 {
		return 128 + int(sig)
	}
	return code
}

// stopOnSignal cancels the context at the first SIGINT or SIGTERM, and ends
// the process at the second: what is committed by then is safe. caught tells
// which signal came first, 0 for none.
func stopOnSignal(parent context.Context) (ctx context.Context, caught func() syscall.Signal) {
	ctx, cancel := context.WithCancelCause(parent)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	first := make(chan syscall.Signal, 1)
	go func() {
		s := (<-signals).(syscall.Signal)
		first <- s
		cancel(errSignal{s})
		os.Exit(128 + int((<-signals).(syscall.Signal)))
	}()
	return ctx, func() syscall.Signal {
		select {
		case s := <-first:
			return s
		default:
			return 0
		}
	}
}

type errSignal struct{ syscall.Signal }

func (e errSignal) Error() string { return "stopped by " + e.Signal.String() }

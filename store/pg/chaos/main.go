//go:build unix

// Command chaos shows with real processes what a cluster promises: workers are
// killed and frozen, all processes of the server are killed, a standby takes
// over, and the pages' own web server counts what reached it. It runs private
// PostgreSQL servers on loopback (store/pg/pgtest) and leaves nothing behind.
//
//	go run ./store/pg/chaos              every scenario, as before a release
//	go run ./store/pg/chaos short        the same, smaller, as in CI
//	go run ./store/pg/chaos day          a day of real tintinh processes that join and leave, in minutes
//	go run ./store/pg/chaos day short    the same in half a minute, as in CI
//	go run ./store/pg/chaos all          all that is in docs/cluster.md, an hour or two
//	go run ./store/pg/chaos commits      committed pages a second, bolt beside it
//	go run ./store/pg/chaos scale        1, 2, 4, 8 worker processes
//	go run ./store/pg/chaos size N …     cost of a lease and a commit at N known URLs
//
// But in a day the workers are no crawlers: lease, request, commit, and the rule
// that a request only starts while the lease outlasts it. That is what is on
// trial; the crawler keeps the same rule (crawler/tenancy.go).
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/tintinh/tintinh/store/pg/pgtest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:])
	if errors.Is(err, pgtest.ErrNone) {
		fmt.Fprintln(os.Stderr, "chaos: skipped:", err)
		os.Exit(77)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	what := "full"
	if len(args) > 0 {
		what = args[0]
	}
	switch what {
	case "worker": // started by the others
		return work(ctx, args[1:])
	case "full", "short":
		return trials(ctx, what == "short")
	case "day":
		return theDay(ctx, len(args) > 1 && args[1] == "short")
	case "all":
		return errors.Join(trials(ctx, false), theDay(ctx, false), commits(ctx), scale(ctx), sizes(ctx, []string{"10000", "100000", "1000000", "10000000"}))
	case "commits":
		return commits(ctx)
	case "scale":
		return scale(ctx)
	case "size":
		return sizes(ctx, args[1:])
	}
	return fmt.Errorf("%s is none of all, full, short, day, commits, scale, size", what)
}

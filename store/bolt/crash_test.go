package bolt_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/tintinh/tintinh/store"
	"github.com/tintinh/tintinh/store/bolt"
)

const crashEnv = "TINTINH_TEST_CRASH_STORE"

// TestMain makes the test binary the process that is killed.
func TestMain(m *testing.M) {
	if path := os.Getenv(crashEnv); path != "" {
		fmt.Fprintln(os.Stderr, storeForEver(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// storeForEver stores articles one by one, and says of each when it is stored.
func storeForEver(path string) error {
	db, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		return err
	}
	ctx := context.Background()
	hosts, err := db.Hosts(ctx)
	if err != nil {
		return err
	}
	from := 0
	if len(hosts) > 0 {
		from = int(hosts[0].LastSeq)
	}
	if _, err := db.Add(ctx, page(0)); err != nil {
		return err
	}
	l, err := db.Lease(ctx, store.Ask{Worker: "w", TTL: time.Hour, Max: 1})
	if err != nil {
		return err
	}
	for i := from; ; i++ {
		u := page(0)
		if _, err := db.Done(ctx, l, time.Hour, store.Outcome{URL: u, Next: u.Due, Article: article(i)}); err != nil {
			return err
		}
		fmt.Println(i)
	}
}

// TestKilled kills the process again and again in the middle of its writing.
// What it said is stored, is; and the next one goes on at once.
func TestKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tintinh.db")
	acknowledged := -1
	for round := range 12 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), crashEnv+"="+path)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for range 5 + 7*round {
			if !lines.Scan() {
				t.Fatalf("the process ended by itself: %v", cmd.Wait())
			}
			if acknowledged, err = strconv.Atoi(lines.Text()); err != nil {
				t.Fatal(err)
			}
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() { // said before it died
			if acknowledged, err = strconv.Atoi(lines.Text()); err != nil {
				t.Fatal(err)
			}
		}
		cmd.Wait() // it was killed
		audit(t, path, acknowledged)
	}
}

func audit(t *testing.T, path string, acknowledged int) {
	t.Helper()
	db := open(t, path, bolt.Options{ReadOnly: true})
	defer db.Close()
	if err := db.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	n := 0
	err := db.Articles(t.Context(), nil, func(_ string, _ uint64, r store.Record) error {
		a, err := r.Article()
		if err == nil && a.ID != fmt.Sprintf("vidu:%d", n) {
			err = fmt.Errorf("article %d is %s", n, a.ID)
		}
		n++
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < acknowledged+1 || n > acknowledged+2 {
		t.Fatalf("%d articles, and %d were acknowledged", n, acknowledged+1)
	}
}

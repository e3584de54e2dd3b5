//go:build linux

package hostile

import (
	"log/slog"
	"os"
	"testing"
)

func TestTry(t *testing.T) {
	dir := os.Getenv("TRY_DIR")
	if dir == "" {
		t.Skip()
	}
	c := Crawl{Binary: os.Getenv("TRY_BIN"), Dir: dir, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
	o, err := c.Run(t.Context())
	t.Log(o.String(), o.Rows, o.Failures, err)
}

package pgtest

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// ErrNone: no PostgreSQL server was found on this machine.
var ErrNone = errors.New("no PostgreSQL server is installed here (initdb and postgres in PATH, in pg_config --bindir or in /usr/lib/postgresql/*/bin); on Debian: apt-get install postgresql")

// Find returns the folder of the server's programs: of PATH, else what
// pg_config names, else the newest below /usr/lib/postgresql.
func Find() (bin string, err error) {
	var folders []string
	if p, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(p); err == nil {
			folders = append(folders, filepath.Dir(real))
		}
	}
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		folders = append(folders, strings.TrimSpace(string(out)))
	}
	debian, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", fmt.Errorf("look for PostgreSQL: %w", err)
	}
	slices.SortFunc(debian, func(a, b string) int { return release(b) - release(a) })
	for _, f := range append(folders, debian...) {
		if has(f, "initdb") && has(f, "postgres") && has(f, "pg_basebackup") {
			return f, nil
		}
	}
	return "", ErrNone
}

func has(folder, program string) bool {
	_, err := exec.LookPath(filepath.Join(folder, program))
	return err == nil
}

// release is 15 of /usr/lib/postgresql/15/bin.
func release(bin string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(bin))) // 0: sorts last
	return n
}

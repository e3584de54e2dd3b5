package warc

import (
	"fmt"
	"os"
	"regexp"
	"sort"
	"time"
)

const stampLayout = "20060102-150405"

// fileName matches the files of this package and what a repair moved aside.
var fileName = regexp.MustCompile(`^(.+)-(\d{8}-\d{6}-\d{5})\.warc\.gz(\.torn(?:-\d+)?)?$`)

var prefixName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

// file is one file of an archive directory.
type file struct {
	name   string
	prefix string
	stamp  string // YYYYMMDD-hhmmss-NNNNN: sorts by age
	torn   bool
	size   int64
}

func newName(prefix string, at time.Time, serial int) string {
	return fmt.Sprintf("%s-%s-%05d.warc.gz", prefix, at.UTC().Format(stampLayout), serial)
}

// list returns the files of dir that this package wrote, oldest first. Files
// of other tools are left alone.
func list(dir string) ([]file, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("list the archive: %w", err)
	}
	var files []file
	for _, e := range entries {
		m := fileName.FindStringSubmatch(e.Name())
		if m == nil || !e.Type().IsRegular() {
			continue
		}
		info, err := e.Info()
		if err != nil {
			return nil, fmt.Errorf("list the archive: %w", err)
		}
		files = append(files, file{e.Name(), m[1], m[2], m[3] != "", info.Size()})
	}
	sort.Slice(files, func(i, j int) bool {
		if files[i].stamp != files[j].stamp {
			return files[i].stamp < files[j].stamp
		}
		return files[i].name < files[j].name
	})
	return files, nil
}

// newest is the latest whole file of a prefix, nil if there is none.
func newest(files []file, prefix string) *file {
	for i := len(files) - 1; i >= 0; i-- {
		if files[i].prefix == prefix && !files[i].torn {
			return &files[i]
		}
	}
	return nil
}

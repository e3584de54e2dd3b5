package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"

	"github.com/tintinh/tintinh/store/warc"
)

// maxFile bounds a page read from disk, decompressed: more is an error.
const maxFile = 64 << 20

// inputs makes the sequence of pages that the arguments name, in their order.
func (a *app) inputs(f extractFlags, args []string) (func(yield func(pageInput) bool), error) {
	at, err := parseFetchedAt(f.fetchedAt)
	if err != nil {
		return nil, err
	}
	switch {
	case f.list != "" && len(args) > 0:
		return nil, usagef("give --list or files, not both")
	case f.list == "" && len(args) == 0:
		return nil, usagef("nothing to extract: name files, a directory, a WARC file, or --list FILE")
	case f.url != "" && (len(args) != 1 || f.list != ""):
		return nil, usagef("--url names the one FILE: give exactly one")
	case f.url != "" && !isURL(f.url):
		return nil, usagef("--url: expected an absolute URL as in https://example.vn/tin-tuc/1, found %q", f.url)
	}
	emitFile := func(path, url string, yield func(pageInput) bool) bool {
		return yield(pageInput{name: path, url: url, fetchedAt: at, load: loadFile(path)})
	}
	if f.list != "" {
		r, err := a.openList(f.list)
		if err != nil {
			return nil, err
		}
		return func(yield func(pageInput) bool) {
			defer r.Close()
			name := f.list
			if name == "-" {
				name = "standard input"
			}
			listed(r, name, func(path, url string, err error) bool {
				if err != nil {
					return yield(pageInput{name: name, err: err})
				}
				return emitFile(path, url, yield)
			})
		}, nil
	}
	for _, path := range args {
		if _, err := os.Stat(path); err != nil {
			return nil, usagef("read %s: %w", path, err)
		}
	}
	return func(yield func(pageInput) bool) {
		for _, path := range args {
			if !walk(path, func(file string) bool {
				if strings.HasSuffix(file, ".warc") || strings.HasSuffix(file, ".warc.gz") {
					return archived(file, yield)
				}
				return emitFile(file, f.url, yield)
			}, yield) {
				return
			}
		}
	}, nil
}

func (a *app) openList(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(a.stdin), nil
	}
	r, err := os.Open(path)
	if err != nil {
		return nil, usagef("--list: %w", err)
	}
	return r, nil
}

// listed reads lines path<TAB>url; blank lines are passed over.
func listed(r io.Reader, name string, yield func(path, url string, err error) bool) {
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := lines.ReadString('\n')
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			path, url, ok := strings.Cut(line, "\t")
			var bad error
			if !ok || path == "" {
				bad = fmt.Errorf("line %d: expected path<TAB>url, found %.80q", n, line)
			}
			if !yield(path, strings.TrimSpace(url), bad) {
				return
			}
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			yield("", "", fmt.Errorf("read %s after line %d: %w", name, n-1, err))
			return
		}
	}
}

// walk calls each for a file, or for every page and WARC file below a
// directory, sorted. It tells of files that are not taken for pages.
func walk(path string, each func(file string) bool, yield func(pageInput) bool) bool {
	going, others := true, 0
	err := filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			going = yield(pageInput{name: file, err: err})
		} else if !d.IsDir() && (file == path || isPage(file)) {
			going = each(file)
		} else if !d.IsDir() {
			others++
		}
		if !going {
			return filepath.SkipAll
		}
		return nil
	})
	if err == nil && going && others > 0 {
		going = yield(pageInput{name: path, note: fmt.Sprintf("%d files are passed over: a page's name ends in .html, .htm or .xhtml, a WARC file's in .warc, each also with .gz; others can be named one by one, or in a --list", others)})
	}
	return err == nil && going
}

func isPage(file string) bool {
	name := strings.TrimSuffix(strings.ToLower(file), ".gz")
	for _, end := range []string{".html", ".htm", ".xhtml", ".warc"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// loadFile reads a page, gunzipping it by its magic bytes.
func loadFile(path string) func(*pageInput) error {
	return func(p *pageInput) error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		r := bufio.NewReader(f)
		var src io.Reader = r
		if magic, _ := r.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
			z, err := gzip.NewReader(r)
			if err != nil {
				return fmt.Errorf("gunzip: %w", err)
			}
			src = z
		}
		if p.body, err = io.ReadAll(io.LimitReader(src, maxFile+1)); err != nil {
			return fmt.Errorf("read the page: %w", err)
		}
		if len(p.body) > maxFile {
			return fmt.Errorf("larger than %d MiB: not a page", maxFile>>20)
		}
		return nil
	}
}

// archived yields the HTML responses of a WARC file.
func archived(path string, yield func(pageInput) bool) bool {
	r, err := warc.OpenFile(path)
	if err != nil {
		return yield(pageInput{name: path, err: err})
	}
	defer r.Close()
	for {
		rec, err := r.Next()
		if err == io.EOF {
			return true
		}
		var damage *warc.Damage
		if errors.As(err, &damage) { // the reader goes on behind it
			if !yield(pageInput{name: fmt.Sprintf("%s@%d", path, damage.Offset), err: fmt.Errorf("the record cannot be read: %w", damage.Err)}) {
				return false
			}
			continue
		}
		if err != nil {
			return yield(pageInput{name: path, err: err})
		}
		if rec.Type != "response" {
			continue
		}
		name := fmt.Sprintf("%s@%d", path, rec.Offset)
		status, header, body, err := rec.Response()
		if err != nil {
			if !yield(pageInput{name: name, err: err}) {
				return false
			}
			continue
		}
		ct := header.Get("Content-Type")
		if status != 200 || ct != "" && !strings.Contains(strings.ToLower(ct), "html") {
			continue
		}
		if !yield(pageInput{name: name, url: rec.URL, contentType: ct, body: body, fetchedAt: rec.At}) {
			return false
		}
	}
}

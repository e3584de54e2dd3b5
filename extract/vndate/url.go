package vndate

import (
	"strings"
	"time"
)

// FromURL reads the date that a CMS writes into its paths and ids:
// /2025/01/08/, /202503/, /20250108/, 20251224183630500, and VCCorp's ids of
// three digits, yymmddhhmmss and milliseconds. Of several the most precise
// one is returned, of equals the first.
//
// It is a bound or a check, not the publish time: an id is made when the
// article is begun, and a folder may be the month of the upload. path is a
// path or a whole URL; what follows "?" or "#" is not read. Words of a slug
// ("ngay-8-1-2025") are not read either: they say what the article is about.
func FromURL(path string) (Date, bool) {
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path = path[:i]
	}
	path = archived(path)
	var best Date
	for i := 0; i < len(path); {
		if !isDigit(rune(path[i])) {
			i++
			continue
		}
		end := i + run(path[i:], isDigit)
		if d, ok := dated(path, i, end); ok && finer(d.Precision, best.Precision) {
			best = d
		}
		i = end
	}
	return best, best.Raw != ""
}

// archived is the address of a page inside an archive's address of its copy,
// "/web/20131110121040/http://vidu.vn/2013/04/04/", with or without a scheme:
// the archive's own date is that of the copy.
func archived(path string) string {
	if i := strings.LastIndex(path, "/http"); i >= 0 && strings.Contains(path[i:], ":/") {
		return path[i:]
	}
	if i := strings.Index(path, "/web/"); i >= 0 {
		stamp, rest, ok := strings.Cut(path[i+len("/web/"):], "/")
		if ok && len(stamp) >= 14 && len(stamp) <= 17 && run(stamp, isDigit) == 14 && strings.Contains(rest, ".") {
			return "/" + rest
		}
	}
	return path
}

func finer(a, b string) bool {
	rank := map[string]int{"": 0, Month: 1, Day: 2, Minute: 3, Second: 4}
	return rank[a] > rank[b]
}

// dated reads the run of digits path[start:end] and, for folders, what
// follows it.
func dated(path string, start, end int) (Date, bool) {
	run := path[start:end]
	before, after := byte('/'), byte('/')
	if start > 0 {
		before = path[start-1]
	}
	if end < len(path) {
		after = path[end]
	}
	switch len(run) {
	case 18:
		return inPath(run[3:15], "060102150405", Second)
	case 17, 14:
		return inPath(run[:14], "20060102150405", Second)
	case 12:
		return inPath(run, "200601021504", Minute)
	case 8:
		if strings.IndexByte("/_-", before) >= 0 && strings.IndexByte("/_-.", after) >= 0 {
			return inPath(run, "20060102", Day)
		}
	case 6:
		if before == '/' && after == '/' {
			return inPath(run, "200601", Month)
		}
	case 4, 2:
		if before == '/' {
			return folders(path[start:])
		}
	}
	return Date{}, false
}

// folders reads a date that ends where a folder ends.
func folders(path string) (Date, bool) {
	parts := strings.SplitN(path, "/", 4)
	if len(parts) > 2 {
		if d, ok := inPath(strings.Join(parts[:3], "/"), "2006/1/2", Day); ok {
			return d, true
		}
	}
	if len(parts) > 1 {
		if d, ok := inPath(parts[0]+"/"+parts[1], "2006/1", Month); ok {
			return d, true
		}
	}
	for _, f := range []struct{ layout, precision string }{{"2006-01-02", Day}, {"02-01-2006", Day}, {"2006-01", Month}} {
		if d, ok := inPath(parts[0], f.layout, f.precision); ok {
			return d, true
		}
	}
	return Date{}, false
}

func inPath(raw, layout, precision string) (Date, bool) {
	t, err := time.ParseInLocation(layout, raw, ICT)
	if err != nil || t.Year() < 2000 || t.Year() > lastYear {
		return Date{}, false
	}
	return Date{Time: t, Raw: raw, Precision: precision}, true
}

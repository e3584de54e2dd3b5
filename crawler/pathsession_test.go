package crawler

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestSessionsInPaths: a server that keeps its sessions in addresses, as
// ASP.NET does without cookies, gives each visitor an address of his own. The
// article is one, its record names none of them, and a second look finds
// nothing new.
func TestSessionsInPaths(t *testing.T) {
	bubble(t, "", func(t *testing.T, w *world) {
		path := newStory(1).path()
		valid, given := "", 0
		w.site.other = func(rw http.ResponseWriter, r *http.Request) {
			session, rest := "", r.URL.Path
			if at := strings.Index(rest, "))/"); at > 0 {
				session, rest = rest[:at+2], rest[at+2:]
			}
			if session == "" || session != valid {
				given++
				valid = fmt.Sprintf("/(S(lit3py55t21z5v55vlmv%04d))", given)
				http.Redirect(rw, r, valid+rest, http.StatusFound)
				return
			}
			valid = ""
			if rest == path {
				s := newStory(1)
				_, _ = io.WriteString(rw, strings.Replace(s.html(), "<p>", `<p><img src="`+session+`/anh/cau.jpg" alt=""></p><p>`, 1))
				return
			}
			_, _ = io.WriteString(rw, listingHTML("", session+path, strings.TrimPrefix(path, "/")))
		}
		w.run()
		time.Sleep(time.Hour)
		r := w.run()
		if p := r.Portals["vidu"]; p.Edited != 0 || p.Unchanged != 1 || p.Sources != 1 {
			t.Errorf("second run: %+v", p)
		}
		all := w.records()
		a := all["vidu:1"]
		if len(all) != 1 || a == nil {
			t.Fatalf("%d records: %v", len(all), all)
		}
		line, err := a.Line()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(line), "lit3py55") || len(a.Images) != 1 || a.Images[0].URL != "http://vidu.test/anh/cau.jpg" || a.URLAliases != nil {
			t.Errorf("a session in the record: %s", line)
		}
		if u := w.row("vidu:1"); u.Fetch != "" {
			t.Errorf("a session is kept: %+v", u)
		}
	})
}

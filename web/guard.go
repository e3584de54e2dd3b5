package web

import (
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
)

// policy admits our stylesheet, our icon, and forms that lead here.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// LoopbackHosts are the names by which a reader on this machine asks.
func LoopbackHosts() []string { return []string{"localhost", "127.0.0.1", "::1"} }

// IsLoopback reports an address that only this machine reaches.
func IsLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// guard sets the headers of every answer, and refuses names that are not ours.
func (s *Site) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-cache")
		h.Set("X-Robots-Tag", "noindex")
		if !s.mine(r.Host) {
			http.Error(w, "This server does not answer to that name. Open it by the address it listens on, or start it with --host NAME.", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Site) mine(hostport string) bool {
	if s.Hosts == nil {
		return true
	}
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	return slices.Contains(s.Hosts, strings.ToLower(strings.Trim(host, "[]")))
}

// compress packs answers for clients that ask for gzip.
func compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		if r.Method != http.MethodGet || r.URL.Path == "/metrics" || !acceptsGzip(r.Header.Get("Accept-Encoding")) {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close() // the client is gone when it fails
		next.ServeHTTP(packed{w, z}, r)
	})
}

type packed struct {
	http.ResponseWriter
	z io.Writer
}

func (p packed) Write(b []byte) (int, error) { return p.z.Write(b) }

func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), ";")
		if name == "gzip" {
			return weight != "q=0" && !strings.HasPrefix(weight, "q=0.000")
		}
	}
	return false
}

package portal

import (
	"fmt"
	"net"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
	"go.yaml.in/yaml/v3"
)

// HasHost reports whether a host, with its port where it is not the default
// one, belongs to the portal: www., m. and bare forms of a listed host count
// as listed, and case and a final dot do not matter.
func (p *Portal) HasHost(host string) bool {
	key := hostKey(host)
	for _, h := range p.Hosts {
		if h == host || hostKey(h) == key {
			return true
		}
	}
	return false
}

// hostKey is the form in which hosts are compared. Vietnamese sites answer
// under www., m. and bare names alike, and links mix them.
func hostKey(host string) string {
	h := strings.ToLower(host)
	name, port, err := net.SplitHostPort(h)
	if err != nil {
		name, port = h, ""
	}
	if port == "80" || port == "443" {
		port = "" // a portal has one scheme, so its default port says nothing
	}
	name = strings.TrimSuffix(name, ".")
	for _, prefix := range []string{"www.", "m."} {
		if rest, ok := strings.CutPrefix(name, prefix); ok && strings.Contains(rest, ".") {
			name = rest
			break
		}
	}
	if strings.Contains(name, ":") && !strings.HasPrefix(name, "[") {
		name = "[" + name + "]" // SplitHostPort took the brackets of an IPv6 address
	}
	if port == "" {
		return name
	}
	return name + ":" + port
}

// hosts reads the list under hosts:.
func (d *decoder) hosts(n *yaml.Node, at string) []string {
	var out []string
	seen := map[string]int{}
	for _, it := range d.texts(n, at) {
		h, problem := checkHost(it.text)
		if problem != "" {
			d.fail(it.node, it.at, "%s", problem)
			continue
		}
		if line, twice := seen[h]; twice {
			d.fail(it.node, it.at, "the host %s stands twice, first in line %d; keep one", h, line)
			continue
		}
		seen[h] = it.node.Line
		out = append(out, h)
	}
	return out
}

// checkHost returns the host as it stands in a canonical URL, or what is
// wrong with it.
func checkHost(text string) (host, problem string) {
	expected := "expected a bare host such as example.vn or example.vn:8080"
	switch {
	case strings.Contains(text, "://"):
		return "", fmt.Sprintf("found %q with a scheme; %s", text, expected)
	case strings.ContainsAny(text, "/?#\\"):
		return "", fmt.Sprintf("found %q with a path; %s", text, expected)
	case strings.ContainsAny(text, "@ \t*"):
		return "", fmt.Sprintf("found %q; %s", text, expected)
	case strings.ToLower(text) != text:
		return "", fmt.Sprintf("found %q; hosts are written in lower case: %s", text, strings.ToLower(text))
	case strings.HasSuffix(text, "."):
		return "", fmt.Sprintf("found %q; write it without the final dot", text)
	}
	// What a browser makes of the host is what will stand in the URLs of links.
	u, err := whatwg.Parse("http://" + text + "/")
	if err != nil {
		return "", fmt.Sprintf("found %q, which is no host name; %s", text, expected)
	}
	h := strings.TrimSuffix(u.Host(), ":443")
	written := strings.TrimSuffix(strings.TrimSuffix(text, ":443"), ":80")
	if h == "" || h != written {
		return "", fmt.Sprintf("found %q; write it as %s", text, h)
	}
	return h, ""
}

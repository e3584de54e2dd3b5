package web

import (
	"strings"
	"testing"
)

// The policies let nothing run, and load nothing from elsewhere, whatever else
// they come to admit.
func TestPoliciesLetNothingRun(t *testing.T) {
	for _, p := range []string{policy, framePolicy} {
		if !strings.HasPrefix(p, "default-src 'none'; ") {
			t.Errorf("%q does not begin with nothing", p)
		}
		for part := range strings.SplitSeq(p, "; ") {
			name, sources, _ := strings.Cut(part, " ")
			if name == "script-src" || sources != "'none'" && sources != "'self'" {
				t.Errorf("%q admits %q", p, part)
			}
		}
	}
}

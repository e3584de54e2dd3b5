//go:build linux

package hostile

import "fmt"

// name is a portal by its name, what the name server says of it, and what must
// come of it.
type name struct {
	id, host string
	answers  []answer // nil: there is no such name
	more     map[string]any
	want     func(figures) bool
}

// names are all portals of the trial.
func (a *Addresses) names() []name {
	whole := func(f figures) bool { return f.Articles == healthyPages && len(f.Errors) == 0 }
	refused := func(f figures) bool {
		return f.Articles == 0 && f.Skipped["robots-unreachable"] == 1 && len(f.Errors) == 0
	}
	good := []answer{addrs(public[0])}
	list := []name{
		{id: "tot", host: "tot.test", answers: good, want: whole},
		{id: "tot6", host: "tot6.test", answers: []answer{addrs(public[2])}, want: whole},
		{id: "lienket", host: "lienket.test", answers: good, want: whole},
		{id: "chuyen", host: "chuyen.test", answers: good, want: func(f figures) bool {
			return f.Articles == healthyPages && f.Redirects == len(elsewhere())
		}},
		{id: "chidan", host: "chidan.test", answers: good, want: whole}, // its robots.txt is elsewhere
		{id: "lan", host: "lan.test", answers: []answer{addrs("10.0.0.1", public[0], "127.0.0.1")}, want: whole},
		{id: "khongco", host: "khongco.test", want: refused},
		// It rebinds: to the first questions it is public, then it is not.
		{id: "doi", host: "doi.test", answers: []answer{addrs(public[0]), addrs(public[1]), addrs("127.0.0.1")}, want: func(f figures) bool {
			return f.Articles == 0 && f.Errors["address-refused"] > 0
		}},
		{id: "doi6", host: "doi6.test", answers: []answer{addrs(public[2]), addrs(public[2]), addrs("::1")}, want: func(f figures) bool {
			return f.Articles == 0 && f.Errors["address-refused"] > 0
		}},
		{id: "rieng", host: "rieng.test", answers: []answer{addrs("224.0.0.1", "0.0.0.0", "::")}, more: map[string]any{"allow_private": true}, want: refused},
	}
	for i, at := range forbidden {
		id := fmt.Sprintf("cam%02d", i)
		list = append(list, name{id: id, host: id + ".test", answers: []answer{addrs(at)}, want: refused})
	}
	return list
}

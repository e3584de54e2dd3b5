package portal

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// texts shows the selectors of a rule.
func texts(r Rule) map[Field][]string {
	out := map[Field][]string{}
	for f, ss := range r.Fields {
		for _, s := range ss {
			out[f] = append(out[f], s.Text)
		}
	}
	return out
}

func TestRuleAt(t *testing.T) {
	p := site(t, "id: a\nhosts: [a.vn]\nrules:\n- {title: nay}\n- {until: 2025-07-01, title: giữa}\n- {until: 2020-01-01, title: đầu}\n")
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{time.Time{}, "nay"},
		{at("2026-01-01T00:00:00Z"), "nay"},
		{at("2025-07-01T00:00:00+07:00"), "nay"},
		{at("2025-06-30T16:59:59Z"), "giữa"}, // midnight is Vietnam's
		{at("2025-06-30T17:00:00Z"), "nay"},
		{at("2019-12-31T16:59:59Z"), "đầu"},
		{at("2019-12-31T17:00:00Z"), "giữa"},
		{at("1999-01-01T00:00:00Z"), "đầu"},
	} {
		if got := RuleAt(p.Rules, c.at); got == nil || got.Fields[Title][0].Text != c.want {
			t.Errorf("%v: %+v, expected %s", c.at, got, c.want)
		}
	}
	past := p.Rules[:2]
	if got := RuleAt(past, time.Time{}); got != nil {
		t.Errorf("rules that have all ended: %+v today, expected none", got)
	}
	if got := RuleAt(nil, time.Time{}); got != nil {
		t.Errorf("no rules: %+v", got)
	}
}

func TestEffective(t *testing.T) {
	f, err := ParseFamily("f.yaml", []byte(`
id: f
fingerprints: [{has: .f, weight: 1}]
rules:
  - {title: h1, lead: .sapo, body: .body, strip: .qc, dateline: strip, date_order: mdy}
  - {until: 2020-01-01, title: h2, body: .old}
`))
	if err != nil {
		t.Fatal(err)
	}
	p := site(t, "id: a\nhosts: [a.vn]\nrules:\n- {lead: .mine, strip: [], dateline: keep}\n- {until: 2022-01-01, title: h3}\n")
	plain := site(t, "id: b\nhosts: [b.vn]\n")
	for _, c := range []struct {
		name  string
		p     *Portal
		f     *Family
		at    string
		want  map[Field][]string
		strip bool
		order string
	}{
		{"today", p, f, "", map[Field][]string{Title: {"h1"}, Lead: {".mine"}, Body: {".body"}}, false, "mdy"},
		{"portal's rule of 2021 over the family's of today", p, f, "2021-05-01", map[Field][]string{Title: {"h3"}, Lead: {".sapo"}, Body: {".body"}, Strip: {".qc"}}, true, "mdy"},
		{"both of 2019", p, f, "2019-05-01", map[Field][]string{Title: {"h3"}, Body: {".old"}}, false, ""},
		{"the family alone", plain, f, "", map[Field][]string{Title: {"h1"}, Lead: {".sapo"}, Body: {".body"}, Strip: {".qc"}}, true, "mdy"},
		{"the portal alone", p, nil, "", map[Field][]string{Lead: {".mine"}}, false, ""},
		{"nothing", plain, nil, "", map[Field][]string{}, false, ""},
		{"no portal", nil, f, "2019-05-01", map[Field][]string{Title: {"h2"}, Body: {".old"}}, false, ""},
	} {
		var at time.Time
		if c.at != "" {
			at, _ = time.Parse(time.DateOnly, c.at)
		}
		got := c.p.Effective(c.f, at)
		if d := cmp.Diff(c.want, texts(got)); d != "" || got.DatelineStrip != c.strip || got.DateOrder != c.order || len(got.Fields) != len(c.want) {
			t.Errorf("%s: dateline %t, order %q\n%s", c.name, got.DatelineStrip, got.DateOrder, d)
		}
	}
	// The hash names what is done: not by whom, nor until when.
	same := site(t, "id: c\nhosts: [c.vn]\nrules: [{until: 2030-01-01, title: h1, lead: .sapo, body: .body, strip: .qc, dateline: strip, date_order: mdy}]\n")
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	if a, b := plain.Effective(f, day).Hash, same.Effective(nil, day).Hash; a != b || a == p.Effective(f, day).Hash {
		t.Errorf("hashes %s and %s of the same rule", a, b)
	}
	if len(f.Rules[1].Fields) != 4 || len(p.Rules[1].Fields) != 2 {
		t.Error("Effective changed the rules it was made of")
	}
}

func TestParseDuration(t *testing.T) {
	for s, want := range map[string]time.Duration{
		"1s": time.Second, "1h30m": 90 * time.Minute, "7d": 7 * 24 * time.Hour, "1d12h": 36 * time.Hour, "0": 0, "0s": 0, "0d": 0,
	} {
		if got, err := ParseDuration(s); err != nil || got != want {
			t.Errorf("%q: %v, %v; expected %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "1", "d", "1w", "-1s", "-1d", "+1s", "1d-2h", "99999d99999999h", "1.5d", " 1s", "tuần"} {
		if got, err := ParseDuration(s); err == nil {
			t.Errorf("%q: %v, expected an error", s, got)
		}
	}
}

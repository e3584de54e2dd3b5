package learn

import (
	"fmt"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"
)

func mapKeys(m map[string]int) iter.Seq[string] { return maps.Keys(m) }

var (
	monthSegment  = regexp.MustCompile(`^(?:19|20)\d\d(?:0[1-9]|1[0-2])$`)
	daySegment    = regexp.MustCompile(`^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$`)
	yearSegment   = regexp.MustCompile(`^(?:19|20)\d\d$`)
	numberSegment = regexp.MustCompile(`^\d+$`)
)

// leading is the form of the segments before the one that counts fromEnd
// from the end: "/" and, where there are any, each with a slash behind it.
// exact keeps the words that all or nearly all addresses have.
func leading(all []address, fromEnd int, exact bool) string {
	shortest, longest := -1, 0
	for _, a := range all {
		n := max(0, len(a.segments)-1-fromEnd)
		if shortest < 0 || n < shortest {
			shortest = n
		}
		longest = max(longest, n)
	}
	if shortest != longest {
		// Sections of different depth: what is nearest to the end is compared.
		var b strings.Builder
		tail := ""
		for i := range shortest {
			tail = segmentForm(column(all, fromEnd+1+i), false) + "/" + tail
		}
		free := longest - shortest
		if strings.Count(tail, `[^/?]+/`) == shortest {
			fmt.Fprintf(&b, `/(?:[^/?]+/){%d,%d}`, shortest, longest)
			return b.String()
		}
		fmt.Fprintf(&b, `/(?:[^/?]+/){0,%d}%s`, free, tail)
		return b.String()
	}
	form := ""
	for i := range shortest {
		form = segmentForm(column(all, fromEnd+1+i), exact) + "/" + form
	}
	return "/" + form
}

func column(all []address, fromEnd int) []string {
	var out []string
	for _, a := range all {
		out = append(out, a.segment(fromEnd))
	}
	return out
}

// segmentForm is what the segments of one place have in common.
func segmentForm(values []string, exact bool) string {
	all := func(re *regexp.Regexp) bool {
		return !slices.ContainsFunc(values, func(v string) bool { return !re.MatchString(v) })
	}
	switch {
	case all(monthSegment):
		return `(?:19|20)\d{4}`
	case all(daySegment):
		return `(?:19|20)\d{6}`
	case all(yearSegment):
		return `(?:19|20)\d{2}`
	case all(numberSegment):
		return `\d+`
	}
	different := slices.Compact(slices.Sorted(slices.Values(values)))
	if exact && len(values) >= 3 && (len(different) == 1 || len(different) <= 3 && len(values) >= 3*len(different)) {
		for i, d := range different {
			different[i] = regexp.QuoteMeta(d)
		}
		if len(different) == 1 {
			return different[0]
		}
		return "(?:" + strings.Join(different, "|") + ")"
	}
	return `[^/?]+`
}

// lastLiteral is the last segment of addresses whose id stands in the query.
func lastLiteral(all []address, end string) string {
	form := segmentForm(column(all, 0), true)
	if len(all) > 0 && len(all[0].segments) == 0 {
		return ""
	}
	return form + regexp.QuoteMeta(strings.TrimSuffix(end, "/"))
}

// slugPart is the form of addresses without an id: by their place and by how
// many words their slugs have.
func slugPart(in, out []address) (string, []address, string) {
	counts := map[string]int{}
	for _, a := range in {
		counts[fmt.Sprint(len(a.segments), a.ending)]++
	}
	common := ""
	for _, k := range slices.Sorted(mapKeys(counts)) {
		if common == "" || counts[k] > counts[common] {
			common = k
		}
	}
	have := slices.DeleteFunc(slices.Clone(in), func(a address) bool {
		return len(a.segments) == 0 || fmt.Sprint(len(a.segments), a.ending) != common
	})
	if len(have) == 0 {
		return "", nil, ""
	}
	fewest := 99
	for _, a := range have {
		fewest = min(fewest, strings.Count(a.segment(0), "-"))
	}
	end := regexp.QuoteMeta(have[0].ending) + "$"
	if have[0].ending == "/" {
		end = "/?$"
	}
	var forms []string
	for _, exact := range []bool{true, false} {
		lead := "^" + leading(have, 0, exact)
		if strings.Trim(strings.ReplaceAll(lead, `[^/?]+/`, ""), "^/") != "" || have[0].ending != "" && have[0].ending != "/" {
			forms = append(forms, lead+`[^/?]+`+end)
		}
		for k := 1; k <= min(fewest, 5); k++ {
			forms = append(forms, fmt.Sprintf(`%s(?:[^/?-]+-){%d,}[^/?]+%s`, lead, k, end))
		}
	}
	text, matched := mostGeneral(forms, have, out)
	return text, matched, ""
}

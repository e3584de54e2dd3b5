package extract

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// signoff takes the lines at the end of the text that name authors or a
// source: right-aligned, set in bold or italics, labelled, or a bare name as
// the very last line. At most three lines are looked at. last holds the lines
// as printed, in page order.
func signoff(pieces []piece) (rest []piece, lines []string) {
	const deepest = 3
	rest = slices.Clone(pieces)
	looked := 0
	for i := len(rest) - 1; i >= 0 && looked < deepest; i-- {
		p := &rest[i]
		if !p.text() {
			if p.Type == List || p.Type == Table {
				break
			}
			continue // pictures and files may stand below the name
		}
		looked++
		if !signs(p, i == 0) {
			break
		}
		lines = append(lines, p.Text)
		rest = slices.Delete(rest, i, i+1)
	}
	slices.Reverse(lines)
	return rest, lines
}

// signs reports whether a text piece is a sign-off line.
func signs(p *piece, only bool) bool {
	if only || utf8.RuneCountInString(p.Text) > longestByline {
		return false
	}
	b, ok := ParseByline(p.Text)
	if !ok {
		return false
	}
	styled := p.align == "right" || authorClass(p)
	switch {
	case styled:
		return true
	case b.Office:
		return false // the name of an authority is also the last line of an address
	case p.Type == Heading && p.Level > 0:
		return false
	case b.Credit != "" && len(b.Authors) == 0:
		return true
	case labelled(p.Text), p.bold, p.italic:
		return len(b.Authors) > 0
	}
	return len(b.Authors) < 4 && !slices.ContainsFunc(b.Authors, func(a Author) bool { return !bareName(a.Name) })
}

func authorClass(p *piece) bool {
	n := p.node
	for up := 0; n != nil && up < 2; n, up = n.Parent, up+1 {
		if hasClass(n, "author", "tacgia", "tac-gia", "byline", "pseudonym", "nguon", "butdanh") {
			return true
		}
	}
	return false
}

func labelled(s string) bool {
	head, _, ok := strings.Cut(s, ":")
	if !ok {
		return false
	}
	_, ok = labelRoles(head)
	return ok
}

// bareName: two to four words that begin with a capital, or initials; an
// unstyled last line of one word may be anything.
func bareName(s string) bool {
	words := len(strings.Fields(s))
	return words >= 2 && words <= 4 && !capitals(s) || words == 1 && initials(s) || desks[strings.ToLower(s)]
}

// merge joins the authors and credits of several lines.
func merge(lines []string) Byline {
	var all Byline
	all.Raw = strings.Join(lines, "; ")
	for _, line := range lines {
		b, ok := ParseByline(line)
		if !ok {
			continue
		}
		for _, a := range b.Authors {
			all.Authors = addAuthor(all.Authors, a)
		}
		if all.Credit == "" {
			all.Credit = b.Credit
		}
		all.Office = all.Office || b.Office
	}
	return all
}

package vntext

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Clean makes one text field of s: valid UTF-8, NFC, white space collapsed.
func Clean(s string) string { return Space(norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD"))) }

// Space collapses white space and drops invisible characters.
func Space(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\u200b", "", "\ufeff", "", "\u00ad", "").Replace(s)), " ")
}

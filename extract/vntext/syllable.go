package vntext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// rimes are the rimes of Vietnamese without their tones, by nucleus. Those
// that stand only behind qu are apart; ăk is of the Highlands (Đắk Lắk).
const (
	rimeTable = `
a ac ach ai am an ang anh ao ap at au ay
ăc ăk ăm ăn ăng ăp ăt
âc âm ân âng âp ât âu ây
e ec em en eng eo ep et
ê êch êm ên ênh êp êt êu
i ia ich im in inh ip it iu
iêc iêm iên iêng iêp iêt iêu
o oc oi om on ong op ot ooc oong
oa oac oach oai oam oan oang oanh oao oap oat oay
oăc oăm oăn oăng oăt
oe oem oen oeo oet
ô ôc ôi ôm ôn ông ôp ôt ôông
ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut
uân uâng uât uây
uê uêch uên uênh uêt uơ
uôc uôi uôm uôn uông uôt
uy uya uych uyên uyêt uyn uynh uyp uyt uyu
ư ưa ưc ưi ưm ưng ưt ưu
ươc ươi ươm ươn ương ươp ươt ươu
y yêm yên yêng yêt yêu`
	quRimes = `ych yn ynh yp yt`
)

// rime says where a rime carries its tone: the number of the letter, in the
// old style (hòa, thủy) and in the new one (hoà, thuỷ).
type rime struct {
	tone   int
	newer  int
	stop   bool // ends in c, ch, p, t: only sắc and nặng are possible
	onlyQu bool
}

var rimes = func() map[string]rime {
	table := map[string]rime{}
	add := func(list string, onlyQu bool) {
		for _, r := range strings.Fields(list) {
			at := toneAt([]rune(r))
			newer := at
			if r == "oa" || r == "oe" || r == "uy" {
				newer = 1
			}
			table[r] = rime{tone: at, newer: newer, stop: endsInStop(r), onlyQu: onlyQu}
		}
	}
	add(rimeTable, false)
	add(quRimes, true)
	return table
}()

// bareRimes are the rimes as they are written without diacritics.
var bareRimes = func() map[string]bool {
	table := map[string]bool{}
	for r := range rimes {
		table[bare.Replace(r)] = true
	}
	return table
}()

var bare = strings.NewReplacer("ă", "a", "â", "a", "ê", "e", "ô", "o", "ơ", "o", "ư", "u", "đ", "d")

func endsInStop(r string) bool {
	return strings.HasSuffix(r, "c") || strings.HasSuffix(r, "ch") || strings.HasSuffix(r, "p") || strings.HasSuffix(r, "t") || strings.HasSuffix(r, "k")
}

// toneAt is the rule of the old style: the last of ă â ê ô ơ ư; else the last
// vowel before a consonant; else the first of two vowels, the middle of three.
func toneAt(r []rune) int {
	n := 0
	for n < len(r) && letterOf(r[n]).tone != noVowel {
		n++
	}
	for i := n - 1; i >= 0; i-- {
		if strings.ContainsRune("ăâêôơư", r[i]) {
			return i
		}
	}
	if n < len(r) {
		return n - 1
	}
	return (n - 1) / 2
}

// syllable is a word taken apart. Its letters are without tone.
type syllable struct {
	letters [8]rune
	n       int // of letters
	onset   int // letters of it
	rime    rime
	tone    uint8
	toneOn  int  // the letter that carries it
	marked  bool // it has a letter or a tone that only diacritics write
}

// parse takes a word in lower-case NFC apart; ok is false for one that is no
// Vietnamese syllable, whatever its tone.
func parse(word string) (s syllable, ok bool) {
	var buf [16]byte
	base := buf[:0]
	for _, c := range word {
		l := letterOf(c)
		if l.base == 0 || s.n == len(s.letters)-1 {
			return s, false
		}
		if l.tone != noVowel && l.tone != level {
			if s.tone != level {
				return s, false
			}
			s.tone, s.toneOn = l.tone, s.n
		}
		s.marked = s.marked || c >= utf8.RuneSelf
		s.letters[s.n] = l.base
		s.n++
		base = utf8.AppendRune(base, l.base)
	}
	return s, s.split(base)
}

// split finds onset and rime of the word without its tone. "quốc" is qu and
// ôc, never q and uôc; "già" is gi and a, "gì" g and i.
func (s *syllable) split(base []byte) bool {
	k := consonants(base)
	switch {
	case string(base[:k]) == "q":
		return k < len(base) && base[k] == 'u' && s.take(base, k+1)
	case string(base[:k]) == "g" && len(base) > k+1 && base[k] == 'i':
		return s.take(base, k+1) || s.take(base, k)
	}
	return s.take(base, k)
}

// take is true when the first k bytes are an onset and the others a rime that
// may follow it.
func (s *syllable) take(base []byte, k int) bool {
	r, found := rimes[string(base[k:])]
	if !found || !isOnset(base[:k]) || !fits(base[:k], base[k:]) || r.onlyQu && string(base[:k]) != "qu" {
		return false
	}
	s.rime, s.onset = r, utf8.RuneCount(base[:k])
	return true
}

// consonants is the length of the run of consonants at the start.
func consonants(base []byte) int {
	for i, c := range string(base) {
		if letterOf(c).tone != noVowel {
			return i
		}
	}
	return len(base)
}

func isOnset(onset []byte) bool {
	switch string(onset) {
	case "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh",
		"nh", "p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x":
		return true
	}
	return false
}

// fits is the spelling rule of k, gh, ngh before e ê i y, and c, g, ng before
// the others. gì and gìn are written with g alone.
func fits(onset, rest []byte) bool {
	first, _ := utf8.DecodeRune(rest)
	front := strings.ContainsRune("eêiy", first)
	switch string(onset) {
	case "k", "gh", "ngh":
		return front
	case "c", "ng":
		return !front
	case "g":
		return !front || first == 'i'
	}
	return true
}

// plausible reports a syllable that the language allows with its tone, and
// that carries it where writers put it. Broken encodings fail here: "viá" is
// no word, however much like "vía" it looks.
func (s *syllable) plausible() bool {
	if s.tone == level {
		return !s.rime.stop
	}
	at := s.toneOn - s.onset
	return (!s.rime.stop || s.tone == sac || s.tone == nang) && (at == s.rime.tone || at == s.rime.newer)
}

// bareSyllable reports a word that a Vietnamese syllable without its
// diacritics may look like.
func bareSyllable(word string) bool {
	for _, c := range word {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	base := []byte(word)
	k := consonants(base)
	for ; k <= len(base); k++ { // q-u, g-i: the onset may take a vowel
		if isOnset(base[:k]) && bareRimes[string(base[k:])] {
			return true
		}
		if k > 0 && base[k-1] != 'g' && base[k-1] != 'q' {
			break
		}
	}
	return false
}

// words calls yield with every run of letters of s, in lower-case NFC, and
// whether it is an abbreviation in capitals (UBND, TP), which says nothing of
// the language.
func words(s string, yield func(w string, abbreviation bool)) {
	if !plainlyComposed(s) {
		s = composed(s)
	}
	start := -1
	for i, c := range s {
		inside := isWordRune(c)
		if inside && start < 0 {
			start = i
		}
		if !inside && start >= 0 {
			yieldWord(s[start:i], yield)
			start = -1
		}
	}
	if start >= 0 {
		yieldWord(s[start:], yield)
	}
}

func yieldWord(w string, yield func(string, bool)) {
	lower := lowered(w)
	yield(lower, lower != w && allCapitals(w) && isInitials(lower))
}

func allCapitals(w string) bool {
	for _, c := range w {
		if unicode.ToUpper(c) != c {
			return false
		}
	}
	return true
}

// isInitials reports a word without a vowel (HĐND, TP), or with three
// consonants in a row (UBND).
func isInitials(lower string) bool {
	vowels, row, longest := 0, 0, 0
	for _, c := range lower {
		if l := letterOf(c); l.base != 0 && l.tone != noVowel {
			vowels++
			row = 0
			continue
		}
		row++
		longest = max(longest, row)
	}
	return vowels == 0 || longest >= 3 && !isSyllable(lower)
}

// isWordRune is true of letters and of marks on them. Latin letters are told
// without a look at the tables of Unicode, for this runs over every text.
func isWordRune(c rune) bool {
	switch {
	case c < utf8.RuneSelf:
		return 'a' <= c|0x20 && c|0x20 <= 'z'
	case 0xC0 <= c && c <= 0x24F:
		return c != '×' && c != '÷'
	case 0x1E00 <= c && c <= 0x1EFF:
		return true
	case 0x2000 <= c && c <= 0x206F:
		return false
	}
	return unicode.IsLetter(c) || unicode.IsMark(c)
}

// Vietnamese is the share, 0 to 1, of the words of s that are plausible
// Vietnamese syllables: onset, rime and tone fit. Numbers and abbreviations in
// capitals do not count; a text without words has 0.
//
// Vietnamese prose is above 0.8 (names and loan words are the rest), English
// around 0.3. A text in a legacy font or with broken encoding is low too,
// which is how those are told.
func Vietnamese(s string) float64 {
	good, all := 0, 0
	words(s, func(w string, abbreviation bool) {
		if abbreviation {
			return
		}
		all++
		if syllable, ok := parse(w); ok && syllable.plausible() {
			good++
		}
	})
	if all == 0 {
		return 0
	}
	return float64(good) / float64(all)
}

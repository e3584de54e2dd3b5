package vntext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// rimes are the rimes of Vietnamese without their tones, by nucleus. Those
// that stand only behind qu are apart.
const (
	rimeTable = `
a ac ach ai am an ang anh ao ap at au ay
ăc ăm ăn ăng ăp ăt
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

// onsets, longest first.
var onsets = []string{
	"ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr",
	"b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x",
}

// rime says where a rime carries its tone in the old style (hòa, thủy): the
// number of the letter.
type rime struct {
	tone   int
	stop   bool // ends in c, ch, p, t: only sắc and nặng are possible
	onlyQu bool
}

var rimes = func() map[string]rime {
	table := map[string]rime{}
	for _, r := range strings.Fields(rimeTable) {
		table[r] = rime{tone: toneAt([]rune(r)), stop: endsInStop(r)}
	}
	for _, r := range strings.Fields(quRimes) {
		table[r] = rime{tone: toneAt([]rune(r)), stop: endsInStop(r), onlyQu: true}
	}
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
	return strings.HasSuffix(r, "c") || strings.HasSuffix(r, "ch") || strings.HasSuffix(r, "p") || strings.HasSuffix(r, "t")
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
			s.tone = l.tone
		}
		s.marked = s.marked || c >= utf8.RuneSelf
		s.letters[s.n] = l.base
		s.n++
		base = utf8.AppendRune(base, l.base)
	}
	for _, onset := range onsets {
		if !strings.HasPrefix(string(base), onset) {
			continue
		}
		rest := base[len(onset):]
		if r, found := rimes[string(rest)]; found && fits(onset, rest) && (!r.onlyQu || onset == "qu") {
			s.rime, s.onset = r, utf8.RuneCountInString(onset)
			return s, true
		}
		if onset == "qu" {
			return s, false // "quốc" is qu and ôc, never q and uôc
		}
	}
	r, found := rimes[string(base)]
	s.rime = r
	return s, found && !r.onlyQu
}

// fits is the spelling rule of k, gh, ngh before e ê i y, and c, g, ng before
// the others. gì and gìn are written with g alone.
func fits(onset string, rest []byte) bool {
	first, _ := utf8.DecodeRune(rest)
	front := strings.ContainsRune("eêiy", first)
	switch onset {
	case "k", "gh", "ngh":
		return front
	case "c", "ng":
		return !front
	case "g":
		return !front || first == 'i'
	}
	return true
}

// plausible reports a syllable that the language allows with its tone.
func (s *syllable) plausible() bool {
	return !s.rime.stop || s.tone == sac || s.tone == nang
}

// bareSyllable reports a word that a Vietnamese syllable without its
// diacritics may look like.
func bareSyllable(word string) bool {
	for _, c := range word {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	if bareRimes[word] {
		return true
	}
	for _, onset := range onsets {
		if rest, found := strings.CutPrefix(word, onset); found && rest != "" && bareRimes[rest] {
			return true
		}
	}
	return false
}

// words calls yield with every run of letters of s, in lower-case NFC, and
// whether it was written in capitals without a vowel (UBND, TP): those are
// abbreviations and say nothing.
func words(s string, yield func(w string, abbreviation bool)) {
	s = composed(s)
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
	lower := strings.ToLower(w)
	abbreviation := lower != w && w == strings.ToUpper(w)
	for _, c := range lower {
		if !abbreviation {
			break
		}
		abbreviation = letterOf(c).tone == noVowel || letterOf(c).base == 0
	}
	yield(lower, abbreviation)
}

func isWordRune(c rune) bool {
	if c < utf8.RuneSelf {
		return 'a' <= c|0x20 && c|0x20 <= 'z'
	}
	return unicode.IsLetter(c) || unicode.IsMark(c)
}

// Vietnamese is the share, 0 to 1, of the words of s that are plausible
// Vietnamese syllables: onset, rime and tone fit. Numbers and abbreviations
// without a vowel do not count; a text without words has 0.
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

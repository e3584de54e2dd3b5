package htmltree

import "golang.org/x/net/html/atom"

// tag names the elements that the rules mention. All others are other.
type tag uint8

const (
	other    tag = iota // an HTML element without rules of its own; its name is in the node
	foreign             // an SVG element
	svgTitle            // <title> in SVG: its content is HTML

	tagA
	tagAddress
	tagApplet
	tagArea
	tagArticle
	tagAside
	tagB
	tagBase
	tagBasefont
	tagBgsound
	tagBig
	tagBlockquote
	tagBody
	tagBr
	tagButton
	tagCaption
	tagCenter
	tagCode
	tagCol
	tagColgroup
	tagDd
	tagDetails
	tagDialog
	tagDir
	tagDiv
	tagDl
	tagDt
	tagEm
	tagEmbed
	tagFieldset
	tagFigcaption
	tagFigure
	tagFont
	tagFooter
	tagForm
	tagFrame
	tagFrameset
	tagH1
	tagH2
	tagH3
	tagH4
	tagH5
	tagH6
	tagHead
	tagHeader
	tagHgroup
	tagHr
	tagHTML
	tagI
	tagIframe
	tagImage
	tagImg
	tagInput
	tagKeygen
	tagLi
	tagLink
	tagListing
	tagMain
	tagMarquee
	tagMath
	tagMenu
	tagMeta
	tagNav
	tagNobr
	tagNoembed
	tagNoframes
	tagNoscript
	tagObject
	tagOl
	tagOptgroup
	tagOption
	tagP
	tagParam
	tagPlaintext
	tagPre
	tagRb
	tagRp
	tagRt
	tagRtc
	tagRuby
	tagS
	tagScript
	tagSearch
	tagSection
	tagSelect
	tagSmall
	tagSource
	tagSpan
	tagStrike
	tagStrong
	tagStyle
	tagSub
	tagSummary
	tagSup
	tagSvg
	tagTable
	tagTbody
	tagTd
	tagTemplate
	tagTextarea
	tagTfoot
	tagTh
	tagThead
	tagTitle
	tagTr
	tagTrack
	tagTt
	tagU
	tagUl
	tagVar
	tagWbr
	tagXmp

	tags // how many there are
)

// class says what an element is to the rules.
type class uint16

const (
	special   class = 1 << iota // ends the search for an open element
	implied                     // its end tag may be left out
	bound                       // the default scope ends at it
	rawText                     // its content is text up to the end tag
	escaped                     // … in which character references count
	breakout                    // it ends SVG content
	tablePart                   // table, tbody, tfoot, thead, tr: text does not belong in it
	rowGroup                    // tbody, tfoot, thead
	cell                        // td, th
	heading
)

// element is what the rules say of a tag.
type element struct {
	name  string
	atom  atom.Atom
	class class
	start action // of its start tag in the body
	end   action // of its end tag in the body
}

// named finds the tag of a name in lower case, other where the rules do not
// mention it.
func named(name string) tag {
	if len(name) == 0 || len(name) > longestName {
		return other
	}
	for i := slot(name); ; i = (i + 1) % slots {
		t := index[i]
		if t == other || elements[t].name == name {
			return t
		}
	}
}

// slots is the size of the index of names: a power of two, sparsely filled.
const slots = 1024

const longestName = len("blockquote")

func slot(name string) uint {
	n := uint(len(name))
	return (uint(name[0])*67 + uint(name[n-1])*31 + uint(name[n/2])*7 + n*129) % slots
}

// index finds tags by the slot of their names. It is never written again.
var index = func() (t [slots]tag) {
	for i := tagA; i < tags; i++ {
		s := slot(elements[i].name)
		for t[s] != other {
			s = (s + 1) % slots
		}
		t[s] = i
	}
	return t
}()

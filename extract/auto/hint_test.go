package auto

import (
	"slices"
	"testing"
)

// TestNextWord: names are cut at what is no letter and where capitals begin and
// end.
func TestNextWord(t *testing.T) {
	for name, want := range map[string][]string{
		"": nil, "-": nil, "a": {"a"}, "tin-lien_quan": {"tin", "lien", "quan"}, "tinLienQuan": {"tin", "Lien", "Quan"},
		"VCObject": {"VC", "Object"}, "ABc": {"A", "Bc"}, "ABC": {"ABC"}, "box1b": {"box", "b"}, "--x--": {"x"}, "aBCd": {"a", "B", "Cd"}, "aB": {"a", "B"}, "xếp": {"x", "p"}, "Ab": {"Ab"},
	} {
		var got []string
		for start := 0; ; {
			from, end := nextWord(name, start)
			if from == end {
				break
			}
			got = append(got, name[from:end])
			start = end
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// TestReadName: words count in any case, and in pairs of neighbours.
func TestReadName(t *testing.T) {
	for name, want := range map[string]hint{
		"related": hintFurniture, "Box-RELATED": hintFurniture, "tin-lien-quan": hintFurniture, "boxLienQuan": hintFurniture, "lien x quan": 0,
		"lien quan": 0, "img-desc": hintCaption | hintLead, "main relatedNews": hintFurniture, "d-none d-md-block": 0, "d-none": hintHidden,
		"post-34 post type-post status-publish format-video hentry category-thong-bao tag-ha-noi": hintText, "category": hintPath, "status-publish": hintDate, "post tag-box": hintText | hintTags,
	} {
		if got := readName(name); got != want {
			t.Errorf("%q: %b, want %b", name, got, want)
		}
	}
}

package store

import (
	"slices"

	"github.com/tintinh/tintinh/extract"
)

// Aspect is what a change of an article is about, for people.
type Aspect string

const (
	AspectFirst      Aspect = "first" // the article came in
	AspectTitle      Aspect = "title"
	AspectLead       Aspect = "lead"
	AspectBody       Aspect = "body"       // what is to be read
	AspectMedia      Aspect = "media"      // images, audio, video, attachments, or their captions
	AspectAuthors    Aspect = "authors"    // the byline
	AspectDate       Aspect = "date"       // the time of publication
	AspectRetraction Aspect = "retraction" // the page is gone
	AspectReturn     Aspect = "return"     // it is there again
	AspectRules      Aspect = "rules"      // the same page, read by other rules
)

// Aspects says what a change is about. before is the article's state before
// it, nil for the first.
func (r *Revision) Aspects(before *extract.Article) []Aspect {
	var all []Aspect
	switch r.Change {
	case extract.ChangeNew:
		return []Aspect{AspectFirst}
	case extract.ChangeGone:
		all = append(all, AspectRetraction)
	case extract.ChangeBack:
		all = append(all, AspectReturn)
	case extract.ChangeReextracted:
		all = append(all, AspectRules)
	}
	for _, f := range r.Fields {
		a, ok := aspects[f]
		if f == "body" && before != nil && r.Article != nil && samePassages(before, r.Article) {
			a = AspectMedia // its other blocks are the media
		}
		if ok && !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	return all
}

// aspects of the fields that make a revision.
var aspects = map[string]Aspect{
	"title": AspectTitle, "lead": AspectLead, "body": AspectBody, "authors": AspectAuthors, "published_at": AspectDate,
	"images": AspectMedia, "audio": AspectMedia, "video": AspectMedia, "attachments": AspectMedia,
}

// samePassages compares the bodies without their media.
func samePassages(a, b *extract.Article) bool {
	if len(a.Body) == 0 || len(b.Body) == 0 {
		return sameText(a.Text, b.Text)
	}
	return slices.EqualFunc(passages(a), passages(b), sameBlock)
}

func passages(a *extract.Article) []extract.Block {
	return slices.DeleteFunc(slices.Clone(a.Body), func(b extract.Block) bool {
		switch b.Type {
		case extract.Image, extract.Audio, extract.Video, extract.Attachment:
			return true
		}
		return false
	})
}

package auto

// result judges the page. Fields are read whatever the kind turns out to be:
// a caller that knows better may use them.
func (p *page) result() *Result {
	r := &Result{}
	if p.title >= 0 {
		p.markTitle()
	}
	r.Title, r.TitleSource = p.titleText()
	found := p.findRun()
	if found {
		p.widen()
		p.choose()
		p.dropInfo()
		p.readLead(r)
		p.findCaptions(r)
		p.readByline(r)
	}
	p.readPublished(r)
	p.readSection(r)
	p.readTags(r)
	p.readViews(r)
	p.judge(r)
	p.emit(r)
	return r
}

// markTitle marks the title and what repeats it: templates print it again
// inside the text.
func (p *page) markTitle() {
	p.blocks[p.title].marks |= repeats
	for i := range p.blocks {
		if b := &p.blocks[i]; i != p.title && p.repeatsTitle(b) {
			b.marks |= repeats
		}
	}
}

func (p *page) repeatsTitle(b *block) bool {
	if b.words < 4 || b.words > 60 || !p.mayEqual(b) {
		return false
	}
	return p.repeatsHeading(b.shadow())
}

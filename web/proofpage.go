package web

import (
	"github.com/tintinh/tintinh/extract"
	"github.com/tintinh/tintinh/extract/proof"
)

// proofContent is the kept pages of an article, and which of them is shown.
type proofContent struct {
	ID, Title string
	Changes   []*extract.Article
	N         int // number of the change whose page is shown
}

// framePolicy also admits a frame of ours.
const framePolicy = policy + "; frame-src 'self'"

// proofPage lists the pages that an article's changes were read from, and frames
// one of them.
func (s *Site) proofPage(r *request) error {
	c, err := s.proofOf(r)
	if err != nil {
		return err
	}
	r.policy = framePolicy
	return s.show(r, "proof.html", "search", c.Title, c)
}

func (s *Site) proofOf(r *request) (c proofContent, err error) {
	all, err := s.View.Revisions(r.Context(), r.arg("id"))
	if err != nil {
		return c, err
	}
	n := len(all)
	c = proofContent{ID: r.arg("id"), Title: all[n-1].Title, Changes: all}
	c.N, err = r.number("n", n, n)
	return c, err
}

// proofFrame is the page itself: rebuilt from harmless parts, in a sandbox in
// which nothing runs, under a policy that admits its own style and no more.
func (s *Site) proofFrame(r *request) error {
	c, err := s.proofOf(r)
	if err != nil {
		return err
	}
	own, err := proof.Policy()
	if err != nil {
		return err
	}
	r.policy = "sandbox; " + own + "; frame-ancestors 'self'"
	r.kind = "text/html; charset=utf-8"
	if err := s.Proof(r.Context(), c.Changes[c.N-1], r.lang, &r.out); err != nil {
		s.Log.Warn("a kept page cannot be shown", "article", c.ID, "err", err)
		r.out.Reset()
		r.kind = "text/plain; charset=utf-8"
		r.out.WriteString(s.words[r.lang].text("error.proof"))
	}
	return nil
}

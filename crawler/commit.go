package crawler

import (
	"time"

	"github.com/tintinh/tintinh/store"
)

// commit archives and stores what the visit came to, and counts it. The host's
// state and its pause go into the same commit.
func (v *visit) commit() error {
	v.settleAliases(time.Now().UTC())
	v.settleFeeds(time.Now().UTC())
	if err := v.archive(); err != nil {
		return err
	}
	outcomes := make([]store.Outcome, 0, len(v.steps)+len(v.also))
	for _, s := range v.steps {
		outcomes = append(outcomes, s.outcome)
	}
	outcomes = append(outcomes, v.also...)
	v.rest(outcomes)
	receipts, err := v.run.Store.Done(v.run.background, v.lease, v.ttl(), outcomes...)
	if err != nil {
		return err
	}
	for i, s := range v.steps {
		v.done[s.outcome.URL.Key()] = true
		v.count(s, receipts[i])
		v.more = v.more || receipts[i].NewLinks > 0 || receipts[i].Woken > 0
		v.observe(s, receipts[i])
		if !s.outcome.Next.IsZero() && !s.outcome.Next.After(v.run.start) {
			v.figures.Found++ // due again in this run: it will be counted once more
			v.more = true
		}
		v.run.report(v.host, s, receipts[i])
	}
	return nil
}

// leave commits nothing but the pause: what was begun stays due.
func (v *visit) leave(row store.URL) error {
	outcomes := []store.Outcome{{URL: row, Next: row.Due}}
	v.rest(outcomes)
	_, err := v.run.Store.Done(v.run.background, v.lease, v.ttl(), outcomes...)
	return err
}

// rest puts state and cooldown into the last of the outcomes: the longest of
// what they ask for, the rest of the pause, and a pause the host is in.
func (v *visit) rest(outcomes []store.Outcome) {
	last := &outcomes[len(outcomes)-1]
	longest := max(v.cooldown(), time.Until(v.state.Until))
	for i := range outcomes {
		longest = max(longest, outcomes[i].Cooldown)
		outcomes[i].Cooldown = 0
	}
	last.Cooldown, last.State = longest, v.save()
}

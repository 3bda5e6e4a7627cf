package wishweb

import (
	"linli/internal/web/i18n"
	"linli/internal/wish"
)

// ended is how a closed wish was judged: by the submitter, in a call-back, or not at all.
func ended(w wish.Wish) string {
	solved, by := w.Solved, ""
	if solved == nil {
		solved, by = w.CalledSolved, ".called"
	}
	switch {
	case solved == nil && !w.UnreachedAt.IsZero():
		return ".unreached"
	case solved == nil:
		return ".unrated"
	case *solved:
		return ".solved" + by
	}
	return ".unsolved" + by
}

// telephoned tells whether an entry is of a call-back: what was said, a try, or a reopening that the submitter asked for in it.
func telephoned(e wish.Entry) bool {
	act := wish.Act(e.Act)
	return act == wish.CallBack || act == wish.CallMissed || act == wish.Reopen && e.Post != ""
}

// call is the headline of a call-back; neighbours read no number.
func (t *Teller) call(e wish.Entry, own bool) string {
	key := "wish.event." + e.Act
	if wish.Act(e.Act) == wish.CallMissed {
		return t.L.T(OwnKey(key, own), e.Detail.Phone, i18n.Key("wish.outcome."+e.Detail.Outcome))
	}
	solved, rating := Solved(e.Detail.Solved), i18n.Key("wish.rating."+string(e.Detail.Rating))
	if e.Detail.Phone == "" {
		return t.L.T(key+".plain", solved, rating)
	}
	return t.L.T(OwnKey(key, own), solved, rating, e.Detail.Phone)
}

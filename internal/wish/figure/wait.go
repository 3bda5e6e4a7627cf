package figure

import (
	"context"
	"strconv"
	"time"

	"linli/internal/db"
	"linli/internal/wish"
)

// in narrows a query over wishes to subtrees: by the community, as the indexes of open wishes go.
func in(w *db.Where, codes []string) {
	communities := make([]string, len(codes))
	for i, code := range codes {
		communities[i] = code[:min(len(code), communityWidth)]
	}
	if len(codes) > 0 && len(codes[0]) < communityWidth {
		w.Within("community", communities)
		return
	}
	w.In("community", communities)
	if len(codes) > 0 && len(codes[0]) > communityWidth {
		w.Within("place", codes)
	}
}

// Conditions on open wishes. States and colours stand in the text, so that partial indexes serve.
const (
	isOpen    = "closed_at IS NULL"
	isLate    = isOpen + " AND due < ? AND state <> 'answered'"
	isWorking = "state IN ('classified', 'in_progress')"
	isAbove   = isOpen + " AND colour IN ('yellow', 'red')" // the condition of the index wish_above, word by word
	isTake    = isAbove + " AND colour = 'yellow' AND state = 'classified'"
	isRed     = isAbove + " AND colour = 'red' AND " + isWorking
	isRuling  = isOpen + " AND ruling_due IS NOT NULL"
)

// waits reads what is open: what is late anywhere; beside it, in a community everything, above it what the street and the
// district have.
func (r *reading) waits(ctx context.Context, q db.Querier) error {
	if err := r.late(ctx, q); err != nil {
		return err
	}
	if len(r.v.Place.Code) >= communityWidth {
		return r.own(ctx, q)
	}
	if err := r.above(ctx, q); err != nil {
		return err
	}
	return r.rulings(ctx, q)
}

// late reads what is past its date: it stands in every rate that it spoils.
func (r *reading) late(ctx context.Context, q db.Querier) error {
	var w db.Where
	w.And(isLate, r.v.At.UnixMicro())
	in(&w, r.codes)
	return db.Each(ctx, q, func(row db.Row) error {
		var code string
		var state wish.State
		var colour wish.Colour
		var filed, due time.Time
		if err := row.Scan(&code, &state, &colour, db.Time(&filed), db.Time(&due)); err != nil {
			return err
		}
		p := r.part(code)
		p.Late++
		switch colour {
		case wish.Yellow:
			p.YellowLate++
		case wish.Red:
			p.RedLate++
		}
		working := state == wish.Classified || state == wish.InProgress
		if state == wish.Submitted && r.v.Period.Has(filed) {
			p.LateReceive++
		}
		if working && r.v.Period.Has(due) {
			p.LateAnswer++
		}
		return nil
	}, "SELECT place, state, colour, filed_at, answer_due FROM wish WHERE "+w.SQL(), w.Args()...)
}

// own reads the stages of a community's open wishes that nobody handles. A clock runs in each of them, so that due leads to
// the index of open ones.
func (r *reading) own(ctx context.Context, q db.Querier) error {
	var w db.Where
	w.And(isOpen + " AND due > 0 AND state IN ('submitted', 'accepted', 'answered')")
	in(&w, r.codes)
	return r.each(ctx, q, "SUBSTR(place, 1, "+strconv.Itoa(neighbourhoodWidth)+")", w, func(p *Part, _ wish.Colour, state wish.State, n int) {
		switch state {
		case wish.Submitted:
			p.Receive += n
		case wish.Accepted:
			p.Sort += n
		case wish.Answered:
			p.Judge += n
		}
	})
}

// above reads what is yellow or red.
func (r *reading) above(ctx context.Context, q db.Querier) error {
	var w db.Where
	w.And(isAbove)
	in(&w, r.codes)
	return r.each(ctx, q, r.community(), w, func(p *Part, colour wish.Colour, state wish.State, n int) {
		switch {
		case colour == wish.Yellow && state == wish.Classified:
			p.Take += n
		case colour == wish.Red && (state == wish.Classified || state == wish.InProgress):
			p.Red += n
		}
	})
}

// rulings reads what is to be ruled.
func (r *reading) rulings(ctx context.Context, q db.Querier) error {
	var w db.Where
	w.And(isRuling)
	in(&w, r.codes)
	return r.each(ctx, q, r.community(), w, func(p *Part, colour wish.Colour, _ wish.State, n int) {
		if colour == wish.Blue {
			p.RuleStreet += n
		} else {
			p.RuleAbove += n
		}
	})
}

// community is the code of a community's part, in SQL.
func (r *reading) community() string { return "SUBSTR(community, 1, " + strconv.Itoa(r.below) + ")" }

func (r *reading) each(ctx context.Context, q db.Querier, at string, w db.Where, do func(*Part, wish.Colour, wish.State, int)) error {
	return db.Each(ctx, q, func(row db.Row) error {
		var code string
		var colour wish.Colour
		var state wish.State
		var n int
		err := row.Scan(&code, &colour, &state, &n)
		if err == nil {
			do(r.part(code), colour, state, n)
		}
		return err
	}, "SELECT "+at+", colour, state, COUNT(*) FROM wish WHERE "+w.SQL()+" GROUP BY 1, 2, 3", w.Args()...)
}

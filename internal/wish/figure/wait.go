package figure

import (
	"context"
	"strconv"
	"time"

	"linli/internal/db"
	"linli/internal/wish"
	"linli/internal/wish/list"
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
	isTake    = "colour = 'yellow' AND state = 'classified'"
	isRed     = "colour = 'red' AND " + isWorking

	// What was asked for and waits for who decides it.
	isAsked     = isOpen + " AND asked IS NOT NULL"
	isStreetAsk = "(" + list.AsksTime + " AND " + list.StreetGives + " OR " + list.AsksColour + " AND asked_colour = 'yellow')"
	isAboveAsk  = "(" + list.AsksTime + " AND " + list.AboveGives + " OR " + list.AsksColour + " AND asked_colour = 'red')"
)

// waits reads what is open: what is late, what the street and the district have, what they are to decide; in a community
// what nobody handles besides.
func (r *reading) waits(ctx context.Context, q db.Querier) error {
	at := "community"
	if len(r.v.Place.Code) >= communityWidth {
		at = "place"
	}
	for _, read := range []func() error{
		func() error { return r.late(ctx, q) },
		func() error { return r.answered(ctx, q) },
		func() error {
			return r.tally(ctx, q, at, isAbove, nil,
				portion{isTake, func(w *Waits) *int { return &w.Take }}, portion{isRed, func(w *Waits) *int { return &w.Red }})
		},
		func() error {
			since := r.v.Rules.noted(r.v.At).UnixMicro()
			return r.tally(ctx, q, at, list.Unnoted, []any{since, since, since, since}, portion{"TRUE", func(w *Waits) *int { return &w.Unnoted }})
		},
		func() error {
			return r.tally(ctx, q, at, list.ToRule, nil,
				portion{list.StreetRules, func(w *Waits) *int { return &w.RuleStreet }}, portion{list.AboveRules, func(w *Waits) *int { return &w.RuleAbove }})
		},
		func() error {
			return r.tally(ctx, q, at, isAsked, nil,
				portion{isStreetAsk, func(w *Waits) *int { return &w.AskStreet }}, portion{isAboveAsk, func(w *Waits) *int { return &w.AskAbove }})
		},
		func() error { return r.own(ctx, q, at) },
	} {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}

// own reads what nobody in a community handles. A clock runs in each of these states, so that due leads to the index of what
// is open.
func (r *reading) own(ctx context.Context, q db.Querier, at string) error {
	if len(r.v.Place.Code) < communityWidth {
		return nil
	}
	return r.tally(ctx, q, at, isOpen+" AND due > 0 AND state IN ('submitted', 'accepted', 'answered')", nil,
		portion{"state = 'submitted'", func(w *Waits) *int { return &w.Receive }},
		portion{"state = 'accepted'", func(w *Waits) *int { return &w.Sort }},
		portion{"state = 'answered'", func(w *Waits) *int { return &w.Judge }})
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

// answered reads what is answered and has not ended: what of it was due in the period.
func (r *reading) answered(ctx context.Context, q db.Querier) error {
	var w db.Where
	if len(r.v.Place.Code) >= communityWidth {
		w.And(isOpen + " AND due > 0 AND state = 'answered'")
		in(&w, r.codes)
	} else {
		w.And("state = 'answered'") // of the index wish_window, which has the rest
		w.Within("place", r.codes)
	}
	from, until := r.v.Period.Range()
	due := "answer_due >= " + strconv.FormatInt(from.UnixMicro(), 10) + " AND answer_due < " + strconv.FormatInt(until.UnixMicro(), 10)
	return r.count(ctx, q, "place", w, []string{due, due + " AND answered_at <= answer_due"}, func(p *Part, n []int) {
		p.Open += n[0]
		p.OpenInTime += n[1]
	})
}

// portion is something that is counted of open wishes, and where to.
type portion struct {
	when string
	to   func(*Waits) *int
}

// tally counts the wishes of a condition, by part: at is the column of the part's code.
func (r *reading) tally(ctx context.Context, q db.Querier, at, where string, args []any, each ...portion) error {
	var w db.Where
	w.And(where, args...)
	in(&w, r.codes)
	when := make([]string, len(each))
	for i, t := range each {
		when[i] = t.when
	}
	return r.count(ctx, q, at, w, when, func(p *Part, n []int) {
		for i, t := range each {
			*t.to(&p.Waits) += n[i]
		}
	})
}

// count gives how many wishes of each part meet each condition.
func (r *reading) count(ctx context.Context, q db.Querier, at string, w db.Where, when []string, do func(p *Part, n []int)) error {
	text := "SELECT SUBSTR(" + at + ", 1, " + strconv.Itoa(r.below) + ")"
	for _, cond := range when {
		text += ", SUM(CASE WHEN " + cond + " THEN 1 ELSE 0 END)"
	}
	n := make([]int, len(when))
	return db.Each(ctx, q, func(row db.Row) error {
		var code string
		to := []any{&code}
		for i := range n {
			to = append(to, &n[i])
		}
		err := row.Scan(to...)
		if err == nil {
			do(r.part(code), n)
		}
		return err
	}, text+" FROM wish WHERE "+w.SQL()+" GROUP BY 1", w.Args()...)
}

package appraisal

import (
	"context"
	"slices"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/rule"
	"linli/internal/wish"
	"linli/internal/wish/figure"
	"linli/internal/wish/figure/tally"
)

// Service reads appraisals.
type Service struct {
	d       *db.DB
	rules   *rule.Store
	figures *figure.Service
}

// New is the appraisals over a database, the district's rules, and the figures, which know who sees what.
func New(d *db.DB, rules *rule.Store, figures *figure.Service) *Service {
	return &Service{d, rules, figures}
}

// Unit is a unit with what became of its wishes in a month, and what it has in hand at this moment.
type Unit struct {
	ID, Name string
	N        [tally.Results]int
	figure.Now
	Score  metric.Share
	Ranked bool
	Rank   int  // from 1; equal scores have the same
	Tied   bool // another has the same rank
	behind int  // ranked units with a lower score
}

// Response is R, taken up in time of what was dispatched.
func (u Unit) Response() metric.Rate {
	return metric.Of(u.N[tally.TakenInTime], u.N[tally.Dispatched])
}

// Solved is S.
func (u Unit) Solved() metric.Rate { return metric.Of(u.N[tally.Solved], u.N[tally.Judged]) }

// Satisfied is M with a weight of 基本满意 in percent.
func (u Unit) Satisfied(basically int) metric.Rate {
	return metric.Weighted(u.N[tally.Satisfied], u.N[tally.Basically], basically, u.N[tally.Judged])
}

// Unsatisfied is how many were judged neither 满意 nor 基本满意.
func (u Unit) Unsatisfied() int {
	return u.N[tally.Judged] - u.N[tally.Satisfied] - u.N[tally.Basically]
}

// OnTime is answered in time of what was answered.
func (u Unit) OnTime() metric.Rate {
	return metric.Of(u.N[tally.AnsweredInTime], u.N[tally.Answered])
}

// View is the appraisal of the units of a place for a month.
type View struct {
	Place      place.Place
	Month      metric.Month
	Units      []Unit // ranked ones by rank, then the others by how much they had
	Red, Black []Unit // the last first
	Rules      Rules
	Counted    bool // false: what is from before the counts were kept is still being counted
}

// Ranked is how many units have a rank.
func (v View) Ranked() (n int) {
	for _, u := range v.Units {
		if u.Ranked {
			n++
		}
	}
	return n
}

// Rules are the numbers behind an appraisal, as they held on the month's last day.
type Rules struct {
	Least, Basically int // cases below which there is no rate; the weight of 基本满意 in percent
	Board            int // how many units a list names, but for equal scores
	Weights          metric.Weights
}

// Month is the appraisal of a month. NotFound for a place that the actor does not oversee, and for one in which no unit stands.
func (s *Service) Month(ctx context.Context, a actor.Actor, code string, m metric.Month) (v View, err error) {
	defer errs.Wrap(&err, "appraisal.Month")
	at, codes, err := s.scope(ctx, a, code)
	if err != nil {
		return v, err
	}
	v = View{Place: at, Month: m}
	if v.Rules, _, err = s.rulesOf(ctx, at.Code, m); err != nil {
		return v, err
	}
	err = s.d.Read(ctx, func(ctx context.Context, q db.Querier) error { return v.read(ctx, q, codes, s.d.Now()) })
	v.rank()
	return v, err
}

// read reads the units that stand at places, with what was counted of them and what they have in hand: those that have something.
func (v *View) read(ctx context.Context, q db.Querier, codes []string, now time.Time) error {
	units, err := org.Below(ctx, q, codes)
	if err != nil {
		return err
	}
	rows, err := tally.Units.Read(ctx, q, []metric.Month{v.Month}, codes)
	if err != nil {
		return err
	}
	sums := map[string][tally.Results]int{}
	for _, r := range rows {
		n := sums[r.Of]
		for i, x := range r.N {
			n[i] += x
		}
		sums[r.Of] = n
	}
	has, err := figure.InHand(ctx, q, codes, now)
	for _, o := range units {
		u := Unit{ID: o.ID, Name: o.Short(), N: sums[o.ID], Now: has[o.ID]}
		if u.N != [tally.Results]int{} || u.Open > 0 {
			v.Units = append(v.Units, u)
		}
	}
	if err != nil {
		return err
	}
	v.Counted, err = figure.Counted(ctx, q)
	return err
}

// scope is the place, where units may stand.
func (s *Service) scope(ctx context.Context, a actor.Actor, code string) (at place.Place, codes []string, err error) {
	if len(code) > wish.CommunityWidth {
		return at, nil, errs.New(errs.NotFound, "error.not_found")
	}
	return s.figures.Scope(ctx, a, code)
}

// rulesOf are the numbers that held on a month's last day, or hold today while it runs.
func (s *Service) rulesOf(ctx context.Context, code string, m metric.Month) (Rules, *rule.Book, error) {
	book, err := s.rules.Book(ctx)
	if err != nil {
		return Rules{}, nil, err
	}
	at := (m + 1).Begins().Add(-time.Microsecond)
	if now := s.d.Now(); now.Before(at) {
		at = now
	}
	get := func(key string) int { return book.Int("metric."+key, code, figure.Since(at)) }
	return Rules{
		Least: get("least"), Basically: get("weight.basically"), Board: get("board"),
		Weights: metric.Weights{get("score.response"), get("score.solved"), get("score.satisfied")},
	}, book, nil
}

// score scores a unit where enough of its wishes were judged.
func (u *Unit) score(r Rules) {
	if n := u.N[tally.Judged]; n > 0 && n >= r.Least {
		u.Score, u.Ranked = r.Weights.Score([3]metric.Rate{u.Response(), u.Solved(), u.Satisfied(r.Basically)})
	}
}

// rank scores the units and puts them in order.
func (v *View) rank() {
	for i := range v.Units {
		v.Units[i].score(v.Rules)
	}
	slices.SortFunc(v.Units, func(x, y Unit) int {
		switch {
		case x.Ranked != y.Ranked:
			return map[bool]int{true: -1, false: 1}[x.Ranked]
		case x.Score != y.Score:
			return int(y.Score - x.Score)
		case x.N[tally.Dispatched] != y.N[tally.Dispatched] && !x.Ranked:
			return y.N[tally.Dispatched] - x.N[tally.Dispatched]
		}
		return strings.Compare(x.Name, y.Name)
	})
	ranked := v.Units[:v.Ranked()]
	for i := range ranked {
		u := &ranked[i]
		first := slices.IndexFunc(ranked, func(x Unit) bool { return x.Score == u.Score })
		last := first
		for last+1 < len(ranked) && ranked[last+1].Score == u.Score {
			last++
		}
		u.Rank, u.behind, u.Tied = first+1, len(ranked)-1-last, last > first
	}
	v.Red, v.Black = board(ranked, v.Rules.Board)
}

// board is the red and the black list out of ranked units in their order, each of so many at most but for equal scores.
func board(ranked []Unit, most int) (red, black []Unit) {
	most = min(most, len(ranked)/2)
	for _, u := range ranked {
		ahead, behind := u.Rank <= most, u.behind < most
		switch {
		case ahead && behind: // too many are equal
		case ahead:
			red = append(red, u)
		case behind:
			black = append(black, u)
		}
	}
	slices.Reverse(black)
	return red, black
}

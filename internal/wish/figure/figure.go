package figure

import (
	"cmp"
	"context"
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/place"
	"linli/internal/rule"
	"linli/internal/workday"
)

// Service reads figures, and recounts them.
type Service struct {
	d     *db.DB
	rules *rule.Store
	known *place.Known
}

// New is the figures over a database, with the numbers that the district's rules set.
func New(d *db.DB, rules *rule.Store) *Service {
	return &Service{d: d, rules: rules, known: place.NewKnown(d)}
}

// Forget makes this process learn at once that places have got other codes.
func (s *Service) Forget() { s.known.Forget() }

// Sum is what was counted of a place in a period, and what stands open at this moment and belongs to it.
type Sum struct {
	Counts
	LateReceive int // filed in the period, not received, past its date
	LateAnswer  int // due in the period, not answered, past its date
	Open        int // due in the period, answered, not ended yet
	OpenInTime  int // of these, answered until it was due
}

func (s *Sum) add(x Sum) {
	s.Add(x.Counts)
	s.LateReceive += x.LateReceive
	s.LateAnswer += x.LateAnswer
	s.Open += x.Open
	s.OpenInTime += x.OpenInTime
}

// Filed is all that was filed.
func (c Counts) Filed() int { return c[Unsorted] + c[Blue] + c[Yellow] + c[Red] }

// Response is 响应率.
func (s Sum) Response() metric.Rate {
	return metric.Of(s.Counts[ReceivedInTime], s.Counts[Received]+s.LateReceive)
}

// OnTime is 按期.
func (s Sum) OnTime() metric.Rate {
	return metric.Of(s.InTime(), s.Counts[Answered]+s.Open+s.LateAnswer)
}

// InTime is what was answered in time.
func (s Sum) InTime() int { return s.Counts[AnsweredInTime] + s.OpenInTime }

// Solved is 解决率.
func (s Sum) Solved() metric.Rate { return metric.Of(s.Counts[Solved], s.Counts[Judged]) }

// Satisfied is 满意率 with a weight of 基本满意 in percent.
func (s Sum) Satisfied(basically int) metric.Rate {
	return metric.Weighted(s.Counts[Satisfied], s.Counts[Basically], basically, s.Counts[Judged])
}

// Waits is what is open at this moment.
type Waits struct {
	Late    int // past its date, but for a judgement that nobody gives
	Receive int // to be received by the community; not known above it
	Sort    int // to be sorted; not known above the community
	Judge   int // answered, to be judged; not known above the community

	Take       int // yellow, to be taken up
	YellowLate int
	Red        int // red, not answered
	RedLate    int
	Unnoted    int // red, not answered, without a note for as long as the rule wish.note.red says
	RuleStreet int // the street is to rule who has it
	RuleAbove  int // the district is
	AskStreet  int // the street is to decide on more time, a pause, or taking it over
	AskAbove   int // the district is
}

func (w *Waits) add(x Waits) {
	for _, n := range []struct {
		to *int
		n  int
	}{
		{&w.Late, x.Late},
		{&w.Receive, x.Receive},
		{&w.Sort, x.Sort},
		{&w.Judge, x.Judge},
		{&w.Take, x.Take},
		{&w.YellowLate, x.YellowLate},
		{&w.Red, x.Red},
		{&w.RedLate, x.RedLate},
		{&w.Unnoted, x.Unnoted},
		{&w.RuleStreet, x.RuleStreet},
		{&w.RuleAbove, x.RuleAbove},
		{&w.AskStreet, x.AskStreet},
		{&w.AskAbove, x.AskAbove},
	} {
		*n.to += n.n
	}
}

// Part is a place one step below, with its figures.
type Part struct {
	Place string // code of today; empty: of no place below that is there today
	Name  string
	Sum
	Waits
}

// Month is what was filed in a month.
type Month struct {
	metric.Month
	Counts
}

// Rules are the numbers that the district sets for figures, on the last day of the period or today.
type Rules struct {
	Least     int // cases below which there is no rate
	Basically int // weight of 基本满意, in percent
	Take      int // working days until a unit takes up what is sorted to it
	Board     int // units that the red and the black list name
	Note      int // months after which a red wish without a note is told of; of today

	AimResponse, AimSolved, AimSatisfied, AimDue metric.Share
}

// View is the figures of a place for a period.
type View struct {
	Place   place.Place
	Period  metric.Period
	Whole   Part
	Parts   []Part    // what calls for acting comes first
	Rest    Part      // what belongs to the place and to none of the parts
	Months  [12]Month // what was filed, up to the period's last month
	Rules   Rules
	Counted bool // false: what is from before the counts were kept is still being counted
	At      time.Time
}

// Place is the figures of a place. All of it is of one moment. NotFound for a place that the actor does not oversee, and
// for one without figures.
func (s *Service) Place(ctx context.Context, a actor.Actor, code string, p metric.Period) (v View, err error) {
	defer errs.Wrap(&err, "figure.Place")
	return s.view(ctx, a, code, p, (*reading).read)
}

// Counts is Place without what is open at this moment, and without the months around: what was counted of the period only.
func (s *Service) Counts(ctx context.Context, a actor.Actor, code string, p metric.Period) (v View, err error) {
	defer errs.Wrap(&err, "figure.Counts")
	return s.view(ctx, a, code, p, (*reading).period)
}

// Dated is Counts with what is open and belongs to the period: every rate is that of Place.
func (s *Service) Dated(ctx context.Context, a actor.Actor, code string, p metric.Period) (v View, err error) {
	defer errs.Wrap(&err, "figure.Dated")
	return s.view(ctx, a, code, p, func(r *reading, ctx context.Context, q db.Querier) error {
		if err := r.period(ctx, q); err != nil {
			return err
		}
		if err := r.late(ctx, q); err != nil {
			return err
		}
		return r.answered(ctx, q)
	})
}

// view is the figures of a place, as much of them as is read.
func (s *Service) view(ctx context.Context, a actor.Actor, code string, p metric.Period, read func(*reading, context.Context, db.Querier) error) (v View, err error) {
	at, codes, err := s.Scope(ctx, a, code)
	if err != nil {
		return v, err
	}
	v = View{Place: at, Period: p, At: s.d.Now(), Whole: Part{Place: at.Code, Name: at.Short()}}
	if v.Rules, err = s.rulesOf(ctx, at.Code, p, v.At); err != nil {
		return v, err
	}
	r := reading{v: &v, codes: codes, parts: map[string]*Part{}}
	if err := r.learn(ctx, s.d); err != nil {
		return v, err
	}
	err = s.d.Read(ctx, func(ctx context.Context, q db.Querier) error { return read(&r, ctx, q) })
	r.close()
	return v, err
}

// Scope is the place that a code means, and the codes whose wishes are its. NotFound for a place that the actor does not oversee, and
// for one without figures.
func (s *Service) Scope(ctx context.Context, a actor.Actor, code string) (at place.Place, codes []string, err error) {
	if !MaySee(a, code) {
		return at, nil, notFound()
	}
	if at, err = place.Resolve(ctx, s.d, code); err != nil {
		return at, nil, err
	}
	if codes, err = s.known.Codes(ctx, at.Code); err != nil {
		return at, nil, err
	}
	codes = slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return !MaySee(a, c) })
	if len(codes) == 0 {
		err = notFound()
	}
	return at, codes, err
}

func notFound() error { return errs.New(errs.NotFound, "error.not_found") }

// Rules are the numbers behind the figures of a place. NotFound as Place.
func (s *Service) Rules(ctx context.Context, a actor.Actor, code string, p metric.Period) (_ Rules, err error) {
	defer errs.Wrap(&err, "figure.Rules")
	at, _, err := s.Scope(ctx, a, code)
	if err != nil {
		return Rules{}, err
	}
	return s.rulesOf(ctx, at.Code, p, s.d.Now())
}

// rulesOf are the numbers that held when the period ended, or that hold now.
func (s *Service) rulesOf(ctx context.Context, code string, p metric.Period, now time.Time) (r Rules, err error) {
	book, err := s.rules.Book(ctx)
	if err != nil {
		return r, err
	}
	if _, until := p.Range(); until.Before(now) {
		now = Since(until.Add(-time.Microsecond))
	}
	note := book.Span("wish.note.red", code, s.d.Now())
	if note.Unit != workday.Month {
		return r, errs.New(errs.Internal, "wish.note.red is counted in months")
	}
	aim := func(key string) metric.Share { return metric.Share(100 * book.Int("metric.aim."+key, code, now)) }
	return Rules{
		Least: book.Int("metric.least", code, now), Basically: book.Int("metric.weight.basically", code, now), Note: note.N, Take: book.Int("metric.take", code, now), Board: book.Int("metric.board", code, now),
		AimResponse: aim("response"), AimSolved: aim("solved"), AimSatisfied: aim("satisfied"), AimDue: aim("due"),
	}, nil
}

// ruled is the day from which the rules that are shipped hold.
var ruled = time.Date(2021, time.January, 1, 0, 0, 0, 0, workday.Zone)

// Since is a moment, or the first at which there were rules: what is older is judged by those.
func Since(t time.Time) time.Time {
	if t.Before(ruled) {
		return ruled
	}
	return t
}

// noted is since when a red wish must have been noted of.
func (r Rules) noted(now time.Time) time.Time { return now.In(workday.Zone).AddDate(0, -r.Note, 0) }

// reading is a view being read.
type reading struct {
	v     *View
	codes []string         // the place's own, former ones too
	below int              // width of the parts
	parts map[string]*Part // by every code that a part has or had
	rest  Part
}

// learn is which parts the place has, by the codes that they have and had.
func (r *reading) learn(ctx context.Context, d *db.DB) error {
	code := r.v.Place.Code
	r.below = min(neighbourhoodWidth, max(townWidth, len(code)+3))
	if len(code) >= neighbourhoodWidth {
		return nil
	}
	children, err := place.Children(ctx, d, code)
	if err != nil {
		return err
	}
	own := make([]string, len(children))
	r.v.Parts = make([]Part, len(children))
	for i, c := range children {
		own[i], r.v.Parts[i] = c.Code, Part{Place: c.Code, Name: c.Short()}
	}
	formers, err := place.Formers(ctx, d, own)
	for i := range r.v.Parts {
		p := &r.v.Parts[i]
		r.parts[p.Place] = p
		for _, former := range formers[p.Place] {
			if r.parts[former] == nil {
				r.parts[former] = p
			}
		}
	}
	return err
}

// part is where something at a code belongs.
func (r *reading) part(code string) *Part {
	if p := r.parts[code[:min(len(code), r.below)]]; p != nil {
		return p
	}
	return &r.rest
}

// read reads everything of one moment.
func (r *reading) read(ctx context.Context, q db.Querier) error {
	if err := r.counts(ctx, q); err != nil {
		return err
	}
	return r.waits(ctx, q)
}

// counts reads what was counted of the period and its year.
func (r *reading) counts(ctx context.Context, q db.Querier) error {
	year := r.v.Period.Year()
	return r.sum(ctx, q, year[:])
}

// period reads what was counted of the period.
func (r *reading) period(ctx context.Context, q db.Querier) error {
	p := r.v.Period
	months := make([]metric.Month, 0, p.Last-p.First+1)
	for m := p.First; m <= p.Last; m++ {
		months = append(months, m)
	}
	return r.sum(ctx, q, months)
}

// sum reads what was counted in months.
func (r *reading) sum(ctx context.Context, q db.Querier, months []metric.Month) error {
	width := communityWidth
	if len(r.v.Place.Code) >= communityWidth {
		width = neighbourhoodWidth
	}
	year := r.v.Period.Year()
	for i, m := range year {
		r.v.Months[i] = Month{Month: m}
	}
	found, err := sums(ctx, q, width, r.below, months, r.codes)
	if err != nil {
		return err
	}
	for _, x := range found {
		r.v.Months[x.month-year[0]].Add(x.counts)
		if r.v.Period.First <= x.month && x.month <= r.v.Period.Last {
			r.part(x.place).Add(x.counts)
		}
	}
	r.v.Counted, err = Counted(ctx, q)
	return err
}

// Counted tells whether what is from before the counts were kept is counted.
func Counted(ctx context.Context, q db.Querier) (bool, error) {
	return db.Value[bool](ctx, q, "SELECT counted_at IS NOT NULL FROM wish_recount")
}

// close adds the parts up and puts what calls for acting first.
func (r *reading) close() {
	r.v.Rest = r.rest
	for _, p := range append([]Part{r.rest}, r.v.Parts...) {
		r.v.Whole.Sum.add(p.Sum)
		r.v.Whole.Waits.add(p.Waits)
	}
	slices.SortStableFunc(r.v.Parts, func(a, b Part) int { return cmp.Compare(r.pressing(b.Waits), r.pressing(a.Waits)) })
}

// pressing is how much of what waits is the place's own to act on.
func (r *reading) pressing(w Waits) int {
	switch len(r.v.Place.Code) {
	case districtWidth:
		return w.Red + w.RuleAbove + w.AskAbove
	case townWidth:
		return w.Take + w.YellowLate + w.RuleStreet + w.AskStreet
	}
	return w.Late
}

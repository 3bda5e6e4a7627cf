package reception

import (
	"context"
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/place"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Seen is a tea as one actor sees it: what the view hides is empty.
type Seen struct {
	Session  Session
	View     View
	Can      []Act       // what the actor may do now, in the order of the flow
	Nth      int         // the how manyeth of its year in the community; 0: it was called off
	Wishes   []wish.Wish // on the agenda, those that the actor sees, as the actor sees them
	Others   int         // how many more there are
	Promises []Promise   // given there
	Unkept   []Promise   // given before and not kept when it began: they come first
}

// May tells whether act is among what the actor may do now.
func (s Seen) May(act Act) bool { return slices.Contains(s.Can, act) }

// See is one tea.
func (s *Service) See(ctx context.Context, a actor.Actor, sessionID string) (out Seen, err error) {
	defer errs.Wrap(&err, "reception.See")
	x, _, err := s.load(ctx, sessionID)
	if err != nil {
		return out, err
	}
	if out.View = ViewOf(a, x); out.View == NotSeen {
		return out, notFound()
	}
	for _, act := range Acts() {
		if Can(a, act, x) {
			out.Can = append(out.Can, act)
		}
	}
	ids, err := chain.Into(ctx, s.d, "wish", chain.Heard, subject(x.ID))
	if err != nil {
		return out, err
	}
	if out.Wishes, err = s.lists.Some(ctx, a, ids); err != nil {
		return out, err
	}
	out.Others = len(ids) - len(out.Wishes)
	if out.View != PublicView || !x.PublishedAt.IsZero() {
		var w db.Where
		w.And("reception = ?", x.ID)
		if out.Promises, err = s.promises(ctx, a, w); err != nil {
			return out, err
		}
	}
	if out.Unkept, err = s.unkeptBefore(ctx, a, x, out.View); err != nil {
		return out, err
	}
	out.Nth, err = nth(ctx, s.d, x)
	out.Session = Redact(x, out.View)
	return out, err
}

// promises are those that fulfil a condition, each with its wish.
func (s *Service) promises(ctx context.Context, a actor.Actor, w db.Where) ([]Promise, error) {
	list, err := promises(ctx, s.d, w)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	ids := make([]string, len(list))
	for i, p := range list {
		ids[i] = p.ID
	}
	wishes, err := chain.Targets(ctx, s.d, PromiseKind, ids, chain.Promised)
	if err != nil || len(wishes) == 0 {
		return list, err
	}
	ids = ids[:0]
	for i := range list {
		if list[i].Wish = wishes[list[i].ID].ID; list[i].Wish != "" {
			ids = append(ids, list[i].Wish)
		}
	}
	seen, err := s.lists.Some(ctx, a, ids)
	for i := range list {
		for _, x := range seen {
			if x.ID == list[i].Wish {
				list[i].Number = x.Number
			}
		}
	}
	return list, err
}

// published is the condition that a promise is public: the minutes of its tea are published.
const published = "EXISTS (SELECT 1 FROM reception WHERE reception.id = reception_promise.reception AND reception.published_at IS NOT NULL)"

// unkeptBefore are the promises of earlier teas that stand on the agenda of this one by themselves.
func (s *Service) unkeptBefore(ctx context.Context, a actor.Actor, x Session, v View) ([]Promise, error) {
	codes, err := place.Codes(ctx, s.d, x.Place)
	if err != nil {
		return nil, err
	}
	day := x.Day().String()
	var w db.Where
	w.In("place", codes)
	w.And("reception <> ? AND due < ? AND (kept IS NULL OR kept >= ?)", x.ID, day, day)
	if v != StaffView {
		w.And(published)
	}
	list, err := s.promises(ctx, a, w)
	return slices.DeleteFunc(list, func(p Promise) bool { return !p.unkeptAt(x) }), err
}

// nth is the how manyeth tea of its year in the community it is; those that were called off are not counted.
func nth(ctx context.Context, q db.Querier, x Session) (int, error) {
	if x.State == Cancelled {
		return 0, nil
	}
	from, _ := year(x.Day().Year())
	return db.Value[int](ctx, q, `SELECT COUNT(*) FROM reception WHERE place = $1 AND state <> 'cancelled' AND starts_at >= $2
		AND (starts_at < $3 OR starts_at = $3 AND id <= $4)`, x.Place, from.UnixMicro(), x.StartsAt.UnixMicro(), x.ID)
}

// year are the moments between which a year lies, in China.
func year(n int) (from, until time.Time) {
	return time.Date(n, 1, 1, 0, 0, 0, 0, workday.Zone), time.Date(n+1, 1, 1, 0, 0, 0, 0, workday.Zone)
}

// most bounds how many teas of a year one page lists.
const most = 200

// Of are the teas of a year in a place and below it that the actor may know of, the latest first. Who sees them as staff
// sees those too that are not announced yet.
func (s *Service) Of(ctx context.Context, a actor.Actor, code string, in int) (_ []Session, err error) {
	defer errs.Wrap(&err, "reception.Of")
	codes, err := place.Codes(ctx, s.d, code)
	if err != nil || len(codes) == 0 {
		return nil, err
	}
	from, to := year(in)
	var w db.Where
	w.Within("place", codes)
	w.And("starts_at >= ? AND starts_at < ?", from.UnixMicro(), to.UnixMicro())
	if !a.System {
		var any db.Alternatives
		any.Within("place", Overseen(a))
		any.Or("announced_at IS NOT NULL")
		any.Into(&w)
	}
	list, err := sessions(ctx, s.d, w, most)
	for i := range list {
		list[i] = Redact(list[i], ViewOf(a, list[i]))
	}
	return list, err
}

// Next is the next tea of a community that is announced, today's until it has ended. The zero Session when there is none.
func (s *Service) Next(ctx context.Context, code string) (_ Session, err error) {
	defer errs.Wrap(&err, "reception.Next")
	var w db.Where
	w.And("place = ? AND state = 'announced' AND starts_at >= ?", code, workday.DateOf(s.d.Now()).At(0).UnixMicro())
	list, err := sessions(ctx, s.d, w, most)
	if err != nil || len(list) == 0 {
		return Session{}, err
	}
	return Redact(list[len(list)-1], PublicView), nil
}

// Ledger is the published promises of a year in a place and below it, and what has become of them by today.
func (s *Service) Ledger(ctx context.Context, a actor.Actor, code string, in int) (_ Ledger, err error) {
	defer errs.Wrap(&err, "reception.Ledger")
	today := workday.DateOf(s.d.Now())
	codes, err := place.Codes(ctx, s.d, code)
	if err != nil || len(codes) == 0 {
		return Count(nil, today), err
	}
	from, to := year(in)
	var w db.Where
	w.Within("place", codes)
	w.And("made >= ? AND made < ?", workday.DateOf(from).String(), workday.DateOf(to).String())
	w.And(published)
	list, err := s.promises(ctx, a, w)
	return Count(list, today), err
}

// Unkept is the published promises of a place and below it, of all years, that are not kept yet: past their day or before.
func (s *Service) Unkept(ctx context.Context, a actor.Actor, code string) (_ []Promise, err error) {
	defer errs.Wrap(&err, "reception.Unkept")
	codes, err := place.Codes(ctx, s.d, code)
	if err != nil || len(codes) == 0 {
		return nil, err
	}
	var w db.Where
	w.Within("place", codes)
	w.And("kept IS NULL AND " + published)
	return s.promises(ctx, a, w)
}

// Broken is how many published promises in the places are not kept and past their day.
func (s *Service) Broken(ctx context.Context, places []string) (n int, err error) {
	defer errs.Wrap(&err, "reception.Broken")
	var w db.Where
	w.Within("place", places)
	w.And("kept IS NULL AND due < ? AND "+published, workday.DateOf(s.d.Now()).String())
	return db.Value[int](ctx, s.d, "SELECT COUNT(*) FROM reception_promise WHERE "+w.SQL(), w.Args()...)
}

// Due is why a tea is due in a community: empty while one is planned or announced, and when nothing asks for one. It is
// computed from what is open now and the rules of today.
func (s *Service) Due(ctx context.Context, code string) (out []Reason, err error) {
	defer errs.Wrap(&err, "reception.Due")
	book, err := s.rules.Book(ctx)
	if err != nil {
		return nil, err
	}
	last, err := s.last(ctx, code)
	if err != nil || last.State == Planned || last.State == Announced {
		return nil, err
	}
	waits, err := s.lists.Waited(ctx, code)
	if err != nil {
		return nil, err
	}
	now := s.d.Now()
	if waits.N >= book.Int("reception.trigger.wishes", code, now) {
		out = append(out, Reason{Why: ForTopic, Topic: waits.Topic, N: waits.N})
	}
	if waits.Red > 0 && book.Yes("reception.trigger.red", code, now) {
		out = append(out, Reason{Why: ForRed, N: waits.Red})
	}
	if last.ID == "" {
		return append(out, Reason{Why: ForDays}), nil // there has been none yet: no days to count
	}
	if days := int(workday.DateOf(now) - last.Day()); days >= book.Int("reception.trigger.days", code, now) {
		out = append(out, Reason{Why: ForDays, N: days})
	}
	if book.Yes("reception.monthly", code, now) && !sameMonth(last.StartsAt, now) {
		out = append(out, Reason{Why: ForMonth})
	}
	return out, nil
}

// last is the latest tea of a community that was not called off; the zero Session when there is none.
func (s *Service) last(ctx context.Context, code string) (Session, error) {
	var w db.Where
	w.And("place = ? AND state <> 'cancelled'", code)
	teas, err := sessions(ctx, s.d, w, 1)
	return append(teas, Session{})[0], err
}

func sameMonth(a, b time.Time) bool {
	a, b = a.In(workday.Zone), b.In(workday.Zone)
	return a.Year() == b.Year() && a.Month() == b.Month()
}

// SeePromise is one promise with its tea. NotFound for who may not know of it yet.
func (s *Service) SeePromise(ctx context.Context, a actor.Actor, promiseID string) (_ Seen, _ Promise, err error) {
	defer errs.Wrap(&err, "reception.SeePromise")
	if !id.Valid(promiseID) {
		return Seen{}, Promise{}, notFound()
	}
	sessionID, err := db.Value[string](ctx, s.d, "SELECT reception FROM reception_promise WHERE id = $1", promiseID)
	if err != nil {
		return Seen{}, Promise{}, orNotFound(err)
	}
	x, err := s.See(ctx, a, sessionID)
	if err != nil {
		return Seen{}, Promise{}, err
	}
	i := slices.IndexFunc(x.Promises, func(p Promise) bool { return p.ID == promiseID })
	if i < 0 {
		return Seen{}, Promise{}, notFound()
	}
	return x, x.Promises[i], nil
}

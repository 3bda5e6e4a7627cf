package demo

import (
	"container/heap"
	"fmt"
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/app/demo/picture"
	"linli/internal/errs"
	"linli/internal/wish"
	"linli/internal/wish/callback"
	"linli/internal/workday"
)

// stage is how far a wish of the story has come.
type stage int

const (
	filed stage = iota
	accepted
	classified
	inProgress
	answered
	judged
	rejectedEnd
	withdrawnEnd
)

// tale is one wish of the story. Times are working days before today, so that deadlines fall where they are wanted.
type tale struct {
	by, home  string // who, and where the matter is; the own home when empty
	matter    matter
	urgency   wish.Urgency
	unit      string // receiving organisation; for blue empty when it stays with the community
	handler   string // who handles it
	closer    string // who answers it, where that is somebody else
	no        int    // index of rejected, where it is turned away
	stage     stage
	days      [5]int // filed, accepted, classified, taken up, answered: working days ago
	judgement int    // index of judgements; -1: never judged
	private   bool
	nameless  bool   // filed at the desk for somebody who leaves no name
	desk      string // the channel, when it was filed at the desk
	calls     []call // after the answer
	then      []beat // what happens beside the straight way

	photo, after picture.Scene // with the wish, and with its answer
}

// beat is something beside the straight way of a wish, some working days ago; after what the wish's own days say of that day.
type beat struct {
	ago int
	do  deed
}

// deed is an act on a wish of the story.
type deed func(t *teller, id string) error

// call is a call-back some working days ago: nobody was reached, or what was said.
type call struct {
	ago     int
	outcome callback.Outcome
	words   string
}

// step is one act of the story, done at its time.
type step struct {
	at time.Time
	n  int // order among steps of the same moment
	do func() error
}

type steps []step

func (s steps) Len() int { return len(s) }
func (s steps) Less(i, j int) bool {
	return s[i].at.Before(s[j].at) || s[i].at.Equal(s[j].at) && s[i].n < s[j].n
}
func (s steps) Swap(i, j int) { s[i], s[j] = s[j], s[i] }
func (s *steps) Push(x any)   { *s = append(*s, x.(step)) }
func (s *steps) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}

// tellWishes tells every wish, all acts in the order of their time.
func (t *teller) tellWishes() error {
	var queue steps
	for i, x := range slices.Concat(t.year(), beside(), present(), quarrels()) {
		if err := t.plan(&queue, i, x); err != nil {
			return err
		}
	}
	t.planTeas(&queue)
	t.planBench(&queue)
	heap.Init(&queue)
	var day workday.Date
	for queue.Len() > 0 {
		s := heap.Pop(&queue).(step)
		if s.at.After(t.now) {
			continue // the story ends today; what would come later has not happened
		}
		if d := workday.DateOf(s.at); d != day {
			day = d
			t.clock.set(d.At(6 * time.Hour))
			if err := t.night(); err != nil {
				return err
			}
		}
		t.clock.set(s.at)
		if err := s.do(); err != nil {
			return err
		}
	}
	t.clock.set(t.now)
	if err := t.night(); err != nil {
		return err
	}
	if _, err := t.Escalate.Run(t.ctx); err != nil {
		return err
	}
	_, err := t.Wishes.ArchiveOld(t.ctx)
	return err
}

// night is what the system does by itself before a day begins.
func (t *teller) night() error {
	if _, err := t.Wishes.CloseWindows(t.ctx); err != nil {
		return err
	}
	_, err := t.Asks.TakeSilent(t.ctx)
	return err
}

// ago is the n-th working day before today, at a time that differs from tale to tale and day to day and grows with the act.
func (t *teller) ago(n, tale, act int) time.Time {
	for day := workday.DateOf(t.now); len(t.workdays) <= n; day-- {
		if len(t.workdays) > 0 {
			day = min(day, t.workdays[len(t.workdays)-1]-1)
		}
		if t.cal.IsWorkday(day.At(12 * time.Hour)) {
			t.workdays = append(t.workdays, day)
		}
	}
	at := t.workdays[n].At(8*time.Hour + 40*time.Minute + time.Duration((tale*37+n*23)%90+act*65)*time.Minute)
	if at.After(t.now) {
		at = t.now.Add(-time.Duration(10-min(act, 9)) * time.Minute)
	}
	return at
}

// act is something that happens to a wish some working days ago, before it has its time.
type act struct {
	ago int
	do  func() error
}

type acts []act

func (a *acts) add(ago int, do func() error) { *a = append(*a, act{ago, do}) }

// spread gives the acts of the i-th tale their times and puts them into the queue.
func (t *teller) spread(queue *steps, i int, all acts) {
	t.spreadOver(queue, i*20, all, func(ago, k int) time.Time { return t.ago(ago, i, k) })
}

// spreadOver puts acts into the queue, the earliest day first, on one day as they were added; at is the time of the k-th act
// of a day, and n keeps those of one moment in order.
func (t *teller) spreadOver(queue *steps, n int, all acts, at func(ago, k int) time.Time) {
	slices.SortStableFunc(all, func(a, b act) int { return b.ago - a.ago })
	var last time.Time
	k := 0
	for i, x := range all {
		if k++; i == 0 || all[i-1].ago != x.ago {
			k = 0
		}
		when := at(x.ago, k)
		if when.Before(last) {
			when = last.Add(time.Second)
		}
		last = when
		*queue = append(*queue, step{when, n + i, x.do})
	}
}

// plan puts the acts of one tale into the queue.
func (t *teller) plan(queue *steps, i int, x tale) error {
	who, ok := t.people[x.by]
	if !ok {
		return fmt.Errorf("nobody is called %s", x.by)
	}
	place := who.Home
	if x.home != "" {
		if place, ok = t.places[x.home]; !ok {
			return fmt.Errorf("no place is called %s", x.home)
		}
	}
	var id string
	var all acts
	desk, secretary := t.office(i, place)
	all.add(x.days[0], func() (err error) { id, err = t.file(x, who, desk, place); return err })
	switch x.stage {
	case rejectedEnd:
		r := rejected[x.no]
		all.add(x.days[1], func() error {
			return t.done(t.Wishes.Reject(t.ctx, desk, id, wish.Rejection{Text: r.reason, Advice: r.advice}))
		})
	case withdrawnEnd:
		all.add(x.days[1], func() error { return t.done(t.Wishes.Withdraw(t.ctx, who, id, "")) })
	default:
		t.planLoop(all.add, x, who, desk, secretary, &id)
	}
	for _, b := range x.then {
		all.add(b.ago, func() error { return b.do(t, id) })
	}
	t.spread(queue, i, all)
	return nil
}

// office is who receives the i-th wish at a place, and who sorts it.
func (t *teller) office(i int, place string) (desk, secretary actor.Actor) {
	o := offices[place[:len(Community)]]
	return t.people[o.desks[i%len(o.desks)]], t.people[o.secretary]
}

// planLoop is the loop from acceptance to judgement, as far as the tale has come.
func (t *teller) planLoop(add func(int, func() error), x tale, who, desk, secretary actor.Actor, id *string) {
	m, w := x.matter, t.Wishes
	handler := desk
	if x.handler != "" {
		handler = t.people[x.handler]
	}
	if x.stage >= accepted {
		add(x.days[1], func() error {
			return t.done(w.Accept(t.ctx, desk, *id, wish.Acceptance{Urgency: x.urgency, Topic: m.topic}))
		})
	}
	if x.stage >= classified {
		add(x.days[2], func() error {
			in := wish.Classification{Colour: m.colour, Unit: t.orgs[x.unit]}
			if m.colour != wish.Blue {
				in.Text = "社区一家办不了，要请" + x.unit + "牵头。"
			}
			return t.done(w.Classify(t.ctx, secretary, *id, in))
		})
	}
	if x.stage >= inProgress {
		taker := handler // another may answer
		add(x.days[3], func() error { return t.done(w.TakeUp(t.ctx, taker, *id, "")) })
		if m.note != "" {
			add(x.days[3], func() error {
				return t.done(w.Note(t.ctx, taker, *id, wish.Progress{Text: m.note, Audience: wish.ForPublic}))
			})
		}
	}
	if x.stage >= answered {
		if x.closer != "" {
			handler = t.people[x.closer]
		}
		add(x.days[4], func() error { return t.answer(x, handler, desk, *id) })
	}
	t.planWords(add, x, who, id)
}

// answer is the handler's, with a picture where there is one, which the desk shows to neighbours.
func (t *teller) answer(x tale, handler, desk actor.Actor, id string) error {
	draft, err := t.put(handler, x.after)
	if err == nil {
		_, err = t.Wishes.Answer(t.ctx, handler, id, wish.Reply{Text: x.matter.answer, Draft: draft})
	}
	if err == nil && x.after != nil {
		err = t.show(desk, id)
	}
	return err
}

// planWords is what the submitter says of the answer: asked by telephone, or on one's own.
func (t *teller) planWords(add func(int, func() error), x tale, who actor.Actor, id *string) {
	for _, c := range x.calls {
		add(c.ago, func() error { return t.call(c, *id) })
	}
	if x.stage >= judged && x.judgement >= 0 {
		add(max(x.days[4]-1-x.judgement%4, 0), func() error { return t.judge(x, who, *id) })
	}
}

// call is made by the officer of the district.
func (t *teller) call(c call, id string) (err error) {
	officer, yes := t.people["辛言"], true
	if c.outcome == callback.Reached {
		_, err = t.Calls.Record(t.ctx, officer, id, callback.Words{Solved: &yes, Rating: wish.Satisfied, Text: c.words})
	} else {
		_, err = t.Calls.Miss(t.ctx, officer, id, c.outcome, "")
	}
	if errs.Is(err, errs.Conflict) {
		return nil // holidays have moved the window's end before the call
	}
	return err
}

// judge says what the submitter thinks of the answer, if the window is still open.
func (t *teller) judge(x tale, who actor.Actor, id string) error {
	j := judgements[x.judgement%len(judgements)]
	_, err := t.Wishes.Evaluate(t.ctx, who, id, wish.Evaluation{Solved: &j.solved, Rating: j.rating, Text: j.text})
	if errs.Is(err, errs.Conflict) || errs.Is(err, errs.Forbidden) {
		return nil
	}
	return err
}

func (t *teller) done(_ wish.Wish, err error) error { return err }

// file raises the wish: by oneself, for one's mother, or at the desk.
func (t *teller) file(x tale, who, desk actor.Actor, place string) (string, error) {
	in := wish.Filing{Topic: x.matter.topic, Text: x.matter.text, Place: place, Visibility: wish.Public, Point: t.land.Spot(place, x.matter.text)}
	if x.private {
		in.Visibility = wish.Private
	}
	if x.desk != "" {
		in.For, in.Channel, who = who.Person, wish.Channel(x.desk), desk
	}
	if x.nameless {
		in.For, in.Anonymous = "", true
	}
	if x.by == "邬晓蕾" {
		in.For = t.people["谈桂芬"].Person
	}
	var err error
	if in.Draft, err = t.put(who, x.photo); err != nil {
		return "", err
	}
	w, err := t.Wishes.File(t.ctx, who, in)
	t.told = append(t.told, w)
	return w.ID, err
}

// tellNotices lets everybody have been told of the story: what is older than three days counts as read, and nothing of the past
// rings.
func (t *teller) tellNotices() error {
	return t.Notices.Settle(t.ctx, t.now.AddDate(0, 0, -3))
}

package demo

import (
	"container/heap"
	"fmt"
	"time"

	"linli/internal/actor"
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
	stage     stage
	days      [5]int // filed, accepted, classified, taken up, answered: working days ago
	judgement int    // index of judgements; -1: never judged
	private   bool
	desk      string // the channel, when it was filed at the desk
	calls     []call // after the answer

	photo, after scene // with the wish, and with its answer
}

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
	for i, x := range append(past(), present()...) {
		if err := t.plan(&queue, i, x); err != nil {
			return err
		}
	}
	t.planTeas(&queue)
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
			if _, err := t.Wishes.CloseWindows(t.ctx); err != nil {
				return err
			}
		}
		t.clock.set(s.at)
		if err := s.do(); err != nil {
			return err
		}
	}
	t.clock.set(t.now)
	if _, err := t.Wishes.CloseWindows(t.ctx); err != nil {
		return err
	}
	_, err := t.Wishes.ArchiveOld(t.ctx)
	return err
}

// ago is the n-th working day before today, at a time of the day that differs from tale to tale and grows with the act.
func (t *teller) ago(n, tale, act int) time.Time {
	day := workday.DateOf(t.now)
	for n > 0 {
		day--
		if t.cal.IsWorkday(day.At(12 * time.Hour)) {
			n--
		}
	}
	for !t.cal.IsWorkday(day.At(12 * time.Hour)) {
		day--
	}
	at := day.At(8*time.Hour + 40*time.Minute + time.Duration(tale*37%90+act*65)*time.Minute)
	if at.After(t.now) {
		at = t.now.Add(-time.Duration(10-act) * time.Minute)
	}
	return at
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
	var last time.Time
	add := func(n, act int, do func() error) {
		at := t.ago(n, i, act)
		if at.Before(last) {
			at = last.Add(time.Second)
		}
		last = at
		*queue = append(*queue, step{at, i*10 + act, do})
	}
	add(x.days[0], 0, func() (err error) { id, err = t.file(x, who, place); return err })
	desk, secretary := t.office(i, place)
	switch x.stage {
	case rejectedEnd:
		r := rejected[i%len(rejected)]
		add(x.days[1], 1, func() error {
			return t.done(t.Wishes.Reject(t.ctx, desk, id, wish.Rejection{Text: r.reason, Advice: r.advice}))
		})
		return nil
	case withdrawnEnd:
		add(x.days[1], 1, func() error { return t.done(t.Wishes.Withdraw(t.ctx, who, id, "")) })
		return nil
	}
	t.planLoop(add, x, who, desk, secretary, &id)
	return nil
}

// office is who receives the i-th wish at a place, and who sorts it.
func (t *teller) office(i int, place string) (desk, secretary actor.Actor) {
	switch {
	case actor.Covers(Next, place):
		return t.people["霍知北"], t.people["霍知北"]
	case i%3 == 1:
		return t.people["简宁"], t.people["闻立溪"]
	}
	return t.people["季小舟"], t.people["闻立溪"]
}

// planLoop is the loop from acceptance to judgement, as far as the tale has come.
func (t *teller) planLoop(add func(int, int, func() error), x tale, who, desk, secretary actor.Actor, id *string) {
	m, w := x.matter, t.Wishes
	handler := desk
	if x.handler != "" {
		handler = t.people[x.handler]
	}
	if x.stage >= accepted {
		add(x.days[1], 1, func() error {
			return t.done(w.Accept(t.ctx, desk, *id, wish.Acceptance{Urgency: x.urgency, Topic: m.topic}))
		})
	}
	if x.stage >= classified {
		add(x.days[2], 2, func() error {
			in := wish.Classification{Colour: m.colour, Unit: t.orgs[x.unit]}
			if m.colour != wish.Blue {
				in.Text = "社区一家办不了，要请" + x.unit + "牵头。"
			}
			return t.done(w.Classify(t.ctx, secretary, *id, in))
		})
	}
	if x.stage >= inProgress {
		add(x.days[3], 3, func() error { return t.done(w.TakeUp(t.ctx, handler, *id, "")) })
		if m.note != "" {
			add(x.days[3], 4, func() error {
				return t.done(w.Note(t.ctx, handler, *id, wish.Progress{Text: m.note, Audience: wish.ForPublic}))
			})
		}
	}
	if x.stage >= answered {
		add(x.days[4], 5, func() error {
			draft, err := t.put(handler, x.after)
			if err == nil {
				_, err = w.Answer(t.ctx, handler, *id, wish.Reply{Text: m.answer, Draft: draft})
			}
			if err == nil && x.after != nil {
				err = t.show(desk, *id)
			}
			return err
		})
	}
	t.planWords(add, x, who, id)
}

// planWords is what the submitter says of the answer: asked by telephone, or on one's own.
func (t *teller) planWords(add func(int, int, func() error), x tale, who actor.Actor, id *string) {
	for i, c := range x.calls {
		add(c.ago, 6+i, func() error { return t.call(c, *id) })
	}
	if x.stage >= judged && x.judgement >= 0 {
		add(max(x.days[4]-1-x.judgement%4, 0), 6, func() error { return t.judge(x, who, *id) })
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
func (t *teller) file(x tale, who actor.Actor, place string) (string, error) {
	in := wish.Filing{Topic: x.matter.topic, Text: x.matter.text, Place: place, Visibility: wish.Public}
	if x.private {
		in.Visibility = wish.Private
	}
	if x.desk != "" {
		in.For, in.Channel, who = who.Person, wish.Channel(x.desk), t.people["季小舟"]
		if actor.Covers(Next, place) {
			who = t.people["霍知北"]
		}
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

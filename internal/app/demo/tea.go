package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/reception"
	"linli/internal/wish"
	"linli/internal/workday"
)

// planTeas puts a year of teas into the queue: one in each of the last eleven months, and the next one, announced.
func (t *teller) planTeas(queue *steps) {
	today := workday.DateOf(t.now)
	for i, x := range teas {
		day := workday.DateOf(t.now.In(workday.Zone).AddDate(0, -(len(teas) - 1 - i), 0))
		if i == len(teas)-1 {
			day = today + 6
		}
		for day != today && !t.cal.IsWorkday(day.At(12*time.Hour)) {
			day++
		}
		t.planTea(queue, 10_000+100*i, x, day)
	}
}

// planTea puts the acts of one tea into the queue; n keeps those of one moment in order.
func (t *teller) planTea(queue *steps, n int, x teaTale, day workday.Date) {
	var id string
	host, desk := t.people["闻立溪"], t.people["季小舟"]
	add := func(day workday.Date, hour time.Duration, do func() error) {
		n++
		*queue = append(*queue, step{day.At(hour), n, do})
	}
	done := func(_ reception.Session, err error) error { return err }
	add(day-9, 9*time.Hour, func() error {
		s, err := t.Teas.Plan(t.ctx, host, reception.Plans{
			Place: Community, Title: x.title, About: x.about, Spot: x.spot, Day: day, From: "14:30", To: "16:10", Reason: x.reason,
		})
		id = s.ID
		return err
	})
	add(day-8, 9*time.Hour, func() error { return done(t.Teas.Announce(t.ctx, host, id, "")) })
	add(day-8, 10*time.Hour, func() error { return t.invite(desk, id, x.guests) })
	add(day-7, 10*time.Hour, func() error { return t.onAgenda(desk, id, x.wishes) })
	if x.minutes == "" {
		return
	}
	add(day, 14*time.Hour+35*time.Minute, func() error { return done(t.Teas.Hold(t.ctx, host, id, "")) })
	for _, v := range x.vows {
		add(day, 16*time.Hour, func() error { return t.vow(host, id, v, day) })
	}
	add(day+1, 10*time.Hour, func() error { return t.publish(host, id, x) })
	for k, v := range x.vows {
		if v.word != "" {
			add(day+workday.Date(v.due+2), 15*time.Hour, func() error { return t.keep(host, id, k, v, day, false) })
		}
		if v.kept > 0 {
			add(day+workday.Date(v.kept), 17*time.Hour, func() error { return t.keep(host, id, k, v, day, true) })
		}
	}
}

func (t *teller) invite(desk actor.Actor, id string, guests []reception.Guest) error {
	for _, g := range guests {
		if _, err := t.Teas.Invite(t.ctx, desk, id, g); err != nil {
			return err
		}
	}
	return nil
}

// onAgenda puts the wishes that begin so on the agenda, where somebody has made them by then.
func (t *teller) onAgenda(desk actor.Actor, id string, texts []string) error {
	for _, text := range texts {
		if number := t.number(text); number != "" {
			if _, err := t.Teas.Put(t.ctx, desk, id, number, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// number is that of the last wish told so far whose text begins so.
func (t *teller) number(text string) string {
	for i := len(t.told) - 1; i >= 0; i-- {
		if strings.HasPrefix(t.told[i].Text, text) && actor.Covers(Community, t.told[i].Community) {
			return t.told[i].Number
		}
	}
	return ""
}

// vow writes a promise down, for the wish that it begins with where that is on the agenda.
func (t *teller) vow(host actor.Actor, id string, v vow, day workday.Date) error {
	owners, err := reception.Owners(t.ctx, t.DB, Community, t.clock.Now())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(owners, func(o reception.Owner) bool { return strings.HasPrefix(o.Name, v.owner) })
	if i < 0 {
		return fmt.Errorf("nobody called %s answers for promises", v.owner)
	}
	seen, err := t.Teas.See(t.ctx, host, id)
	if err != nil {
		return err
	}
	in := reception.Vowing{Text: v.text, Unit: owners[i].Unit, Post: owners[i].Post, Due: day + workday.Date(v.due)}
	if at := slices.IndexFunc(seen.Wishes, func(w wish.Wish) bool { return v.wish != "" && strings.HasPrefix(w.Text, v.wish) }); at >= 0 {
		in.Wish = seen.Wishes[at].ID
	}
	_, err = t.Teas.Promise(t.ctx, host, id, in)
	return err
}

func (t *teller) publish(host actor.Actor, id string, x teaTale) error {
	seen, err := t.Teas.See(t.ctx, host, id)
	if err != nil {
		return err
	}
	in := reception.Notes{Residents: x.residents, Minutes: x.minutes, Decisions: x.decisions, Sure: true, Rev: seen.Session.Rev}
	for _, g := range seen.Session.Invitees {
		in.Came = append(in.Came, g.ID)
	}
	_, err = t.Teas.Publish(t.ctx, host, id, in)
	return err
}

// keep says what has become of the k-th promise of a tea.
func (t *teller) keep(host actor.Actor, id string, k int, v vow, day workday.Date, kept bool) error {
	seen, err := t.Teas.See(t.ctx, host, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(seen.Promises, func(p reception.Promise) bool { return p.Text == v.text })
	if i < 0 {
		return fmt.Errorf("the tea has no %d. promise", k+1)
	}
	if kept {
		_, err = t.Teas.Fulfil(t.ctx, host, id, seen.Promises[i].ID, day+workday.Date(v.kept), v.done, "")
	} else {
		_, err = t.Teas.Explain(t.ctx, host, id, seen.Promises[i].ID, v.word, "")
	}
	return err
}

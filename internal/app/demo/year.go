package demo

import (
	"math/rand/v2"
	"strings"

	"linli/internal/actor"
	"linli/internal/wish"
	"linli/internal/wish/callback"
	"linli/internal/wish/side"
	"linli/internal/workday"
)

// The year of the story in working days before today: its first wish, its last one that has ended, and how many it has.
const (
	yearBegins = 243
	yearEnds   = 14
	yearWishes = 450
	busy       = 20  // from then on what the community has in hand is told one by one
	oldBegins  = 290 // some more, so long ago that they are archived
	oldWishes  = 6
)

// The least working days ago at which a wish of a colour may be filed, so that it has ended by now.
var ends = map[wish.Colour]int{wish.Yellow: 34, wish.Red: 56}

// author makes up the year, the same one each time: chance comes from a fixed seed, and only what a month brings depends on
// the day on which the story is told.
type author struct {
	*rand.Rand
	t      *teller
	kinds  []kind
	order  []int          // of the kinds, as they are told next
	told   map[int]int    // how often each was
	people []resident     // who may make one
	asked  map[string]int // how many each has made
	yellow int            // yellow ones so far
	away   int            // turned away so far
}

// year is a year of wishes that have come to their end, some wishes a day: most answered in time and judged well, some not.
func (t *teller) year() (out []tale) {
	a := &author{Rand: rand.New(rand.NewPCG(2018, 7)), t: t, kinds: kinds(), told: map[int]int{}, people: neighbours(), asked: map[string]int{}}
	a.order = a.Perm(len(a.kinds))
	for _, r := range residents {
		if r.name != "谈桂芬" && r.actsFor == "" { // their own wishes are told one by one
			a.people = append(a.people, r)
		}
	}
	for i := range oldWishes {
		out = append(out, a.write(a.anybody(), oldBegins-3*i))
	}
	for i := range yearWishes {
		who, began := a.anybody(), yearBegins-i*(yearBegins-yearEnds)/yearWishes
		if began > busy || !actor.Covers(Community, a.t.places[who.home]) {
			out = append(out, a.write(who, began))
		}
	}
	return append(out, a.lastMonth()...)
}

// chance is true in n of a hundred times.
func (a *author) chance(n int) bool { return a.IntN(100) < n }

// anybody is who makes the next wish; hardly anybody makes one a month.
func (a *author) anybody() resident {
	who := a.people[a.IntN(len(a.people))]
	if a.asked[who.name] > 5 {
		who = a.people[a.IntN(len(a.people))]
	}
	a.asked[who.name]++
	return who
}

// write is one wish of somebody, filed some working days ago.
func (a *author) write(who resident, began int) tale {
	code := a.t.places[who.home]
	k := a.next(began, code)
	where, _, _ := strings.Cut(who.home, " ")
	x := tale{by: who.name, matter: a.kinds[k].tell(a.told[k], where), stage: judged, judgement: -1}
	a.told[k]++
	a.assign(&x, a.kinds[k].unit, code)
	a.pace(&x, began, offices[code[:len(Community)]].slow)
	x.private = (x.matter.topic == wish.Dispute || x.matter.topic == wish.Elders) && a.chance(30)
	a.come(&x, who)
	switch {
	case a.chance(3):
		x.no = a.away % len(rejected)
		a.away++
		x.matter.topic, x.matter.text, x.stage, x.then = wish.Other, rejected[x.no].text, rejectedEnd, nil
	case a.chance(3) && !x.nameless:
		x.stage, x.then = withdrawnEnd, nil
	default:
		if x.matter.colour == wish.Yellow {
			a.yellow++
			a.wind(&x, code)
		}
		a.say(&x, who, code)
	}
	return x
}

// next is the kind that is told next: the first in the order that the season brings, whose way has ended by now, and whose
// unit works there.
func (a *author) next(began int, code string) int {
	m := a.t.ago(began, 0, 0).In(workday.Zone).Month()
	for i, k := range a.order {
		x := a.kinds[k]
		if x.in(m) && began >= ends[x.colour] && (x.unit != "和畅物业" || actor.Covers(Community, code)) {
			a.order = append(append(a.order[:i:i], a.order[i+1:]...), k)
			return k
		}
	}
	panic("demo: nothing is told all the year")
}

// assign is which unit has it.
func (a *author) assign(x *tale, unit, code string) {
	if x.matter.colour == wish.Yellow && unit != "自来水公司" && actor.Covers(Other, code) {
		unit = "任港社会事务办"
	}
	x.unit, x.handler = unit, handlers[unit]
}

// pace is how quickly it goes: slow of a hundred steps take longer than they may.
func (a *author) pace(x *tale, began, slow int) {
	wait := func(most, late int) int {
		if a.chance(slow / 2) {
			return late
		}
		return a.IntN(most + 1)
	}
	accepted := began - wait(1, 2)
	sorted := accepted - wait(2, 3)
	length := 1 + a.IntN(4)
	late := 6 + a.IntN(3)
	switch x.matter.colour {
	case wish.Yellow:
		length, late = 7+a.IntN(7), 16+a.IntN(3)
	case wish.Red:
		length, late = 22+a.IntN(8), 31+a.IntN(3)
	}
	if a.chance(slow) {
		length = late
	}
	taken := sorted - a.IntN(2)
	x.days = [5]int{began, accepted, sorted, taken, max(sorted-length, 2)}
	if x.matter.colour == wish.Red { // a note each month
		x.then = append(x.then, beat{sorted - 15, notes(x.handler, "方案在会签，现场又看了一次，下月再说进展。")})
	}
}

// wind lets some yellow ones go by a way that is not straight: more time, a unit that returns it, somebody who helps.
func (a *author) wind(x *tale, code string) {
	sorted, taken := x.days[2], x.days[3]
	other := map[string]string{"社会事务办": "城市建设办", "城市建设办": "社会事务办"}[x.unit]
	switch {
	case a.yellow%6 == 1:
		x.days[4] = sorted - 17
		x.then = append(x.then,
			beat{sorted - 11, wantsTime(x.handler, 5, "材料要等厂家到货，请再给几天。")},
			beat{sorted - 12, grants("时守正", "同意，到货当天告诉居民。")})
	case a.yellow%6 == 3 && other != "":
		x.closer = handlers[other]
		x.then = append(x.then,
			beat{taken - 1, returns(x.handler, side.NotOurs, "主管是"+other+"，请转给他们。")},
			beat{taken - 2, hands(offices[code[:len(Community)]].secretary, other, "问过了，请你们牵头。")},
			beat{taken - 3, takesUp(x.closer)})
	case a.yellow%6 == 5 && other != "":
		x.then = append(x.then,
			beat{taken - 1, joins(x.handler, task{"自来水公司", "查一遍地下的管线，标出能挖的地方。", 2})},
			beat{taken - 3, finishes("路千帆", "自来水公司", "管线查过了，图给了施工队。")})
	}
}

// come is how it reached the community.
func (a *author) come(x *tale, who resident) {
	switch old := who.birth < "1960"; {
	case a.chance(6):
		x.desk, x.nameless = []string{"grid", "hotline", "letter"}[a.IntN(3)], true
	case a.chance(24) || old && a.chance(45):
		x.desk = []string{"window", "telephone", "window", "grid", "telephone", "deputy", "hotline", "window", "letter"}[a.IntN(9)]
	}
}

// say is what the submitter thinks of the answer: in an own judgement, on the telephone, or not at all.
func (a *author) say(x *tale, who resident, code string) {
	done := x.days[4]
	switch {
	case x.nameless:
	case a.chance(62):
		if x.judgement = a.IntN(len(judgements)); !judgements[x.judgement].solved && a.chance(30) {
			x.judgement = 0
		}
		if !judgements[x.judgement].solved && x.matter.colour == wish.Blue {
			a.again(x, code)
		}
	case who.phone != "" && done > 6 && a.chance(70):
		if a.chance(35) {
			x.calls = append(x.calls, call{done - 3, callback.NoAnswer, ""})
		}
		if a.chance(85) {
			x.calls = append(x.calls, call{done - 4, callback.Reached, spoken[a.IntN(len(spoken))]})
		} else {
			x.calls = append(x.calls, call{done - 4, callback.Busy, ""}, call{done - 5, callback.NoAnswer, ""})
		}
	}
}

// again lets most of those who are not satisfied have it taken up once more.
func (a *author) again(x *tale, code string) {
	judged, who := x.days[4]-1-x.judgement%4, x.handler
	if who == "" {
		who = offices[code[:len(Community)]].desks[0]
	}
	if judged < 8 || a.chance(30) {
		return
	}
	x.then = append(x.then,
		beat{judged - 1, reopens(x.by, "和原来说的不一样，请再来看一次。")},
		beat{judged - 3, notes(who, "又去了一趟，是上次漏了一处。")},
		beat{judged - 4, answers(who, "漏的一处补上了，请提出人到场看过。")},
		beat{judged - 6, judges(x.by, wish.Satisfied, "这回好了。")})
}

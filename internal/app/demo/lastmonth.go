package demo

import (
	"slices"
	"strings"

	"linli/internal/actor"
	"linli/internal/metric"
	"linli/internal/wish"
)

// Of the month that is over, the communities beside the one of the story have as many judged wishes more as it takes to be ranked.
const lastMonthWishes = 10

// lastMonth is small matters in the other communities, all ended and judged in the month before this one, so that units can be compared
// by their rates; of how many of a hundred the submitter is content differs.
func (a *author) lastMonth() (out []tale) {
	days := a.t.ofLastMonth()
	all := a.people
	for _, x := range []struct {
		community string
		content   int
	}{{Next, 70}, {Third, 95}, {Other, 45}} {
		a.people = slices.DeleteFunc(slices.Clone(all), func(r resident) bool { return !actor.Covers(x.community, a.t.places[r.home]) })
		for n := range lastMonthWishes {
			out = append(out, a.small(days[n*len(days)/lastMonthWishes], x.content))
		}
	}
	return out
}

// ofLastMonth are the days of the month before this one on which an answer may be given so that its judgement falls into the month
// too, in working days ago, the first first.
func (t *teller) ofLastMonth() (ago []int) {
	last := metric.MonthOf(t.now) - 1
	for n := 1; n < 60; n++ {
		if metric.MonthOf(t.ago(n, 12, 0)) == last {
			ago = append(ago, n)
		}
	}
	slices.Reverse(ago)
	return ago[:len(ago)-longestJudgement]
}

// longestJudgement is within how many working days after the answer the submitters of the story judge.
const longestJudgement = 4

// small is a matter that was answered some working days ago, after two days, and judged.
func (a *author) small(answered, content int) tale {
	who := a.anybody()
	k := a.next(answered+4, a.t.places[who.home])
	for a.kinds[k].colour != wish.Blue || a.kinds[k].unit != "" {
		k = a.next(answered+4, a.t.places[who.home])
	}
	where, _, _ := strings.Cut(who.home, " ")
	x := tale{by: who.name, matter: a.kinds[k].tell(a.told[k], where), stage: judged, days: [5]int{answered + 4, answered + 4, answered + 3, answered + 2, answered}}
	a.told[k]++
	good := a.chance(content)
	for x.judgement = a.IntN(len(judgements)); judgements[x.judgement].solved != good; {
		x.judgement = a.IntN(len(judgements))
	}
	return x
}

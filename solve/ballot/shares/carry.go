package shares

import (
	"math"

	"linli/solve/ballot/profile"
)

// carry takes lower bounds of prices over from one interval of add-one to the next, so that most projects that are not
// bought need not be looked at voter by voter again.
//
// An earlier run with highest share h bought the projects T at prices of at least p(i), and found of project c that its
// supporters could then pay no more than money + q × rich at any price q. Now the highest share is h + d, at least T is
// bought, at prices of at least p'(i). A voter who had x = max(0, h - sum of p(i) w(i)) at most then has at most
//
//	max(0, h + d - sum of p'(i) w(i)) <= x + d + sum of max(0, p(i) - p'(i)) w(i)
//
// now, sums over the projects of T on his ballot; more purchases only leave less. So all supporters of c together can
// pay at most d × voters + sum of max(0, p(i) - p'(i)) × together(c, i) more than then, where together(c, i) is the
// weight that they give to i. What is found so is again such a bound of this run, and can be carried on.
type carry struct {
	together [][]float64 // weight that the supporters of one project give to another
	voters   []float64
	before   trail
	now      trail
	at       []int32   // by project: its purchase in this run + 1, 0 for none
	common   int       // so many of the first purchases of before have been made in this run too, in whatever order
	cheaper  []float64 // for these: by how much each is cheaper now
}

// trail is what a run found.
type trail struct {
	share  float64 // the highest
	bought []purchase
	notes  [][]note // by project
}

// note bounds what the supporters of a project can pay at any price q after so many purchases: money + q × rich.
type note struct {
	after       int
	money, rich float64
}

// mostPairs is how many pairs of projects on one ballot there may be, for each entry of a ballot, before the table of
// pairs costs more than it saves.
const mostPairs = 64

// newCarry is nil for an election with ballots so long that the table of pairs would not pay.
func newCarry(p *profile.Profile) *carry {
	entries, pairs := 0, 0
	for i := range p.Groups {
		n := len(p.Groups[i].Projects)
		entries, pairs = entries+n, pairs+n*n
	}
	m := len(p.IDs)
	if pairs+m*m > mostPairs*(entries+m) {
		return nil
	}
	c := &carry{together: make([][]float64, m), voters: make([]float64, m), at: make([]int32, m)}
	c.before.notes, c.now.notes = make([][]note, m), make([][]note, m)
	for i := range m {
		c.together[i], c.voters[i] = make([]float64, m), float64(p.Votes[i])
	}
	for i := range p.Groups {
		g := &p.Groups[i]
		for _, a := range g.Projects {
			row := c.together[a]
			for j, b := range g.Projects {
				w := g.N
				if g.Weights != nil {
					w *= g.Weights[j]
				}
				row[b] += float64(w)
			}
		}
	}
	return c
}

// begin starts a run.
func (c *carry) begin(s *Run) {
	if c == nil {
		return
	}
	c.now.share, c.now.bought = up(float64(s.ShareNum(s.to))/float64(s.Voters)), c.now.bought[:0]
	for p := range c.now.notes {
		c.now.notes[p] = c.now.notes[p][:0]
	}
	clear(c.at)
	c.common, c.cheaper = 0, c.cheaper[:0]
}

// keep makes the run that has just ended the one to carry over from.
func (c *carry) keep(s *Run) {
	if c != nil {
		c.before, c.now = c.now, c.before
		c.before.bought = append(c.before.bought[:0], s.bought...)
	}
}

// buys notes the place of a purchase, 1 for the first.
func (c *carry) buys(p int32, place int) {
	if c != nil {
		c.at[p] = int32(place)
	}
}

// note keeps what a look at the supporters of a project found; the last look after a purchase is the best.
func (c *carry) note(p int32, after int, money, rich float64) {
	if c == nil {
		return
	}
	list := c.now.notes[p]
	if n := len(list); n > 0 && list[n-1].after == after {
		list = list[:n-1]
	}
	c.now.notes[p] = append(list, note{after, money, rich})
}

// bound is a lower bound of a project's price per weight that follows from the run before, 0 for none.
func (c *carry) bound(s *Run, p int32) float64 {
	if c == nil || c.now.share < c.before.share {
		return 0
	}
	for ; c.common < len(c.before.bought); c.common++ {
		then := c.before.bought[c.common]
		at := c.at[then.project]
		if at == 0 && s.Cost[then.project] > 0 {
			break
		}
		cheaper := 0.0
		if at > 0 {
			cheaper = up(max(0, then.lo-s.bought[at-1].lo))
		}
		c.cheaper = append(c.cheaper, cheaper)
	}
	list := c.before.notes[p]
	k := len(list) - 1
	for k >= 0 && list[k].after > c.common {
		k--
	}
	if k < 0 || list[k].rich <= 0 {
		return 0
	}
	more := (c.now.share - c.before.share) * c.voters[p]
	for i, x := range c.cheaper[:list[k].after] {
		if x > 0 {
			more += x * c.together[p][c.before.bought[i].project]
		}
	}
	money := (list[k].money + more) * (1 + profile.SumError(list[k].after+4))
	c.note(p, len(s.bought), money, list[k].rich)
	return max(0, down(down(float64(s.Cost[p])-money)/list[k].rich))
}

// likely is the project that the run before bought next after those bought now, -1 when there is none to tell. Looked at
// first, it spares looks at others.
func (c *carry) likely(s *Run) int32 {
	if c == nil {
		return -1
	}
	for _, b := range c.before.bought[min(c.common, len(c.before.bought)):] {
		if c.at[b.project] == 0 && s.Cost[b.project] > 0 && !math.IsInf(s.price[b.project], 1) {
			return b.project
		}
	}
	return -1
}

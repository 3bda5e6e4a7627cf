package ballot

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"math/bits"

	"linli/solve/ballot/pabulib"
)

// reading is what a rule takes from a ballot.
type reading int

const (
	asApproval reading = iota // the projects that it names (with points above zero, where it has points)
	asPoints
	asBorda
	asRanking // the projects in their order
)

// group is one distinct ballot and how many voters cast it. weights belong to projects one by one; nil means all 1.
type group struct {
	projects []int32
	weights  []int64
	n        int64
}

// profile is an election as one rule reads it: money as whole numbers of the smallest unit that the file uses, points
// as whole numbers of the smallest fraction, equal ballots merged.
type profile struct {
	ids    []string
	cost   []int64
	budget int64
	unit   int64 // what one unit of currency is in these numbers
	point  int64 // what one point is in the weights
	voters int64
	groups []group
	sup    []supporters
	votes  []int64 // voters by project
	score  []int64 // weights by project, summed over voters
	rank   []int32 // tie order
}

// supporters are the distinct ballots that name a project; weights as in group.
type supporters struct {
	groups  []int32
	weights []int64
}

// maxMoney keeps sums of money, and their products with small counts, inside an int64.
const maxMoney = int64(1) << 52

func tooLarge(what string) error {
	return &Refusal{EN: "numbers too large to count with: " + what, ZH: "数值过大,无法计算:" + what}
}

// compile reads an election for a rule.
func compile(e *pabulib.Election, how reading) (*profile, error) {
	p := &profile{voters: int64(len(e.Votes))}
	if err := p.money(e); err != nil {
		return nil, err
	}
	if err := p.ballots(e, how); err != nil {
		return nil, err
	}
	p.index()
	total := int64(0)
	for _, w := range p.score {
		if total += w; total > maxMoney {
			return nil, tooLarge("points")
		}
	}
	return p, nil
}

// money brings all amounts to one scale.
func (p *profile) money(e *pabulib.Election) error {
	scale := e.Meta.Budget.Scale
	for _, pr := range e.Projects {
		scale = max(scale, pr.Cost.Scale)
	}
	for _, d := range append(append([]pabulib.Decimal{}, e.Meta.BudgetPerCategory...), e.Meta.BudgetPerNeighbor...) {
		scale = max(scale, d.Scale)
	}
	unit, ok := scaled(pabulib.Decimal{Units: 1}, scale)
	if !ok {
		return tooLarge("10^" + fmt.Sprint(scale))
	}
	p.unit = unit
	if p.budget, ok = scaled(e.Meta.Budget, scale); !ok {
		return tooLarge("budget")
	}
	total := int64(0)
	for _, pr := range e.Projects {
		c, ok := scaled(pr.Cost, scale)
		if total += c; !ok || total > maxMoney {
			return tooLarge("cost of " + pr.ID)
		}
		p.ids, p.cost = append(p.ids, pr.ID), append(p.cost, c)
	}
	return nil
}

// scaled is d in units of 10^-scale.
func scaled(d pabulib.Decimal, scale uint8) (int64, bool) {
	x := d.Units
	for range int(scale) - int(d.Scale) {
		hi, lo := bits.Mul64(uint64(x), 10)
		if hi != 0 || lo > uint64(maxMoney) {
			return 0, false
		}
		x = int64(lo)
	}
	return x, x <= maxMoney
}

// ballots merges equal ballots, in order of their first appearance.
func (p *profile) ballots(e *pabulib.Election, how reading) error {
	scale := uint8(0)
	if how == asPoints {
		for _, v := range e.Votes {
			for _, d := range v.Points {
				scale = max(scale, d.Scale)
			}
		}
	}
	var ok bool
	if p.point, ok = scaled(pabulib.Decimal{Units: 1}, scale); !ok {
		return tooLarge("points")
	}
	found := make(map[string]int32, len(e.Votes)/2)
	var key []byte
	for i := range e.Votes {
		g, err := read(e, &e.Votes[i], how, scale)
		if err != nil {
			return err
		}
		if len(g.projects) == 0 {
			continue
		}
		key = g.key(key[:0])
		at, ok := found[string(key)]
		if !ok {
			at = int32(len(p.groups))
			found[string(key)] = at
			p.groups = append(p.groups, g)
		}
		p.groups[at].n++
	}
	return nil
}

func (g *group) key(b []byte) []byte {
	for i, p := range g.projects {
		b = binary.AppendUvarint(b, uint64(p))
		if g.weights != nil {
			b = binary.AppendUvarint(b, uint64(g.weights[i]))
		}
	}
	return b
}

// read is one ballot as a rule takes it.
func read(e *pabulib.Election, v *pabulib.Vote, how reading, scale uint8) (group, error) {
	switch how {
	case asRanking:
		return group{projects: v.Choices}, nil
	case asBorda:
		return borda(v), nil
	case asPoints:
		return pointsOf(e, v, scale)
	}
	g := group{projects: make([]int32, 0, len(v.Choices))}
	for i, c := range v.Choices {
		if v.Points == nil || v.Points[i].Units > 0 {
			g.projects = append(g.projects, c)
		}
	}
	return g.sorted(), nil
}

// borda gives each named project the number of named projects below it, so the last gets none.
func borda(v *pabulib.Vote) group {
	var g group
	for i, c := range v.Choices {
		if w := int64(len(v.Choices) - 1 - i); w > 0 {
			g.projects, g.weights = append(g.projects, c), append(g.weights, w)
		}
	}
	return g.sorted()
}

func pointsOf(e *pabulib.Election, v *pabulib.Vote, scale uint8) (group, error) {
	var g group
	add := func(c int32, d pabulib.Decimal) error {
		w, ok := scaled(d, scale)
		if d.Units < 0 || !ok || w > math.MaxInt32 {
			return &Refusal{
				EN: fmt.Sprintf("voter %s gives %s points: rules that add up points need points from zero to 2,147,483,647", v.Voter, d),
				ZH: fmt.Sprintf("选民 %s 给了 %s 分:按分数计算的规则只接受 0 到 2,147,483,647", v.Voter, d),
			}
		}
		if w > 0 {
			g.projects, g.weights = append(g.projects, c), append(g.weights, w)
		}
		return nil
	}
	for i, c := range v.Choices {
		if err := add(c, v.Points[i]); err != nil {
			return g, err
		}
	}
	if d := e.Meta.DefaultScore; d != nil && d.Units != 0 && e.Meta.VoteType == pabulib.Scoring {
		named := map[int32]bool{}
		for _, c := range v.Choices {
			named[c] = true
		}
		for c := range e.Projects {
			if !named[int32(c)] {
				if err := add(int32(c), *d); err != nil {
					return g, err
				}
			}
		}
	}
	return g.sorted(), nil
}

// sorted puts the projects in index order, so that equal sets are equal lists. Ballots are short: insertion sort.
func (g group) sorted() group {
	for i := 1; i < len(g.projects); i++ {
		for j := i; j > 0 && g.projects[j] < g.projects[j-1]; j-- {
			g.projects[j], g.projects[j-1] = g.projects[j-1], g.projects[j]
			if g.weights != nil {
				g.weights[j], g.weights[j-1] = g.weights[j-1], g.weights[j]
			}
		}
	}
	return g
}

// index turns ballots by voter into ballots by project.
func (p *profile) index() {
	m := len(p.ids)
	p.sup, p.votes, p.score = make([]supporters, m), make([]int64, m), make([]int64, m)
	for i := range p.groups {
		g := &p.groups[i]
		for j, c := range g.projects {
			s := &p.sup[c]
			s.groups = append(s.groups, int32(i))
			w := int64(1)
			if g.weights != nil {
				w = g.weights[j]
				s.weights = append(s.weights, w)
			}
			p.votes[c] += g.n
			p.score[c] += g.n * w
		}
	}
}

// amount is scaled money as a decimal text.
func (p *profile) amount(x int64) string {
	return decimal(big.NewRat(x, p.unit))
}

// decimal writes a fraction whose denominator is a power of ten.
func decimal(r *big.Rat) string {
	n, exact := r.FloatPrec()
	if !exact {
		return r.RatString()
	}
	return r.FloatString(n)
}

// Package profile is an election as one counting rule reads it: money as whole numbers of the smallest unit that the
// file uses, points as whole numbers of the smallest fraction, equal ballots merged, projects ranked for ties.
package profile

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"math/bits"

	"linli/solve/ballot/pabulib"
)

// Reading is what a rule takes from a ballot.
type Reading int

// AsApproval takes the projects that a ballot names (with points above zero, where it has points), AsPoints their
// points, AsBorda the number of named projects below each, AsRanking the projects in their order.
const (
	AsApproval Reading = iota
	AsPoints
	AsBorda
	AsRanking
)

// Group is one distinct ballot and the N voters who cast it. Weights belong to Projects one by one; nil means all 1.
type Group struct {
	Projects []int32
	Weights  []int64
	N        int64
}

// Profile is what the rules count. All its slices but Groups are indexed by project, in the order of the file.
type Profile struct {
	IDs    []string
	Cost   []int64
	Budget int64
	Unit   int64 // what one unit of currency is in these numbers
	Point  int64 // what one point is in the weights
	Voters int64
	Groups []Group
	Sup    []Supporters
	Votes  []int64 // voters by project
	Score  []int64 // weights by project, summed over voters
	Rank   []int32 // place in the tie order; Compile leaves it to TieRanks
}

// Supporters are the distinct ballots (indices of Groups) that name a project; Weights as in Group.
type Supporters struct {
	Groups  []int32
	Weights []int64
}

// MaxMoney keeps sums of money, and their products with small counts, inside an int64.
const MaxMoney = int64(1) << 52

// TooLarge refuses an election whose numbers do not fit.
func TooLarge(what string) error {
	return &Refusal{EN: "numbers too large to count with: " + what, ZH: "数值过大,无法计算:" + what}
}

// Compile reads an election for a rule.
func Compile(e *pabulib.Election, how Reading) (*Profile, error) {
	p := &Profile{Voters: int64(len(e.Votes))}
	if err := p.money(e); err != nil {
		return nil, err
	}
	if err := p.ballots(e, how); err != nil {
		return nil, err
	}
	p.index()
	total := int64(0)
	for _, w := range p.Score {
		if total += w; total > MaxMoney {
			return nil, TooLarge("points")
		}
	}
	return p, nil
}

// money brings all amounts to one scale.
func (p *Profile) money(e *pabulib.Election) error {
	scale := e.Meta.Budget.Scale
	for _, pr := range e.Projects {
		scale = max(scale, pr.Cost.Scale)
	}
	for _, d := range append(append([]pabulib.Decimal{}, e.Meta.BudgetPerCategory...), e.Meta.BudgetPerNeighbor...) {
		scale = max(scale, d.Scale)
	}
	unit, ok := scaled(pabulib.Decimal{Units: 1}, scale)
	if !ok {
		return TooLarge("10^" + fmt.Sprint(scale))
	}
	p.Unit = unit
	if p.Budget, ok = scaled(e.Meta.Budget, scale); !ok {
		return TooLarge("budget")
	}
	total := int64(0)
	for _, pr := range e.Projects {
		c, ok := scaled(pr.Cost, scale)
		if total += c; !ok || total > MaxMoney {
			return TooLarge("cost of " + pr.ID)
		}
		p.IDs, p.Cost = append(p.IDs, pr.ID), append(p.Cost, c)
	}
	return nil
}

// scaled is d in units of 10^-scale.
func scaled(d pabulib.Decimal, scale uint8) (int64, bool) {
	x := d.Units
	for range int(scale) - int(d.Scale) {
		hi, lo := bits.Mul64(uint64(x), 10)
		if hi != 0 || lo > uint64(MaxMoney) {
			return 0, false
		}
		x = int64(lo)
	}
	return x, x <= MaxMoney
}

// ballots merges equal ballots, in order of their first appearance.
func (p *Profile) ballots(e *pabulib.Election, how Reading) error {
	scale := uint8(0)
	if how == AsPoints {
		for _, v := range e.Votes {
			for _, d := range v.Points {
				scale = max(scale, d.Scale)
			}
		}
	}
	var ok bool
	if p.Point, ok = scaled(pabulib.Decimal{Units: 1}, scale); !ok {
		return TooLarge("points")
	}
	found := make(map[string]int32, len(e.Votes)/2)
	var key []byte
	for i := range e.Votes {
		g, err := read(e, &e.Votes[i], how, scale)
		if err != nil {
			return err
		}
		if len(g.Projects) == 0 {
			continue
		}
		key = g.key(key[:0])
		at, ok := found[string(key)]
		if !ok {
			at = int32(len(p.Groups))
			found[string(key)] = at
			p.Groups = append(p.Groups, g)
		}
		p.Groups[at].N++
	}
	return nil
}

func (g *Group) key(b []byte) []byte {
	for i, p := range g.Projects {
		b = binary.AppendUvarint(b, uint64(p))
		if g.Weights != nil {
			b = binary.AppendUvarint(b, uint64(g.Weights[i]))
		}
	}
	return b
}

// read is one ballot as a rule takes it.
func read(e *pabulib.Election, v *pabulib.Vote, how Reading, scale uint8) (Group, error) {
	switch how {
	case AsRanking:
		return Group{Projects: v.Choices}, nil
	case AsBorda:
		return borda(v), nil
	case AsPoints:
		return pointsOf(e, v, scale)
	}
	g := Group{Projects: make([]int32, 0, len(v.Choices))}
	for i, c := range v.Choices {
		if v.Points == nil || v.Points[i].Units > 0 {
			g.Projects = append(g.Projects, c)
		}
	}
	return g.sorted(), nil
}

// borda gives each named project the number of named projects below it, so the last gets none.
func borda(v *pabulib.Vote) Group {
	var g Group
	for i, c := range v.Choices {
		if w := int64(len(v.Choices) - 1 - i); w > 0 {
			g.Projects, g.Weights = append(g.Projects, c), append(g.Weights, w)
		}
	}
	return g.sorted()
}

func pointsOf(e *pabulib.Election, v *pabulib.Vote, scale uint8) (Group, error) {
	var g Group
	add := func(c int32, d pabulib.Decimal) error {
		w, ok := scaled(d, scale)
		if d.Units < 0 || !ok || w > math.MaxInt32 {
			return &Refusal{
				EN: fmt.Sprintf("voter %s gives %s points: rules that add up points need points from zero to 2,147,483,647", v.Voter, d),
				ZH: fmt.Sprintf("选民 %s 给了 %s 分:按分数计算的规则只接受 0 到 2,147,483,647", v.Voter, d),
			}
		}
		if w > 0 {
			g.Projects, g.Weights = append(g.Projects, c), append(g.Weights, w)
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
func (g Group) sorted() Group {
	for i := 1; i < len(g.Projects); i++ {
		for j := i; j > 0 && g.Projects[j] < g.Projects[j-1]; j-- {
			g.Projects[j], g.Projects[j-1] = g.Projects[j-1], g.Projects[j]
			if g.Weights != nil {
				g.Weights[j], g.Weights[j-1] = g.Weights[j-1], g.Weights[j]
			}
		}
	}
	return g
}

// index turns ballots by voter into ballots by project.
func (p *Profile) index() {
	m := len(p.IDs)
	p.Sup, p.Votes, p.Score = make([]Supporters, m), make([]int64, m), make([]int64, m)
	for i := range p.Groups {
		g := &p.Groups[i]
		for j, c := range g.Projects {
			s := &p.Sup[c]
			s.Groups = append(s.Groups, int32(i))
			w := int64(1)
			if g.Weights != nil {
				w = g.Weights[j]
				s.Weights = append(s.Weights, w)
			}
			p.Votes[c] += g.N
			p.Score[c] += g.N * w
		}
	}
}

// Amount is scaled money as a decimal text.
func (p *Profile) Amount(x int64) string {
	return Decimal(big.NewRat(x, p.Unit))
}

// Decimal writes a fraction whose denominator is a power of ten.
func Decimal(r *big.Rat) string {
	n, exact := r.FloatPrec()
	if !exact {
		return r.RatString()
	}
	return r.FloatString(n)
}

// SumError bounds the relative error of a float sum of n products of non-negative numbers: (n+1)·2^-53 by the standard
// analysis, doubled to cover the second-order terms and its own use.
func SumError(n int) float64 { return float64(n+4) * 0x1p-52 }

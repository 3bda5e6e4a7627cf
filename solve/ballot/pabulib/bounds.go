package pabulib

import (
	"math/big"
	"slices"
)

// bounds warns where a ballot breaks what META asked of voters. Such ballots were accepted by those who ran the
// election, so they count.
func (p *parser) bounds(v *Vote, line int) {
	m := &p.e.Meta
	if m.MinLength != nil && len(v.Choices) < *m.MinLength {
		p.warn(line, "选票有%d个项目,至少应有%d个", "the ballot names %d projects, META asks for at least %d", len(v.Choices), *m.MinLength)
	}
	if m.MaxLength != nil && len(v.Choices) > *m.MaxLength {
		p.warn(line, "选票有%d个项目,至多应有%d个", "the ballot names %d projects, META allows %d", len(v.Choices), *m.MaxLength)
	}
	if m.MinSumCost != nil || m.MaxSumCost != nil {
		costs := make([]Decimal, len(v.Choices))
		for i, c := range v.Choices {
			costs[i] = p.e.Projects[c].Cost
		}
		p.between(line, sum(costs), m.MinSumCost, m.MaxSumCost, "造价之和", "the sum of costs")
	}
	p.inCategories(v, line)
	for _, d := range v.Points {
		if m.MinPoints != nil || m.MaxPoints != nil {
			p.between(line, d.Rat(), m.MinPoints, m.MaxPoints, "分数", "a number of points")
		}
	}
	if len(v.Points) > 0 && (m.MinSumPoints != nil || m.MaxSumPoints != nil) {
		p.between(line, sum(v.Points), m.MinSumPoints, m.MaxSumPoints, "分数之和", "the sum of points")
	}
}

// inCategories warns where a ballot names too few or too many projects of a category, or too dear ones.
func (p *parser) inCategories(v *Vote, line int) {
	m := &p.e.Meta
	if len(m.MinLengthPerCategory)+len(m.MaxLengthPerCategory)+len(m.MinSumCostPerCategory)+len(m.MaxSumCostPerCategory) == 0 {
		return
	}
	at := func(list []Decimal, i int) *Decimal {
		if i < len(list) {
			return &list[i]
		}
		return nil
	}
	for i, name := range m.Categories {
		var costs []Decimal
		for _, c := range v.Choices {
			if slices.Contains(p.e.Projects[c].Categories, name) {
				costs = append(costs, p.e.Projects[c].Cost)
			}
		}
		length := new(big.Rat).SetInt64(int64(len(costs)))
		p.between(line, length, at(m.MinLengthPerCategory, i), at(m.MaxLengthPerCategory, i), "“"+name+"”类项目数", "the number of projects of "+name)
		p.between(line, sum(costs), at(m.MinSumCostPerCategory, i), at(m.MaxSumCostPerCategory, i), "“"+name+"”类造价之和", "the sum of costs in "+name)
	}
}

func (p *parser) between(line int, x *big.Rat, low, high *Decimal, zh, en string) {
	text := x.RatString()
	if low != nil && x.Cmp(low.Rat()) < 0 {
		p.warn(line, "%[1]s %[3]s 小于 %[4]s", "%[2]s, %[3]s, is below %[4]s", zh, en, text, low)
	}
	if high != nil && x.Cmp(high.Rat()) > 0 {
		p.warn(line, "%[1]s %[3]s 大于 %[4]s", "%[2]s, %[3]s, is above %[4]s", zh, en, text, high)
	}
}

func sum(ds []Decimal) *big.Rat {
	var units int64
	whole := true
	for _, d := range ds {
		units += d.Units
		whole = whole && d.Scale == 0 && units < 1<<60 && d.Units < 1<<60
	}
	if whole {
		return new(big.Rat).SetInt64(units)
	}
	total := new(big.Rat)
	for _, d := range ds {
		total.Add(total, d.Rat())
	}
	return total
}

// totals warns where the column of votes differs from the ballots: paper ballots that were not published, for example.
func (p *parser) totals() {
	if p.col.votes < 0 || len(p.errs) > 0 {
		return
	}
	for i, pr := range p.e.Projects {
		text := pr.Fields[p.col.votes]
		d, ok := ParseDecimal(text)
		if text == "" || !ok || d == (Decimal{Units: p.counted[i]}) {
			continue
		}
		p.warn(0, "项目 %s 的票数列写的是 %s,选票上有 %d", "project %s: the column votes says %s, the ballots name it %d times", pr.ID, text, p.counted[i])
	}
}

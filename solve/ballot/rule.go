package ballot

import "strings"

// method is the family of a rule.
type method int

const (
	greedy method = iota
	equalShares
	phragmen
	maximinSupport
	plurality
	twoRound
	bordaCount
	schulze
	instantRunoff
)

// measure is what a voter gets from a funded project.
type measure string

const (
	byCost     measure = "cost"     // its cost, where the ballot names it
	byCard     measure = "card"     // 1, where the ballot names it
	byCardinal measure = "cardinal" // the points of the ballot
	byBorda    measure = "borda"    // projects that the ballot places below it
	byScore    measure = "score"    // points (or Borda points) without regard to cost; greedy only
)

// rule is a parsed rule name.
type rule struct {
	name         string
	method       method
	measure      measure
	add1         bool
	noExhaustive bool // add-one stops only when the money is exceeded
	completion   measure
}

var singles = map[string]method{
	"plurality": plurality, "two_round": twoRound, "borda": bordaCount, "schulze": schulze, "irv": instantRunoff,
}

// Rules are the forms of rule names that Count understands.
func Rules() []string {
	return []string{
		"greedy_cost", "greedy_card", "greedy_cardinal", "greedy_borda", "greedy_score",
		"mes_{cost,card,cardinal,borda}[_add1[_no_exhaustive_stop]][_then_greedy_{cost,card,cardinal,borda,score}]",
		"phragmen[_then_greedy_…]", "maximin_support[_then_greedy_…]",
		"plurality", "two_round", "borda", "schulze", "irv",
	}
}

// parseRule reads a rule name as the reference records write it.
func parseRule(name string) (rule, error) {
	if r, ok := readRule(name); ok {
		return r, nil
	}
	known := Rules()
	return rule{}, refuse("规则 %[1]q 不认识;可用:%[2]s", "rule %[1]q is unknown; known: %[2]s", name, strings.Join(known, ", "))
}

func readRule(name string) (rule, bool) {
	r := rule{name: name}
	if m, ok := singles[name]; ok {
		r.method = m
		return r, true
	}
	head, completion, completed := strings.Cut(name, "_then_greedy_")
	if completed {
		r.completion = measure(completion)
		if !r.completion.forGreedy() {
			return rule{}, false
		}
	}
	if m, ok := strings.CutPrefix(head, "greedy_"); ok && !completed {
		r.method, r.measure = greedy, measure(m)
		if r.measure.forGreedy() {
			return r, true
		}
		return rule{}, false
	}
	switch head {
	case "phragmen":
		r.method = phragmen
		return r, true
	case "maximin_support":
		r.method = maximinSupport
		return r, true
	}
	return readShares(r, head)
}

// readShares reads the part after the name of equal shares.
func readShares(r rule, head string) (rule, bool) {
	m, ok := strings.CutPrefix(head, "mes_")
	r.method = equalShares
	m, r.noExhaustive = strings.CutSuffix(m, "_add1_no_exhaustive_stop")
	if r.noExhaustive {
		r.add1 = true
	} else {
		m, r.add1 = strings.CutSuffix(m, "_add1")
	}
	r.measure = measure(m)
	return r, ok && r.measure.forGreedy() && r.measure != byScore
}

func (m measure) forGreedy() bool {
	switch m {
	case byCost, byCard, byCardinal, byBorda, byScore:
		return true
	}
	return false
}

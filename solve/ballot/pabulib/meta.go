package pabulib

import (
	"slices"
	"strconv"
)

func (p *parser) metaRow(r row) {
	if len(r.fields) < 2 {
		p.fail(r.line, "META 的一行应为 key;value", "a line of META must be key;value")
		return
	}
	for _, extra := range r.fields[2:] {
		if extra != "" {
			p.fail(r.line, "META 的一行应为 key;value,含分号的值要加引号", "a line of META must be key;value: quote a value that holds a semicolon")
			return
		}
	}
	key, value := r.fields[0], r.fields[1]
	if key == "" {
		p.fail(r.line, "META 的一行没有名称", "a line of META without a key")
		return
	}
	if at, twice := p.meta[key]; twice {
		p.fail(r.line, "%s 重复,第一次在第%d行", "%s stands twice, first on line %d", key, at.line)
		return
	}
	p.meta[key] = metaAt{value, r.line}
	p.e.MetaRows = append(p.e.MetaRows, MetaRow{key, value})
}

// readMeta gives META its types, once the section is complete.
func (p *parser) readMeta() {
	for _, key := range []string{"num_projects", "num_votes", "budget", "vote_type"} {
		if m, ok := p.meta[key]; !ok || m.value == "" {
			line := m.line
			if line == 0 {
				line = max(1, p.headers["META"]) // where it should stand
			}
			p.fail(line, "META 缺少 %s", "META lacks %s", key)
		}
	}
	m := &p.e.Meta
	p.voteType(m)
	p.number("budget", &m.Budget)
	if m.Budget.Units < 0 {
		p.fail(p.meta["budget"].line, "预算是负数", "the budget is negative")
	}
	m.Rule = p.meta["rule"].value
	m.MinLength, m.MaxLength = p.count("min_length"), p.count("max_length")
	m.MinSumCost, m.MaxSumCost = p.optional("min_sum_cost"), p.optional("max_sum_cost")
	m.MinPoints, m.MaxPoints = p.optional("min_points"), p.optional("max_points")
	m.MinSumPoints, m.MaxSumPoints = p.optional("min_sum_points"), p.optional("max_sum_points")
	m.DefaultScore = p.optional("default_score")
	m.ScoreThreshold = p.optional("min_project_score_threshold")
	p.optional("min_project_cost")
	p.optional("max_project_cost")
	m.FullyFunded = p.meta["fully_funded"].value == "1"
	m.Categories, m.BudgetPerCategory = p.envelopes("categories", "budget_per_category")
	m.MinLengthPerCategory, m.MaxLengthPerCategory = p.perCategory("min_length_per_category"), p.perCategory("max_length_per_category")
	m.MinSumCostPerCategory, m.MaxSumCostPerCategory = p.perCategory("min_sum_cost_per_category"), p.perCategory("max_sum_cost_per_category")
	m.Neighborhoods, m.BudgetPerNeighbor = p.envelopes(p.either("neighborhoods", "neighbourhoods"), p.either("budget_per_neighborhood", "budget_per_neighbourhood"))
}

// perCategory reads one number for each category, or one for all of them.
func (p *parser) perCategory(key string) []Decimal {
	m, ok := p.meta[key]
	if !ok || m.value == "" {
		return nil
	}
	var all []Decimal
	for _, text := range list(m.value) {
		d, ok := ParseDecimal(text)
		if !ok {
			p.fail(m.line, "%s 的 %q 不是数", "%s: %q is not a number", key, text)
		}
		all = append(all, d)
	}
	n := len(p.e.Meta.Categories)
	if len(all) == 1 && n > 1 {
		return slices.Repeat(all, n)
	}
	if len(all) != n {
		p.fail(m.line, "%s 有%d项,categories 有%d项", "%s has %d entries, categories has %d", key, len(all), n)
		return nil
	}
	return all
}

// either is the spelling that the file uses.
func (p *parser) either(a, b string) string {
	if _, ok := p.meta[b]; ok {
		return b
	}
	return a
}

func (p *parser) voteType(m *Meta) {
	at := p.meta["vote_type"]
	m.VoteType = VoteType(at.value)
	switch m.VoteType {
	case Approval, ChooseOne, Ordinal, Cumulative, Scoring, "":
	default:
		p.fail(at.line, "vote_type %q 不认识", "vote_type %q is unknown", at.value)
	}
}

func (p *parser) number(key string, to *Decimal) {
	m, ok := p.meta[key]
	if !ok || m.value == "" {
		return
	}
	d, ok := ParseDecimal(m.value)
	if !ok {
		p.fail(m.line, "%s %q 不是数", "%s %q is not a number", key, m.value)
		return
	}
	*to = d
}

func (p *parser) optional(key string) *Decimal {
	if m, ok := p.meta[key]; !ok || m.value == "" {
		return nil
	}
	var d Decimal
	p.number(key, &d)
	return &d
}

func (p *parser) integer(key string, m metaAt) (int, bool) {
	n, err := strconv.Atoi(m.value)
	if err != nil || n < 0 || !onlyDigits(m.value) {
		p.fail(m.line, "%s %q 不是非负整数", "%s %q is not a whole number", key, m.value)
		return 0, false
	}
	return n, true
}

func (p *parser) count(key string) *int {
	m, ok := p.meta[key]
	if !ok || m.value == "" {
		return nil
	}
	if n, ok := p.integer(key, m); ok {
		return &n
	}
	return nil
}

// envelopes reads the names of categories or areas and the money of each.
func (p *parser) envelopes(names, budgets string) ([]string, []Decimal) {
	all := list(p.meta[names].value)
	m, ok := p.meta[budgets]
	if !ok || m.value == "" {
		return all, nil
	}
	var money []Decimal
	for _, text := range list(m.value) {
		d, ok := ParseDecimal(text)
		if !ok || d.Units < 0 {
			p.fail(m.line, "金额 %q 不对(%s)", "%q is not an amount of money (%s)", text, budgets)
		}
		money = append(money, d)
	}
	if len(money) != len(all) {
		p.fail(m.line, "%s 有%d项,%s 有%d项", "%s has %d entries, %s has %d", budgets, len(money), names, len(all))
	}
	return all, money
}

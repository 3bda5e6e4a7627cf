package ballot

import (
	"context"
	"fmt"
	"math/big"
	"strings"

	"linli/solve/ballot/profile"
	"linli/solve/ballot/shares"
)

// money writes an amount of smallest units for a sentence: exact when it has at most two decimals, else with ≈.
func (c *counter) money(r *big.Rat) string {
	x := new(big.Rat).Quo(r, new(big.Rat).SetInt64(c.Unit))
	text := x.FloatString(2)
	if back, _ := new(big.Rat).SetString(text); back.Cmp(x) != 0 {
		text = "≈" + text
	}
	text = strings.TrimSuffix(text, ".00")
	if cur, ok := c.election.Value("currency"); ok && cur != "" {
		text += " " + cur
	}
	return text
}

func (c *counter) whole(x int64) string { return c.money(new(big.Rat).SetInt64(x)) }

// exactMoney is an amount of smallest units in currency: a decimal where one ends, else a fraction.
func (c *counter) exactMoney(r *big.Rat) string {
	return profile.Decimal(new(big.Rat).Quo(r, new(big.Rat).SetInt64(c.Unit)))
}

func (c *counter) say(p int32, zh, en string, args ...any) {
	if c.opts.Explain {
		c.why[p] = sentence{fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)}
	}
}

// complete funds by a greedy rule what still fits.
func (c *counter) complete(m measure) error {
	p := c.Profile
	how := readingOf(rule{measure: m})
	if m == byScore {
		how = profile.AsPoints
		if c.election.Meta.VoteType == "ordinal" {
			how = profile.AsBorda
		}
	}
	if how != readingOf(c.rule) || m == byScore {
		other, err := profile.Compile(c.election, how)
		if err != nil {
			return err
		}
		other.Rank = c.Rank
		p = other
	}
	if c.rule.method == greedy {
		c.Profile = p // its votes are those that the sentences tell
	}
	values := greedyValues(p, m)
	order, missed := greedyRun(p, m, &fits{left: c.room.left, caps: cloned(c.room.caps)}, c.taken)
	for place, q := range order {
		c.take(q, Step{By: "greedy", Value: values[q].text(p, m)})
		zh, en := valueWords(m)
		c.say(q, "入选:排在第%[1]d位,"+zh+" %[2]s,造价 %[3]s 在剩余资金之内。", "Funded: number %[1]d by "+en+" (%[2]s), and its cost of %[3]s still fitted.",
			place+1, values[q].short(p, m), c.whole(c.Cost[q]))
	}
	for _, x := range missed {
		c.missed(x, values[x.project].short(p, m), m)
	}
	return nil
}

func (e *envelope) called() (zh, en string) {
	return "“" + e.name + "”的限额", fmt.Sprintf("the envelope of %s %q", e.kind, e.name)
}

func cloned(caps []envelope) []envelope { return append([]envelope{}, caps...) }

func (c *counter) missed(x passed, value string, m measure) {
	zhValue, enValue := valueWords(m)
	short := c.whole(c.Cost[x.project] - x.left)
	zh, en := "预算", "the budget"
	if x.by > 0 {
		zh, en = c.room.caps[x.by-1].called()
	}
	c.say(x.project, "未入选:"+zhValue+" %[1]s,轮到它时%[2]s只剩 %[3]s,造价 %[4]s,还差 %[5]s。",
		"Not funded: "+enValue+" %[1]s; when its turn came %[6]s had %[3]s left of its cost of %[4]s: %[5]s missing.",
		value, zh, c.whole(x.left), c.whole(c.Cost[x.project]), short, en)
}

func valueWords(m measure) (zh, en string) {
	switch m {
	case byCost:
		return "得票", "votes"
	case byScore:
		return "总分", "points"
	case byCard:
		return "每单位造价得票", "votes per cost"
	}
	return "每单位造价得分", "points per cost"
}

// exact is the figure in points, per unit of currency where it is per cost.
func (f fraction) exact(p *profile.Profile, m measure) *big.Rat {
	r := big.NewRat(f.num, f.den)
	if m != byCost && m != byScore {
		r.Mul(r, new(big.Rat).SetInt64(p.Unit))
	}
	if m != byCost && m != byCard {
		r.Quo(r, new(big.Rat).SetInt64(p.Point))
	}
	return r
}

func (f fraction) text(p *profile.Profile, m measure) string {
	if f.den == 0 {
		return "free"
	}
	return profile.Decimal(f.exact(p, m))
}

// short is the figure for a sentence.
func (f fraction) short(p *profile.Profile, m measure) string {
	if f.den == 0 {
		return "∞"
	}
	r := f.exact(p, m)
	if n, exact := r.FloatPrec(); exact && n <= 4 {
		return r.FloatString(n)
	}
	x, _ := r.Float64()
	return fmt.Sprintf("≈%.4g", x)
}

// equalShares counts by the Method of Equal Shares and explains it.
func (c *counter) equalShares(ctx context.Context) error {
	if c.Voters == 0 {
		for p := range c.IDs {
			c.say(int32(p), "未入选:没有选票。", "Not funded: there are no ballots.")
		}
		return nil
	}
	s := shares.New(c.Profile, c.rule.measure == byCost, c.opts.Exact)
	var res shares.Result
	var err error
	if c.rule.add1 {
		res, err = s.AddOne(ctx, c.rule.noExhaustive, c.opts.Progress)
	} else {
		res, err = s.Single(ctx, c.opts.Progress)
	}
	if err != nil {
		return err
	}
	c.out.Round, c.out.Ended = res.Round, res.Ended
	c.out.Share = c.exactMoney(big.NewRat(s.ShareNum(res.Round), c.Voters))
	if !c.opts.Explain {
		for _, p := range res.Order {
			c.take(p, Step{})
		}
		return nil
	}
	if c.rule.add1 {
		for _, r := range res.Rounds {
			ids := make([]string, len(r.Order))
			for i, p := range r.Order {
				ids[i] = c.IDs[p]
			}
			c.out.Rounds = append(c.out.Rounds, RoundsOf{r.From, r.To, ids})
		}
	}
	return c.explainShares(ctx, s, res.Round)
}

// explainShares repeats the round that counts, keeping who paid what.
func (c *counter) explainShares(ctx context.Context, s *shares.Run, round int64) error {
	list, err := s.Purchases(ctx, round)
	if err != nil {
		return err
	}
	for _, b := range list {
		p := b.Project
		if b.Price == nil {
			c.take(p, Step{By: "free"})
			c.say(p, "入选:不花钱,且有%d人支持。", "Funded: it costs nothing, and %d voters name it.", c.Votes[p])
			continue
		}
		step := Step{By: "equal_shares", Price: c.exactMoney(b.Price)}
		for _, x := range b.Paid {
			step.Payments = append(step.Payments, Payment{c.exactMoney(x.Each), x.Voters, x.All})
		}
		c.take(p, step)
		c.whoPaid(p, b.Paid, b.Price)
	}
	for p := range c.IDs {
		if !c.taken[p] {
			c.unpaid(int32(p), s)
		}
	}
	return nil
}

func (c *counter) whoPaid(p int32, list []shares.Paid, price *big.Rat) {
	full, poor := int64(0), int64(0)
	share := new(big.Rat)
	for _, x := range list {
		if x.All {
			poor += x.Voters
			continue
		}
		full += x.Voters
		share.Add(share, new(big.Rat).Mul(x.Each, new(big.Rat).SetInt64(x.Voters)))
	}
	share.Quo(share, new(big.Rat).SetInt64(c.Cost[p])).Mul(share, new(big.Rat).SetInt64(100))
	percent, zhEach, enEach := share.FloatString(1), "每人付", "each"
	if c.rule.measure == byCardinal || c.rule.measure == byBorda {
		zhEach, enEach = "每分付", "per point"
	}
	zh, en := "", ""
	if poor > 0 {
		zh = fmt.Sprintf(",另有%d人付出了剩下的全部", poor)
		en = fmt.Sprintf("; %d more paid all that they had left", poor)
	}
	c.say(p, "入选:%[1]d位支持者%[2]s %[3]s,合起来是造价 %[4]s 的 %[5]s%%%[6]s。",
		"Funded: %[1]d supporters paid %[3]s %[7]s, together %[5]s%% of the cost of %[4]s%[8]s.",
		full, zhEach, c.money(price), c.whole(c.Cost[p]), percent, zh, enEach, en)
}

func (c *counter) unpaid(p int32, s *shares.Run) {
	if c.Votes[p] == 0 {
		c.say(p, "未入选:没有人支持。", "Not funded: no voter supports it.")
		return
	}
	have := s.LeftWith(p)
	short := new(big.Rat).Sub(new(big.Rat).SetInt64(c.Cost[p]), have)
	c.say(p, "未入选:%d位支持者最后一共还有 %s,造价 %s,还差 %s。",
		"Not funded: its %d supporters have %s left together, its cost is %s: %s missing.",
		c.Votes[p], c.money(have), c.whole(c.Cost[p]), c.money(short))
}

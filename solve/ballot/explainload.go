package ballot

import (
	"context"
	"math/big"
	"slices"

	"linli/solve/ballot/design"
	"linli/solve/ballot/evenly"
	"linli/solve/ballot/profile"
)

// byPhragmen counts by sequential Phragmén and explains it.
func (c *counter) byPhragmen(ctx context.Context) error {
	res, err := countPhragmen(ctx, c.Profile, fits{left: c.room.left, caps: cloned(c.room.caps)}, c.opts)
	if err != nil {
		return err
	}
	for i, p := range res.order {
		step := Step{By: "phragmen"}
		if c.opts.Explain {
			step.Load = c.exactMoney(res.loads[i])
			step.Payments = c.rises(p, i, res)
		}
		c.take(p, step)
		c.say(p, "入选(第%[1]d个):%[2]d位支持者分担造价 %[3]s,各自的累计负担升到 %[4]s,是当时各项目中最低的。",
			"Funded as number %[1]d: its %[2]d supporters shared the cost of %[3]s, which brought each to a load of %[4]s, the lowest of all projects then.",
			i+1, c.Votes[p], c.whole(c.Cost[p]), c.money(res.loads[i]))
	}
	for p := range c.IDs {
		if !c.taken[p] {
			c.unloaded(int32(p), res)
		}
	}
	return nil
}

// rises are what supporters pay: the new load less the one that they carried.
func (c *counter) rises(p int32, step int, res phragmenResult) []Payment {
	var list []Payment
	rest := c.Votes[p]
	add := func(each *big.Rat, n int64) {
		if n > 0 && each.Sign() > 0 {
			list = append(list, Payment{Each: c.exactMoney(each), Voters: n})
		}
	}
	for j, n := range res.before[step] {
		add(new(big.Rat).Sub(res.loads[step], res.loads[j]), n)
		rest -= n
	}
	add(res.loads[step], rest)
	slices.Reverse(list) // largest first: loads only rise
	return list
}

func (c *counter) unloaded(p int32, res phragmenResult) {
	switch {
	case c.Votes[p] == 0:
		c.say(p, "未入选:没有人支持。", "Not funded: no voter supports it.")
	case c.Cost[p] > c.Budget:
		c.say(p, "未入选:造价 %s 超过全部预算 %s,差 %s。", "Not funded: its cost of %s is above the whole budget of %s by %s.",
			c.whole(c.Cost[p]), c.whole(c.Budget), c.whole(c.Cost[p]-c.Budget))
	case res.barred[p].by > 0:
		c.barred(res.barred[p])
	case res.stopped == p:
		c.say(p, "未入选:轮到它时剩余 %s,造价 %s,还差 %s;计票到此为止。", "Not funded: when its turn came %s was left, its cost is %s: %s missing, and the count ends there.",
			c.whole(c.room.left), c.whole(c.Cost[p]), c.whole(c.Cost[p]-c.room.left))
	case res.asked[p].Cmp(res.next) == 0:
		c.say(p, "未入选:%[1]d位支持者的负担会升到 %[2]s,与项目 %[3]s 并列最低;后者放不进剩余的 %[4]s,计票在此结束。",
			"Not funded: its %[1]d supporters would reach a load of %[2]s, tied for the lowest with project %[3]s, which did not fit into the %[4]s left: the count ends there.",
			c.Votes[p], c.money(res.next), c.IDs[res.stopped], c.whole(c.room.left))
	default:
		c.say(p, "未入选:%[1]d位支持者的负担会升到 %[2]s,比结束时的最低负担 %[3]s 高 %[4]s,没有轮到;计票在项目 %[5]s 放不进剩余的 %[6]s 时结束。",
			"Not funded: its %[1]d supporters would reach a load of %[2]s, above the lowest of %[3]s by %[4]s, so its turn did not come; the count ended when project %[5]s did not fit into the %[6]s left.",
			c.Votes[p], c.money(res.asked[p]), c.money(res.next), c.money(new(big.Rat).Sub(res.asked[p], res.next)), c.IDs[res.stopped], c.whole(c.room.left))
	}
}

// barred explains a project that its envelope could not pay for any more.
func (c *counter) barred(x passed) {
	cost := c.Cost[x.project]
	zh, en := c.room.caps[x.by-1].called()
	c.say(x.project, "未入选:第%[1]d个项目入选后,%[2]s只剩 %[3]s,造价 %[4]s,还差 %[5]s,因此不再参与计票。",
		"Not funded: after %[1]d funded projects %[6]s had %[3]s left of its cost of %[4]s: %[5]s missing, so it took no further part.",
		x.after, zh, c.whole(x.left), c.whole(cost), c.whole(cost-x.left), en)
}

// byMaximin counts by maximin support and explains it.
func (c *counter) byMaximin(ctx context.Context) error {
	res, err := countMaximin(ctx, c.Profile, c.opts.Progress)
	if err != nil {
		return err
	}
	for i, p := range res.order {
		step := Step{By: "maximin_support", Load: c.exactMoney(loadOf(res.loads[i]))}
		for _, x := range res.share {
			if x.Project == p {
				each := new(big.Rat).SetFrac(big.NewInt(x.Amount), new(big.Int).Mul(big.NewInt(x.Den), big.NewInt(x.Voters)))
				step.Payments = append(step.Payments, Payment{Each: c.exactMoney(each), Voters: x.Voters})
			}
		}
		c.take(p, step)
		zh, en := "。", "."
		if r := res.close[i]; r.project >= 0 {
			zh = ";次优的 " + c.IDs[r.project] + " 会是 " + c.money(loadOf(r.load)) + "。"
			en = "; with " + c.IDs[r.project] + ", the next best, it would have been " + c.money(loadOf(r.load)) + "."
		}
		c.say(p, "入选(第%[1]d个):把已选项目的造价重新均摊给%[2]d位支持者和其他人后,负担最重的人承担 %[3]s,为最低%[4]s",
			"Funded as number %[1]d: with all costs shared anew among its %[2]d supporters and the others, the largest load of a voter is %[3]s, the smallest possible%[5]s",
			i+1, c.Votes[p], c.money(loadOf(res.loads[i])), zh, en)
	}
	for p := range c.IDs {
		switch {
		case c.taken[p]:
		case c.Votes[p] == 0:
			c.say(int32(p), "未入选:没有人支持。", "Not funded: no voter supports it.")
		default:
			c.say(int32(p), "未入选:剩余 %s,造价 %s,还差 %s。", "Not funded: %s is left, its cost is %s: %s missing.",
				c.whole(c.room.left), c.whole(c.Cost[p]), c.whole(c.Cost[p]-c.room.left))
		}
	}
	return nil
}

func loadOf(l evenly.Load) *big.Rat { return big.NewRat(l.Cost, l.Voters) }

// chooseOne chooses one design and explains it by the figures of all.
func (c *counter) chooseOne() error {
	if len(c.Groups) == 0 {
		return refuse("没有选票选出任何项目", "no ballot names a project")
	}
	e := &design.Election{Ballots: make([]design.Ballot, len(c.Groups)), Rank: c.Rank}
	for i := range c.Groups {
		e.Ballots[i] = design.Ballot{Designs: c.Groups[i].Projects, Voters: c.Groups[i].N}
	}
	count := map[method]func() design.Result{
		plurality: e.Plurality, twoRound: e.TwoRounds, instantRunoff: e.Runoff, bordaCount: e.Borda, schulze: e.Schulze,
	}[c.rule.method]
	res := count()
	w := res.Winner
	c.taken[w] = true
	c.out.Order = []string{c.IDs[w]}
	if !c.opts.Explain {
		return nil
	}
	for _, r := range res.Rounds {
		t := map[string]int64{}
		for p, v := range r {
			if v >= 0 {
				t[c.IDs[p]] = v
			}
		}
		c.out.Tallies = append(c.out.Tallies, t)
	}
	for p := range c.IDs {
		if c.rule.method == schulze {
			c.pairwise(int32(p), &res)
		} else {
			c.tallied(int32(p), &res)
		}
	}
	return nil
}

// tallied explains a design by its votes or points in the last round that it took part in.
func (c *counter) tallied(p int32, res *design.Result) {
	last := 0
	for i, r := range res.Rounds {
		if r[p] >= 0 {
			last = i
		}
	}
	mine, best := res.Rounds[last][p], res.Rounds[last][res.Winner]
	zh, en, scale := "票", "votes", int64(1)
	if c.rule.method == bordaCount {
		zh, en, scale = "分", "points", 2
	}
	show := func(x int64) string { return profile.Decimal(big.NewRat(x, scale)) }
	total := show(sumOf(res.Rounds[last]))
	if p == res.Winner {
		c.say(p, "选中:第%[1]d轮得 %[2]s "+zh+",共 %[3]s。", "Chosen: %[2]s of %[3]s "+en+" in round %[1]d.", last+1, show(mine), total)
		return
	}
	if mine == best {
		c.say(p, "未选中:第%[1]d轮与选中的方案同为 %[2]s "+zh+",按平局规则在后。", "Not chosen: in round %[1]d it has as many "+en+" as the chosen design (%[2]s), and comes after it in the tie order.", last+1, show(mine))
		return
	}
	c.say(p, "未选中:第%[1]d轮得 %[2]s "+zh+",比选中的方案少 %[3]s。", "Not chosen: %[2]s "+en+" in round %[1]d, %[3]s fewer than the chosen design.", last+1, show(mine), show(best-mine))
}

func sumOf(votes []int64) int64 {
	total := int64(0)
	for _, v := range votes {
		total += max(v, 0)
	}
	return total
}

// pairwise explains a design by its meeting with the chosen one, or with a design that beats it.
func (c *counter) pairwise(p int32, res *design.Result) {
	w := res.Winner
	if p == w {
		beaten := 0
		for q := range c.IDs {
			if res.Wins[w][q] > res.Wins[q][w] {
				beaten++
			}
		}
		c.say(p, "选中:两两比较胜过 %[1]d 个方案(共 %[2]d 个),没有方案以更强的链条胜过它。",
			"Chosen: it wins %[1]d of %[2]d pairwise comparisons, and no design beats it by a stronger chain.", beaten, len(c.IDs)-1)
		return
	}
	if res.Paths[w][p] == res.Paths[p][w] {
		c.say(p, "未选中:与选中的方案强度相同,按平局规则在后。", "Not chosen: as strong as the chosen design, and after it in the tie order.")
		return
	}
	c.say(p, "未选中:选中的方案以 %[1]d 票的链条胜过它,反过来只有 %[2]d 票(直接比较 %[3]d 比 %[4]d)。",
		"Not chosen: the chosen design beats it by a chain of %[1]d votes, against %[2]d the other way (head to head %[3]d to %[4]d).",
		res.Paths[w][p], res.Paths[p][w], res.Wins[w][p], res.Wins[p][w])
}

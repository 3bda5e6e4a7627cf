package edition

import (
	"context"
	"maps"
	"slices"

	"linli/internal/place"
)

// successors looks up the codes that the list says it replaces: those that hold will end, those that ended without
// knowing their successor learn it, those that never were are reported.
func (c *comparison) successors(ctx context.Context) error {
	replaces := map[string]string{} // new code by old code
	for i := range c.list.rows {
		if r := &c.list.rows[i]; !r.bad {
			for _, old := range c.list.olds[r.line] {
				replaces[old] = r.code
			}
		}
	}
	olds := slices.Sorted(maps.Keys(replaces))
	last, err := place.Last(ctx, c.d, olds)
	if err != nil {
		return err
	}
	for _, old := range olds {
		p, known := last[old]
		switch by := replaces[old]; {
		case !known:
			c.rep.UnknownOld.add(by, "", old)
		case !p.Ended:
			c.forced[old] = by
		case p.ReplacedBy != by:
			c.rep.Recoded.add(by, p.Name, old)
			p.Version, p.ReplacedBy = p.Version+1, by
			c.plan.mends = append(c.plan.mends, p)
		}
	}
	return nil
}

// recode pairs what has ended with what is new: the same name on the same level under the same parent or under the one
// that replaced it, if there is exactly one on each side. From the top down, so that the parents are paired first.
func (c *comparison) recode() {
	claimed := map[string]bool{}
	for _, by := range c.forced {
		claimed[by] = true
	}
	type key struct{ parent, name string }
	for l := place.Province; l <= place.Community && len(c.plan.ended) > 0; l++ {
		was, is := map[key][]int{}, map[key][]string{}
		for i, e := range c.plan.ended {
			if place.LevelOf(e.code) != l || e.by != "" {
				continue
			}
			parent := e.parent
			if j, ended := c.plan.gone[parent]; ended && c.plan.ended[j].by != "" {
				parent = c.plan.ended[j].by
			}
			was[key{parent, e.name}] = append(was[key{parent, e.name}], i)
		}
		for _, i := range c.added {
			r := &c.list.rows[i]
			if place.LevelOf(r.code) == l && !claimed[r.code] && len(was[key{r.parent, r.name}]) == 1 {
				is[key{r.parent, r.name}] = append(is[key{r.parent, r.name}], r.code)
			}
		}
		for k, codes := range is {
			if len(codes) == 1 {
				c.plan.ended[was[k][0]].by = codes[0]
			}
		}
	}
}

// names finds the aliases that the store does not have yet.
func (c *comparison) names(ctx context.Context) error {
	if len(c.list.aliases) == 0 {
		return nil
	}
	have, err := storedAliases(ctx, c.d)
	if err != nil {
		return err
	}
	for i := range c.list.rows {
		r := &c.list.rows[i]
		for _, alias := range c.list.aliases[r.line] {
			pair := [2]string{alias, r.code}
			if r.bad || have[pair] || alias == r.name {
				continue
			}
			have[pair] = true
			c.rep.Aliases.add(r.code, alias, "")
			c.plan.aliases = append(c.plan.aliases, pair)
		}
	}
	return nil
}

// report counts what the plan will do.
func (c *comparison) report() {
	successor := map[string]bool{}
	for _, e := range c.plan.ended {
		if e.by == "" {
			c.rep.Ended.add(e.code, e.name, "")
			continue
		}
		successor[e.by] = true
		c.rep.Recoded.add(e.by, e.name, e.code)
	}
	for _, s := range c.plan.below {
		if c.plan.ended[c.plan.gone[s.code[:fullWidth]]].by == "" {
			c.rep.Stranded.add(s.code, s.name, "")
		}
	}
	for _, i := range c.added {
		if r := &c.list.rows[i]; !successor[r.code] {
			c.rep.Added.add(r.code, r.name, "")
		}
	}
	for i := range c.list.rows {
		if !c.list.rows[i].bad {
			c.rep.Unchanged++
		}
	}
	c.rep.Unchanged -= len(c.plan.inserts)
}

package recount

import (
	"fmt"
	"math/big"
)

// byFlows finds the smallest possible largest load of a voter when the costs of some projects are shared out among their
// supporters. From a load that is known to be needed it asks whether that is enough; if not, some projects together
// ask for more than all their supporters may pay, and cost / supporters of those is the next load to ask.
func (c *checker) byFlows(support [][]stake) loader {
	return func(projects []int, load, enough *big.Rat) *big.Rat {
		return c.flows(projects, c.classes(projects, support), load, enough)
	}
}

func (c *checker) flows(projects []int, classes []class, load, enough *big.Rat) *big.Rat {
	for enough == nil || load.Cmp(enough) <= 0 {
		short := c.short(projects, classes, load)
		if len(short) == 0 {
			return load
		}
		cost, voters := new(big.Rat), int64(0)
		for i := range short {
			cost.Add(cost, c.projects[projects[i]].cost)
		}
		for _, l := range classes {
			for _, i := range l.names {
				if short[i] {
					voters += l.voters
					break
				}
			}
		}
		load = cost.Quo(cost, new(big.Rat).SetInt64(voters))
	}
	return load
}

// class is the voters who support the same of some projects; names are places among these.
type class struct {
	names  []int
	voters int64
}

func (c *checker) classes(projects []int, support [][]stake) []class {
	found, named := map[string]int{}, map[int][]int{}
	var ballots []int
	for i, p := range projects {
		for _, s := range support[p] {
			if named[s.ballot] == nil {
				ballots = append(ballots, s.ballot)
			}
			named[s.ballot] = append(named[s.ballot], i)
		}
	}
	var list []class
	for _, b := range ballots {
		names := named[b]
		key := fmt.Sprint(names)
		k, ok := found[key]
		if !ok {
			k = len(list)
			found[key] = k
			list = append(list, class{names: names})
		}
		list[k].voters += c.ballots[b].voters
	}
	return list
}

// network moves money from voters to projects, in whole numbers over a common denominator.
type network struct {
	classes []class
	ask     []*big.Int         // what a project still asks for
	purse   []*big.Int         // what a class may still pay
	paid    []map[int]*big.Int // by class: to whom it pays what
	asking  [][]int            // by project: classes that support it
}

// short is the places of projects that cannot be paid in full when no voter pays more than the load, with all whose
// supporters they would have to take money from; empty when all can be paid.
func (c *checker) short(projects []int, classes []class, load *big.Rat) map[int]bool {
	den := new(big.Int).Set(load.Denom())
	for _, p := range projects {
		den.Mul(den, c.projects[p].cost.Denom())
	}
	n := &network{classes: classes, asking: make([][]int, len(projects))}
	for _, p := range projects {
		n.ask = append(n.ask, over(c.projects[p].cost, den))
	}
	for k, l := range classes {
		n.purse = append(n.purse, times(over(load, den), l.voters))
		n.paid = append(n.paid, map[int]*big.Int{})
		for _, i := range l.names {
			n.asking[i] = append(n.asking[i], k)
			n.paid[k][i] = new(big.Int)
			x := least(n.purse[k], n.ask[i])
			n.paid[k][i].Set(x)
			n.ask[i].Sub(n.ask[i], x)
			n.purse[k].Sub(n.purse[k], x)
		}
	}
	for {
		path, reached := n.search()
		if path == nil {
			return reached
		}
		n.shift(path)
	}
}

func least(a, b *big.Int) *big.Int {
	if a.Cmp(b) < 0 {
		return new(big.Int).Set(a)
	}
	return new(big.Int).Set(b)
}

// hop is how a search came to a project: the supporters whom it shares with the project before could together pay
// room more for that one instead.
type hop struct {
	before int
	room   *big.Int
}

// stop is one project of a path from a project that still asks to one whose supporters have money left.
type stop struct {
	project int
	room    *big.Int // that its supporters can move to the project before; for the first, what that asks for
}

// search finds such a path, the shortest, or else all projects that are reached.
func (n *network) search() (path []stop, reached map[int]bool) {
	from, reached := map[int]hop{}, map[int]bool{}
	var queue []int
	for i := range n.ask {
		if n.ask[i].Sign() > 0 {
			reached[i] = true
			queue = append(queue, i)
			from[i] = hop{-1, n.ask[i]}
		}
	}
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		room := map[int]*big.Int{}
		for _, k := range n.asking[i] {
			if n.purse[k].Sign() > 0 {
				for ; i >= 0; i = from[i].before {
					path = append(path, stop{i, from[i].room})
				}
				return path, nil
			}
			for _, j := range n.classes[k].names {
				if !reached[j] && n.paid[k][j].Sign() > 0 {
					if room[j] == nil {
						room[j] = new(big.Int)
					}
					room[j].Add(room[j], n.paid[k][j])
				}
			}
		}
		for j, x := range room {
			reached[j] = true
			from[j] = hop{i, x}
			queue = append(queue, j)
		}
	}
	return nil, reached
}

// shift moves as much money along a path as it carries; the path begins where money is left.
func (n *network) shift(path []stop) {
	end := path[0].project
	most := new(big.Int)
	for _, k := range n.asking[end] {
		most.Add(most, n.purse[k])
	}
	for _, s := range path {
		most = least(most, s.room)
	}
	n.move(end, most, func(k int) *big.Int { return n.purse[k] })
	for t := 1; t < len(path); t++ {
		after, p := path[t-1].project, path[t].project
		n.move(p, most, func(k int) *big.Int { return n.paid[k][after] })
	}
	n.ask[path[len(path)-1].project].Sub(n.ask[path[len(path)-1].project], most)
}

// move lets the supporters of a project pay x more for it, out of what source says.
func (n *network) move(project int, x *big.Int, source func(k int) *big.Int) {
	rest := new(big.Int).Set(x)
	for _, k := range n.asking[project] {
		if at := source(k); at != nil && at.Sign() > 0 && rest.Sign() > 0 {
			part := least(at, rest)
			at.Sub(at, part)
			rest.Sub(rest, part)
			n.paid[k][project].Add(n.paid[k][project], part)
		}
	}
}

// Package evenly shares the costs of projects among their supporters so that the largest load of a voter is as small
// as it can be. That load is the largest cost(S)/supporters(S) over sets S of the projects; it is found from below: a
// flow tells whether all costs can be paid at a load, and if not, its cut is a set S with a larger quotient
// (Dinkelbach's method). All capacities are whole numbers.
package evenly

import "math/bits"

// Ballot is a distinct set of approved projects and the voters who cast it.
type Ballot struct {
	Projects []int32
	Voters   int64
}

// Election is what is shared: Cost by project. Costs × voters must stay below 2^62 in sum.
type Election struct {
	Cost    []int64
	Ballots []Ballot
}

// Load is money per voter as a fraction; Voters > 0.
type Load struct{ Cost, Voters int64 }

// Compare compares two loads exactly.
func (a Load) Compare(b Load) int {
	ah, al := bits.Mul64(uint64(a.Cost), uint64(b.Voters))
	bh, bl := bits.Mul64(uint64(b.Cost), uint64(a.Voters))
	switch {
	case ah < bh || ah == bh && al < bl:
		return -1
	case ah == bh && al == bl:
		return 0
	}
	return 1
}

// Payment is money that voters pay together for a project: Amount/Den.
type Payment struct {
	Project             int32
	Voters, Amount, Den int64
}

// side is one ballot node: the places of its projects in the question and its voters.
type side struct {
	projects []int32
	voters   int64
}

// sides merges the ballots by what they name among the projects.
func (n *Election) sides(projects []int32) []side {
	at := make(map[int32]int32, len(projects))
	for i, c := range projects {
		at[c] = int32(i)
	}
	sets := map[string]int32{}
	var all []side
	var key []byte
	for g := range n.Ballots {
		var named []int32
		key = key[:0]
		for _, c := range n.Ballots[g].Projects {
			if i, ok := at[c]; ok {
				named = append(named, i)
				key = append(key, byte(i), byte(i>>8))
			}
		}
		if len(named) == 0 {
			continue
		}
		k, ok := sets[string(key)]
		if !ok {
			k = int32(len(all))
			sets[string(key)] = k
			all = append(all, side{projects: named})
		}
		all[k].voters += n.Ballots[g].Voters
	}
	return all
}

// MaxLoad is the smallest possible largest load when exactly these projects are bought; atLeast is known to be a
// lower bound.
func (n *Election) MaxLoad(projects []int32, atLeast Load) Load {
	f := newFlow(n.sides(projects), len(projects))
	load := atLeast
	for {
		f.run(n, projects, load)
		over, ok := f.overloaded(n, projects)
		if !ok {
			return load
		}
		load = over
	}
}

// flow is the largest flow at a load: projects give cost × voters, ballots take load's cost × their voters. It is found
// by Dinic's method: in each phase along shortest paths only, so that phases are few however many the ballots.
type flow struct {
	sides        []side
	giver, taker []int64   // capacity left at projects and at ballots
	sent         [][]int64 // by ballot and place in its projects
	of           [][]edge  // by project: where it is named
	levelP       []int32   // distance from a project with money to ask for, -1: not reached
	levelS       []int32
	nextP, nextS []int // what the phase has to look at next
	queue        []int32
}

type edge struct{ side, place int32 }

func newFlow(sides []side, projects int) *flow {
	f := &flow{
		sides: sides, giver: make([]int64, projects), taker: make([]int64, len(sides)), sent: make([][]int64, len(sides)),
		of: make([][]edge, projects), levelP: make([]int32, projects), levelS: make([]int32, len(sides)),
		nextP: make([]int, projects), nextS: make([]int, len(sides)),
	}
	total := 0
	for i := range sides {
		total += len(sides[i].projects)
	}
	all := make([]int64, total)
	for i := range sides {
		k := len(sides[i].projects)
		f.sent[i], all = all[:k:k], all[k:]
		for j, p := range sides[i].projects {
			f.of[p] = append(f.of[p], edge{int32(i), int32(j)})
		}
	}
	return f
}

// run finds the largest flow at a load.
func (f *flow) run(n *Election, projects []int32, load Load) {
	for i, c := range projects {
		f.giver[i] = n.Cost[c] * load.Voters
	}
	for i := range f.sides {
		f.taker[i] = load.Cost * f.sides[i].voters
		clear(f.sent[i])
	}
	for f.levels() {
		clear(f.nextP)
		clear(f.nextS)
		for p := range f.giver {
			if f.giver[p] > 0 {
				f.giver[p] -= f.give(int32(p), f.giver[p])
			}
		}
	}
}

// levels measures distances from the projects that still ask, and says whether any ballot with room is reached.
func (f *flow) levels() bool {
	for p := range f.levelP {
		f.levelP[p] = -1
		if f.giver[p] > 0 {
			f.levelP[p] = 0
			f.queue = append(f.queue, int32(p))
		}
	}
	for i := range f.levelS {
		f.levelS[i] = -1
	}
	room := false
	for at := 0; at < len(f.queue); at++ {
		p := f.queue[at]
		for _, e := range f.of[p] {
			if f.levelS[e.side] >= 0 {
				continue
			}
			f.levelS[e.side] = f.levelP[p] + 1
			room = room || f.taker[e.side] > 0
			for j, other := range f.sides[e.side].projects {
				if f.sent[e.side][j] > 0 && f.levelP[other] < 0 {
					f.levelP[other] = f.levelP[p] + 2
					f.queue = append(f.queue, other)
				}
			}
		}
	}
	f.queue = f.queue[:0]
	return room
}

// give sends up to most from a project, one level on.
func (f *flow) give(p int32, most int64) (got int64) {
	for ; f.nextP[p] < len(f.of[p]); f.nextP[p]++ {
		e := f.of[p][f.nextP[p]]
		if f.levelS[e.side] != f.levelP[p]+1 {
			continue
		}
		x := f.take(e.side, most-got)
		f.sent[e.side][e.place] += x
		if got += x; got == most {
			return got
		}
	}
	return got
}

// take lets a ballot pay up to most: what it has room for, then what it can hand back to projects that pay elsewhere.
func (f *flow) take(i int32, most int64) int64 {
	got := min(f.taker[i], most)
	f.taker[i] -= got
	for ; got < most && f.nextS[i] < len(f.sent[i]); f.nextS[i]++ {
		j := f.nextS[i]
		other := f.sides[i].projects[j]
		if f.levelP[other] != f.levelS[i]+1 || f.sent[i][j] == 0 {
			continue
		}
		x := f.give(other, min(most-got, f.sent[i][j]))
		f.sent[i][j] -= x
		if got += x; got == most {
			break
		}
	}
	return got
}

// overloaded is a set of projects that cannot be paid at the load of the flow: those reached from one with money left
// to ask for. Its own quotient is larger than the load.
func (f *flow) overloaded(n *Election, projects []int32) (Load, bool) {
	var q Load
	for p, c := range projects {
		if f.levelP[p] >= 0 {
			q.Cost += n.Cost[c]
		}
	}
	for i := range f.sides {
		if f.levelS[i] >= 0 {
			q.Voters += f.sides[i].voters
		}
	}
	return q, q.Cost > 0
}

// Payments shares the final costs at the final load.
func (n *Election) Payments(projects []int32, load Load) []Payment {
	if len(projects) == 0 || load.Cost == 0 {
		return nil
	}
	f := newFlow(n.sides(projects), len(projects))
	f.run(n, projects, load)
	var all []Payment
	for i, s := range f.sides {
		for j, p := range s.projects {
			if f.sent[i][j] > 0 {
				all = append(all, Payment{projects[p], s.voters, f.sent[i][j], load.Voters})
			}
		}
	}
	return all
}

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
	sides := n.sides(projects)
	load := atLeast
	for {
		f := n.flow(projects, sides, load)
		over, ok := f.overloaded(n, projects, sides)
		if !ok {
			return load
		}
		load = over
	}
}

// flow is the largest flow at a load: projects give cost × voters, ballots take load's cost × their voters.
type flow struct {
	giver, taker []int64   // capacity left at projects and at ballots
	sent         [][]int64 // by ballot and place in its projects
	of           [][]edge  // by project: where it is named
	seenP, seenS []bool
}

type edge struct{ side, place int32 }

func (n *Election) flow(projects []int32, sides []side, load Load) *flow {
	f := &flow{
		giver: make([]int64, len(projects)), taker: make([]int64, len(sides)), sent: make([][]int64, len(sides)),
		of: make([][]edge, len(projects)), seenP: make([]bool, len(projects)), seenS: make([]bool, len(sides)),
	}
	for i, c := range projects {
		f.giver[i] = n.Cost[c] * load.Voters
	}
	for i := range sides {
		f.taker[i] = load.Cost * sides[i].voters
		f.sent[i] = make([]int64, len(sides[i].projects))
		for j, p := range sides[i].projects {
			f.of[p] = append(f.of[p], edge{int32(i), int32(j)})
		}
	}
	for p := range projects {
		for f.giver[p] > 0 {
			clear(f.seenP)
			clear(f.seenS)
			if f.push(sides, int32(p), f.giver[p]) == 0 {
				break
			}
		}
	}
	return f
}

// push sends up to most from a project to a ballot with room, moving earlier flow of other projects aside. It returns
// what was sent and takes it from the givers it began with.
func (f *flow) push(sides []side, p int32, most int64) int64 {
	got := f.try(sides, p, most)
	f.giver[p] -= got
	return got
}

func (f *flow) try(sides []side, p int32, most int64) int64 {
	f.seenP[p] = true
	for _, e := range f.of[p] {
		if room := min(f.taker[e.side], most); room > 0 {
			f.taker[e.side] -= room
			f.sent[e.side][e.place] += room
			return room
		}
	}
	for _, e := range f.of[p] {
		if f.seenS[e.side] {
			continue
		}
		f.seenS[e.side] = true
		for j, other := range sides[e.side].projects {
			back := min(most, f.sent[e.side][j])
			if back <= 0 || f.seenP[other] {
				continue
			}
			if got := f.try(sides, other, back); got > 0 {
				f.sent[e.side][j] -= got
				f.sent[e.side][e.place] += got
				return got
			}
		}
	}
	return 0
}

// overloaded is a set of projects that cannot be paid at the load of the flow: those reached from one with money left
// to ask for. Its own quotient is larger than the load.
func (f *flow) overloaded(n *Election, projects []int32, sides []side) (Load, bool) {
	clear(f.seenP)
	clear(f.seenS)
	short := false
	for p := range projects {
		if f.giver[p] > 0 && !f.seenP[p] {
			short = true
			f.try(sides, int32(p), 1) // finds no room: it only marks what can be reached
		}
	}
	if !short {
		return Load{}, false
	}
	var q Load
	for p, c := range projects {
		if f.seenP[p] {
			q.Cost += n.Cost[c]
		}
	}
	for i := range sides {
		for _, p := range sides[i].projects {
			if f.seenP[p] {
				q.Voters += sides[i].voters
				break
			}
		}
	}
	return q, true
}

// Payments shares the final costs at the final load.
func (n *Election) Payments(projects []int32, load Load) []Payment {
	if len(projects) == 0 || load.Cost == 0 {
		return nil
	}
	sides := n.sides(projects)
	f := n.flow(projects, sides, load)
	var all []Payment
	for i := range sides {
		for j, p := range sides[i].projects {
			if f.sent[i][j] > 0 {
				all = append(all, Payment{projects[p], sides[i].voters, f.sent[i][j], load.Voters})
			}
		}
	}
	return all
}

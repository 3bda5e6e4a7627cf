package ballot

// network asks how evenly the costs of some projects can be shared among their supporters. Nodes: source, projects,
// ballots (merged by what they name among the projects asked about), sink.
type network struct {
	*profile
	sets map[string]int32
}

func newNetwork(p *profile) *network { return &network{profile: p, sets: map[string]int32{}} }

// side is one ballot node: the places of its projects in the question and its voters.
type side struct {
	projects []int32
	voters   int64
}

// sides merges the ballots by what they name among the projects.
func (n *network) sides(projects []int32) []side {
	at := make(map[int32]int32, len(projects))
	for i, c := range projects {
		at[c] = int32(i)
	}
	clear(n.sets)
	var all []side
	var key []byte
	for g := range n.groups {
		var named []int32
		key = key[:0]
		for _, c := range n.groups[g].projects {
			if i, ok := at[c]; ok {
				named = append(named, i)
				key = append(key, byte(i), byte(i>>8))
			}
		}
		if len(named) == 0 {
			continue
		}
		k, ok := n.sets[string(key)]
		if !ok {
			k = int32(len(all))
			n.sets[string(key)] = k
			all = append(all, side{projects: named})
		}
		all[k].voters += n.groups[g].n
	}
	return all
}

// maxLoad is the smallest possible largest load when exactly these projects are bought; atLeast is known to be a
// lower bound.
func (n *network) maxLoad(projects []int32, atLeast quotient) quotient {
	sides := n.sides(projects)
	last := projects[len(projects)-1]
	load := atLeast
	if own := (quotient{n.cost[last], n.votes[last]}); own.compare(load) > 0 {
		load = own
	}
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

func (n *network) flow(projects []int32, sides []side, load quotient) *flow {
	f := &flow{
		giver: make([]int64, len(projects)), taker: make([]int64, len(sides)), sent: make([][]int64, len(sides)),
		of: make([][]edge, len(projects)), seenP: make([]bool, len(projects)), seenS: make([]bool, len(sides)),
	}
	for i, c := range projects {
		f.giver[i] = n.cost[c] * load.voters
	}
	for i := range sides {
		f.taker[i] = load.cost * sides[i].voters
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
func (f *flow) overloaded(n *network, projects []int32, sides []side) (quotient, bool) {
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
		return quotient{}, false
	}
	var q quotient
	for p, c := range projects {
		if f.seenP[p] {
			q.cost += n.cost[c]
		}
	}
	for i := range sides {
		for _, p := range sides[i].projects {
			if f.seenP[p] {
				q.voters += sides[i].voters
				break
			}
		}
	}
	return q, true
}

// payments shares the final costs at the final load.
func (n *network) payments(projects []int32, load quotient) []payment {
	if len(projects) == 0 || load.cost == 0 {
		return nil
	}
	sides := n.sides(projects)
	f := n.flow(projects, sides, load)
	var all []payment
	for i := range sides {
		for j, p := range sides[i].projects {
			if f.sent[i][j] > 0 {
				all = append(all, payment{projects[p], sides[i].voters, f.sent[i][j], load.voters})
			}
		}
	}
	return all
}

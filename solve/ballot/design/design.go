// Package design chooses one of several designs by ranked ballots: plurality, two rounds, instant run-off, Borda,
// Schulze. A ballot is a ranking; what it does not name is tied below what it names. Where a rule needs an order among
// equals it is the tie order: who comes first in it stays in.
package design

// Ballot is a distinct ranking, best first, of designs 0..n-1, and the voters who cast it.
type Ballot struct {
	Designs []int32
	Voters  int64
}

// Election is what the rules count. Rank is the place of every design in the tie order.
type Election struct {
	Ballots []Ballot
	Rank    []int32
}

// Result is the winner and the figures behind it.
type Result struct {
	Winner int32
	Rounds [][]int64 // votes of every design by round, Borda points doubled; -1: no longer in
	Wins   [][]int64 // pairwise: voters who prefer row to column (Schulze)
	Paths  [][]int64 // strongest paths (Schulze)
}

// Plurality elects the design with the most first places.
func (e *Election) Plurality() Result {
	votes := e.firsts(e.everyone())
	return Result{Winner: e.top(votes), Rounds: [][]int64{votes}}
}

// Borda elects the design with the most points: 1 for each design that a ballot places below, 1/2 for each that it
// ties with.
func (e *Election) Borda() Result {
	points := e.bordaPoints()
	return Result{Winner: e.top(points), Rounds: [][]int64{points}}
}

// cast is the number of ballots that name a design.
func (e *Election) cast() int64 {
	n := int64(0)
	for i := range e.Ballots {
		n += e.Ballots[i].Voters
	}
	return n
}

func (e *Election) everyone() []bool {
	in := make([]bool, len(e.Rank))
	for i := range in {
		in[i] = true
	}
	return in
}

// firsts are the votes of each design still in: of every ballot, the first such design that it names. -1: out.
func (e *Election) firsts(in []bool) []int64 {
	votes := make([]int64, len(e.Rank))
	for i := range e.Ballots {
		for _, c := range e.Ballots[i].Designs {
			if in[c] {
				votes[c] += e.Ballots[i].Voters
				break
			}
		}
	}
	for c := range votes {
		if !in[c] {
			votes[c] = -1
		}
	}
	return votes
}

// top is the design with the most, by tie order among equals.
func (e *Election) top(votes []int64) int32 {
	best := int32(0)
	for c := range votes {
		if votes[c] > votes[best] || votes[c] == votes[best] && e.Rank[c] < e.Rank[best] {
			best = int32(c)
		}
	}
	return best
}

func sumOf(votes []int64) int64 {
	total := int64(0)
	for _, v := range votes {
		total += max(v, 0)
	}
	return total
}

// TwoRounds elects whoever has more than half of the ballots; otherwise the first two meet, and a ballot counts for
// the one that it names first.
func (e *Election) TwoRounds() (res Result) {
	votes := e.firsts(e.everyone())
	res.Rounds = [][]int64{votes}
	first := e.top(votes)
	res.Winner = first
	if 2*votes[first] > e.cast() || len(e.Rank) == 1 {
		return res
	}
	rest := append([]int64{}, votes...)
	rest[first] = -1
	in := make([]bool, len(e.Rank))
	in[first], in[e.top(rest)] = true, true
	runoff := e.firsts(in)
	res.Rounds = append(res.Rounds, runoff)
	res.Winner = e.top(runoff)
	return res
}

// Runoff drops the design with the fewest votes, the last in tie order among equals, until one has more than half
// of the ballots that still name a design.
func (e *Election) Runoff() (res Result) {
	in := e.everyone()
	for {
		votes := e.firsts(in)
		res.Rounds = append(res.Rounds, votes)
		best := e.top(votes)
		last, left := int32(-1), 0
		for c := range votes {
			if !in[c] {
				continue
			}
			left++
			if last < 0 || votes[c] < votes[last] || votes[c] == votes[last] && e.Rank[c] > e.Rank[last] {
				last = int32(c)
			}
		}
		if 2*votes[best] > sumOf(votes) || left == 1 {
			res.Winner = best
			return res
		}
		in[last] = false
	}
}

// bordaPoints counts, doubled so that they are whole: 1 for each design that the ballot places below, 1/2 for each
// that it ties with. So every ballot gives the same sum, however short it is.
func (e *Election) bordaPoints() []int64 {
	m := int64(len(e.Rank))
	points := make([]int64, m)
	base := int64(0) // what every design gets from a ballot that does not name it, over all ballots
	for i := range e.Ballots {
		g := &e.Ballots[i]
		named := int64(len(g.Designs))
		tied := (m - named - 1) * g.Voters
		base += tied
		for place, c := range g.Designs {
			points[c] += 2*(m-1-int64(place))*g.Voters - tied
		}
	}
	for c := range points {
		points[c] += base
	}
	return points
}

// Schulze compares every pair by winning votes and follows the strongest paths (Schulze, Social Choice and Welfare
// 36, 2011). Among several winners the tie order decides.
func (e *Election) Schulze() (res Result) {
	res.Winner = -1
	m := len(e.Rank)
	res.Wins, res.Paths = square(m), square(m)
	named := make([]bool, m)
	for i := range e.Ballots {
		g := &e.Ballots[i]
		clear(named)
		for _, c := range g.Designs {
			named[c] = true
			for other := range m {
				if !named[other] {
					res.Wins[c][other] += g.Voters
				}
			}
		}
	}
	for a := range m {
		for b := range m {
			if res.Wins[a][b] > res.Wins[b][a] {
				res.Paths[a][b] = res.Wins[a][b]
			}
		}
	}
	for k := range m {
		for a := range m {
			for b := range m {
				if a != b {
					res.Paths[a][b] = max(res.Paths[a][b], min(res.Paths[a][k], res.Paths[k][b]))
				}
			}
		}
	}
	for a := range m {
		if res.unbeaten(a) && (res.Winner < 0 || e.Rank[a] < e.Rank[res.Winner]) {
			res.Winner = int32(a)
		}
	}
	return res
}

func (r *Result) unbeaten(a int) bool {
	for b := range r.Paths {
		if r.Paths[b][a] > r.Paths[a][b] {
			return false
		}
	}
	return true
}

func square(m int) [][]int64 {
	rows := make([][]int64, m)
	for i := range rows {
		rows[i] = make([]int64, m)
	}
	return rows
}

package ballot

import "fmt"

// Rules that choose one of several designs. A ballot is a ranking; what it does not name is tied below what it names.
// Where a rule needs an order among equals it is the tie order: who comes first in it stays in.

// singleResult is the winner and the figures behind it.
type singleResult struct {
	winner  int32
	rounds  [][]int64 // votes of every project by round; -1: no longer in
	wins    [][]int64 // pairwise: voters who prefer row to column (Schulze)
	paths   [][]int64 // strongest paths (Schulze)
	ballots int64     // ballots that name a project
}

func (p *profile) single(m method) (singleResult, error) {
	res := singleResult{winner: -1}
	for i := range p.groups {
		res.ballots += p.groups[i].n
	}
	if res.ballots == 0 || len(p.ids) == 0 {
		return res, &Refusal{EN: "no ballot names a project", ZH: "没有选票选出任何项目"}
	}
	switch m {
	case plurality:
		res.rounds = [][]int64{p.firsts(p.everyone())}
		res.winner = p.top(res.rounds[0])
	case twoRound:
		p.runTwoRounds(&res)
	case instantRunoff:
		p.runInstant(&res)
	case bordaCount:
		res.rounds = [][]int64{p.bordaPoints()}
		res.winner = p.top(res.rounds[0])
	case schulze:
		p.runSchulze(&res)
	default:
		return res, fmt.Errorf("ballot: rule %d chooses no single project", m)
	}
	return res, nil
}

func (p *profile) everyone() []bool {
	in := make([]bool, len(p.ids))
	for i := range in {
		in[i] = true
	}
	return in
}

// firsts are the votes of each project still in: of every ballot, the first such project that it names. -1: out.
func (p *profile) firsts(in []bool) []int64 {
	votes := make([]int64, len(p.ids))
	for i := range p.groups {
		for _, c := range p.groups[i].projects {
			if in[c] {
				votes[c] += p.groups[i].n
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

// top is the project with the most, by tie order among equals.
func (p *profile) top(votes []int64) int32 {
	best := int32(0)
	for c := range votes {
		if votes[c] > votes[best] || votes[c] == votes[best] && p.rank[c] < p.rank[best] {
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

// runTwoRounds elects whoever has more than half of the ballots; otherwise the first two meet, and a ballot counts for
// the one that it names first.
func (p *profile) runTwoRounds(res *singleResult) {
	votes := p.firsts(p.everyone())
	res.rounds = [][]int64{votes}
	first := p.top(votes)
	res.winner = first
	if 2*votes[first] > res.ballots || len(p.ids) == 1 {
		return
	}
	rest := append([]int64{}, votes...)
	rest[first] = -1
	in := make([]bool, len(p.ids))
	in[first], in[p.top(rest)] = true, true
	runoff := p.firsts(in)
	res.rounds = append(res.rounds, runoff)
	res.winner = p.top(runoff)
}

// runInstant drops the project with the fewest votes, the last in tie order among equals, until one has more than half
// of the ballots that still name a project.
func (p *profile) runInstant(res *singleResult) {
	in := p.everyone()
	for {
		votes := p.firsts(in)
		res.rounds = append(res.rounds, votes)
		best := p.top(votes)
		last, left := int32(-1), 0
		for c := range votes {
			if !in[c] {
				continue
			}
			left++
			if last < 0 || votes[c] < votes[last] || votes[c] == votes[last] && p.rank[c] > p.rank[last] {
				last = int32(c)
			}
		}
		if 2*votes[best] > sumOf(votes) || left == 1 {
			res.winner = best
			return
		}
		in[last] = false
	}
}

// bordaPoints counts, doubled so that they are whole: 1 for each project that the ballot places below, 1/2 for each
// that it ties with. So every ballot gives the same sum, however short it is.
func (p *profile) bordaPoints() []int64 {
	m := int64(len(p.ids))
	points := make([]int64, m)
	base := int64(0) // what every project gets from a ballot that does not name it, over all ballots
	for i := range p.groups {
		g := &p.groups[i]
		named := int64(len(g.projects))
		tied := (m - named - 1) * g.n
		base += tied
		for place, c := range g.projects {
			points[c] += 2*(m-1-int64(place))*g.n - tied
		}
	}
	for c := range points {
		points[c] += base
	}
	return points
}

// runSchulze compares every pair by winning votes and follows the strongest paths (Schulze, Social Choice and Welfare
// 36, 2011). Among several winners the tie order decides.
func (p *profile) runSchulze(res *singleResult) {
	m := len(p.ids)
	res.wins, res.paths = square(m), square(m)
	named := make([]bool, m)
	for i := range p.groups {
		g := &p.groups[i]
		clear(named)
		for _, c := range g.projects {
			named[c] = true
			for other := range m {
				if !named[other] {
					res.wins[c][other] += g.n
				}
			}
		}
	}
	for a := range m {
		for b := range m {
			if res.wins[a][b] > res.wins[b][a] {
				res.paths[a][b] = res.wins[a][b]
			}
		}
	}
	for k := range m {
		for a := range m {
			for b := range m {
				if a != b {
					res.paths[a][b] = max(res.paths[a][b], min(res.paths[a][k], res.paths[k][b]))
				}
			}
		}
	}
	for a := range m {
		if res.unbeaten(a) && (res.winner < 0 || p.rank[a] < p.rank[res.winner]) {
			res.winner = int32(a)
		}
	}
}

func (r *singleResult) unbeaten(a int) bool {
	for b := range r.paths {
		if r.paths[b][a] > r.paths[a][b] {
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

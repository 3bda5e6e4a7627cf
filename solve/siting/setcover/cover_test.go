package setcover

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"linli/solve/siting/bitset"
)

// TestDecideAgreesWithTryingEverything: an answer of no is a proof, an answer of yes comes with a cover.
func TestDecideAgreesWithTryingEverything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.IntRange(1, 24).Draw(t, "clients"), rapid.IntRange(1, 14).Draw(t, "sites")
		q := Question{Need: bitset.New(n), K: rapid.IntRange(0, 7).Draw(t, "k"), Node: func() bool { return true }}
		for range n {
			q.Sites = append(q.Sites, bitset.New(m))
		}
		odds := rapid.IntRange(1, 8).Draw(t, "odds")
		for j := range m {
			q.Clients = append(q.Clients, bitset.New(n))
			for i := range n {
				if rapid.IntRange(0, odds).Draw(t, "covers") == 0 {
					q.Clients[j].Add(i)
					q.Sites[i].Add(j)
				}
			}
		}
		for i := range n {
			if rapid.IntRange(0, 9).Draw(t, "need") > 0 {
				q.Need.Add(i)
			}
		}
		least := fewest(q)
		a, cover := q.Decide()
		if want := least <= q.K; (a == Yes) != want || (a == No) == want {
			t.Fatalf("answer %d for %d sites, %d are needed: %v", a, q.K, least, q)
		}
		if a != Yes {
			return
		}
		left := q.Need.Clone()
		for _, j := range cover {
			left.Remove(q.Clients[j])
		}
		if len(left.List(nil)) > 0 || len(cover) > q.K {
			t.Fatalf("%v of at most %d sites leaves %v", cover, q.K, left.List(nil))
		}
	})
}

// fewest is the least number of sites that cover, by trying every subset; very many when none does.
func fewest(q Question) int {
	m := len(q.Clients)
	best := 1 << 20
	for subset := range 1 << m {
		left, k := q.Need.Clone(), 0
		for j := range m {
			if subset>>j&1 == 1 {
				left.Remove(q.Clients[j])
				k++
			}
		}
		if k < best && !slices.ContainsFunc(left, func(w uint64) bool { return w != 0 }) {
			best = k
		}
	}
	return best
}

// TestAStoppedSearchSaysNothing: where not one branch is granted, the answer is neither yes nor no.
func TestAStoppedSearchSaysNothing(t *testing.T) {
	t.Parallel()
	q := Question{Sites: []bitset.Set{{1}}, Clients: []bitset.Set{{1}}, Need: bitset.Set{1}, K: 1, Node: func() bool { return false }}
	if a, cover := q.Decide(); a != Unknown || cover != nil {
		t.Errorf("answer %d with %v", a, cover)
	}
	q.Node = func() bool { return true }
	if a, cover := q.Decide(); a != Yes || !slices.Equal(cover, []int{0}) {
		t.Errorf("answer %d with %v", a, cover)
	}
}

// Package branch is what the branch and bound searches of siting share: nodes in order of their bound, and the choice of the k least.
package branch

// Fate of a site in a branch.
const (
	Undecided int8 = iota
	Open
	Closed
)

// Node is a part of the choices still open: some sites decided, and a bound for all of them.
type Node struct {
	Bound  float64
	Fate   []int8
	Prices []float32 // of the clients, to start from
	Order  int       // newer first among equals: that dives to a solution
}

// Nodes is a heap (container/heap), the least bound first.
type Nodes []*Node

func (h Nodes) Len() int { return len(h) }
func (h Nodes) Less(i, j int) bool {
	return h[i].Bound < h[j].Bound || (h[i].Bound == h[j].Bound && h[i].Order > h[j].Order)
}
func (h Nodes) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push appends a *Node, for container/heap.
func (h *Nodes) Push(x any) { *h = append(*h, x.(*Node)) }

// Pop takes the last off, for container/heap.
func (h *Nodes) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

// SelectLeast reorders pick so that the k sites with the least key, ties by number, come first.
func SelectLeast(pick []int32, key []float64, k int) {
	less := func(a, b int32) bool { return key[a] < key[b] || (key[a] == key[b] && a < b) }
	lo, hi := 0, len(pick)-1
	for lo < hi && k > lo && k <= hi {
		pivot := pick[(lo+hi)/2]
		i, j := lo, hi
		for i <= j {
			for less(pick[i], pivot) {
				i++
			}
			for less(pivot, pick[j]) {
				j--
			}
			if i <= j {
				pick[i], pick[j] = pick[j], pick[i]
				i++
				j--
			}
		}
		switch {
		case k-1 <= j:
			hi = j
		case k-1 >= i:
			lo = i
		default:
			return
		}
	}
}

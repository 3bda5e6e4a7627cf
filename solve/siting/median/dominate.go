package median

import (
	"linli/solve/siting/bitset"
	"linli/solve/siting/branch"
)

// dominated closes, in a covering model, every site whose clients another site covers too. It returns how many it closed.
func (md *model) dominated(fate []int8) int {
	sets := make([]bitset.Set, md.m)
	for j := range sets {
		sets[j] = bitset.New(md.n)
		for _, i := range md.client[md.crow[j]:md.crow[j+1]] {
			sets[j].Add(int(i))
		}
	}
	closed := 0
	for j := range md.m {
		mine := md.client[md.crow[j]:md.crow[j+1]]
		if len(mine) == 0 || md.coveredBy(j, mine, sets, fate) {
			fate[j] = branch.Closed
			closed++
		}
	}
	return closed
}

// coveredBy looks among the sites that cover j's least covered client for one that covers all of j's.
func (md *model) coveredBy(j int, mine []int32, sets []bitset.Set, fate []int8) bool {
	rare := mine[0]
	for _, i := range mine {
		if md.row[i+1]-md.row[i] < md.row[rare+1]-md.row[rare] {
			rare = i
		}
	}
	for _, l := range md.col[md.row[rare]:md.row[rare+1]] {
		if int(l) == j || fate[l] != branch.Undecided {
			continue
		}
		more := int(md.crow[l+1] - md.crow[l])
		if more < len(mine) || (more == len(mine) && int(l) > j) {
			continue
		}
		if sets[j].Inside(sets[l]) {
			return true
		}
	}
	return false
}

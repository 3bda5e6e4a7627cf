package profile

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// TieRanks is the place of every project when everything else is equal: lower goes first. All kinds fall back to the
// id compared as a string of bytes ("10" before "2"), as the references do.
//
//	id          the id alone
//	votes       more ballots first
//	cost        cheaper first
//	lot:SEED    the project whose hexadecimal SHA-256 of SEED + "|" + id is smaller; publish SEED before the count
func TieRanks(kind string, ids []string, votes, cost []int64) ([]int32, error) {
	before := func(a, b int32) int { return strings.Compare(ids[a], ids[b]) }
	var first func(a, b int32) int
	switch seed, lot := strings.CutPrefix(kind, "lot:"); {
	case kind == "id" || kind == "":
		first = func(_, _ int32) int { return 0 }
	case kind == "votes":
		first = func(a, b int32) int { return Compare(votes[b], votes[a]) }
	case kind == "cost":
		first = func(a, b int32) int { return Compare(cost[a], cost[b]) }
	case lot && seed != "":
		drawn := make([]string, len(ids))
		for i, id := range ids {
			sum := sha256.Sum256([]byte(seed + "|" + id))
			drawn[i] = hex.EncodeToString(sum[:])
		}
		first = func(a, b int32) int { return strings.Compare(drawn[a], drawn[b]) }
	default:
		return nil, &Refusal{
			EN: fmt.Sprintf("ties %q is unknown; known: id, votes, cost, lot:SEED", kind),
			ZH: fmt.Sprintf("平局规则 %q 不认识;可用:id、votes、cost、lot:种子", kind),
		}
	}
	order := make([]int32, len(ids))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		if c := first(a, b); c != 0 {
			return c
		}
		return before(a, b)
	})
	rank := make([]int32, len(ids))
	for place, p := range order {
		rank[p] = int32(place)
	}
	return rank, nil
}

// Compare is -1, 0 or 1.
func Compare(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

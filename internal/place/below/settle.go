package below

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"linli/internal/db"
	"linli/internal/place"
)

// most is the greatest number that three digits hold.
const most = 999

// code3 is the code of the n-th place below another.
func code3(parent string, n int) string { return fmt.Sprintf("%s%03d", parent, n) }

// settle finds for everything in the file what is there already and gives a code to the rest. Locks of the communities,
// then of the 邻里, keep codes from being given twice, as in AddNeighbourhood and AddBuilding.
func (b *list) settle(ctx context.Context, tx *db.Tx) error {
	communities := b.communities()
	if err := lockAll(ctx, tx, communities); err != nil {
		return err
	}
	if err := b.settleCommunities(ctx, tx, communities); err != nil {
		return err
	}
	have, err := place.Ever(ctx, tx, communities, place.Neighbourhood)
	if err != nil {
		return err
	}
	b.settleLots(have)
	var parents []string
	for _, l := range b.lots {
		if l.there && len(l.houses) > 0 {
			parents = append(parents, l.code)
		}
	}
	slices.Sort(parents)
	if err := lockAll(ctx, tx, parents); err != nil {
		return err
	}
	if have, err = place.Ever(ctx, tx, parents, place.Building); err != nil {
		return err
	}
	for _, l := range b.lots {
		b.settleHouses(l, have[l.code])
	}
	return nil
}

func lockAll(ctx context.Context, tx *db.Tx, codes []string) error {
	for _, c := range codes {
		if err := tx.Lock(ctx, "place", c); err != nil {
			return err
		}
	}
	return nil
}

// settleCommunities complains of every row whose community is not there now.
func (b *list) settleCommunities(ctx context.Context, tx *db.Tx, communities []string) error {
	last, err := place.Last(ctx, tx, communities)
	if err != nil {
		return err
	}
	for _, l := range b.lots {
		p, ok := last[l.community]
		for _, line := range l.lines {
			switch {
			case !ok:
				b.problem(line, colCommunity, "place.below.unknown")
			case p.Ended && p.ReplacedBy != "":
				b.problem(line, colCommunity, "place.below.replaced", p.ReplacedBy)
			case p.Ended:
				b.problem(line, colCommunity, "place.below.ended")
			}
		}
	}
	return nil
}

// settleLots compares the 邻里 with those that their communities ever had. Those with a number come first, so that a
// number that the file gives to one is not taken by another.
func (b *list) settleLots(have map[string][]place.Place) {
	last := map[string]int{} // the greatest number of a community
	for _, l := range b.lots {
		last[l.community] = max(last[l.community], highest(have[l.community]))
		b.settleLot(l, have[l.community])
		if !l.there {
			last[l.community] = max(last[l.community], l.number)
		}
	}
	for _, l := range b.lots {
		if l.code != "" {
			continue
		}
		last[l.community]++
		if l.code = code3(l.community, last[l.community]); last[l.community] > most {
			b.problem(l.lines[0], colName, "place.full")
		}
	}
}

// settleLot finds the 邻里 in the store by its name, or takes its number. The code stays empty when the next free one is
// to be given.
func (b *list) settleLot(l *lot, have []place.Place) {
	if l.number != 0 {
		l.code = code3(l.community, l.number)
	}
	for _, p := range have {
		same := !p.Ended && p.Name == l.name
		switch {
		case same && (l.number == 0 || p.Code == l.code):
			l.code, l.there = p.Code, true
			return
		case same:
			b.problem(l.lines[0], colNumber, "place.below.other_number", numberOf(p))
			return
		case p.Code == l.code && p.Ended:
			b.problem(l.lines[0], colNumber, "place.below.number_used", p.Name)
			return
		case p.Code == l.code:
			b.problem(l.lines[0], colNumber, "place.below.number_taken", p.Name)
			return
		}
	}
}

// settleHouses finds the buildings of a 邻里 by name and counts on for the rest.
func (b *list) settleHouses(l *lot, have []place.Place) {
	last := highest(have)
	for i := range l.houses {
		h := &l.houses[i]
		at := slices.IndexFunc(have, func(p place.Place) bool { return !p.Ended && p.Name == h.name })
		if at >= 0 {
			h.code, h.there = have[at].Code, true
			continue
		}
		last++
		if h.code = code3(l.code, last); last > most {
			b.problem(h.line, colBuilding, "place.full")
		}
	}
}

// numberOf is a place's number below its parent.
func numberOf(p place.Place) int {
	n, _ := strconv.Atoi(p.Code[len(p.Code)-3:]) // codes are digits
	return n
}

// highest is the greatest number ever given among places of one parent, which come by code.
func highest(have []place.Place) int {
	if len(have) == 0 {
		return 0
	}
	return numberOf(have[len(have)-1])
}

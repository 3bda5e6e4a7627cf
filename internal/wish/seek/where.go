package seek

import (
	"context"
	"strings"
	"unicode"

	"linli/internal/db"
	"linli/internal/place"
	"linli/internal/wish"
)

// neighbourhood is the width of a 邻里's code; below it are buildings.
const neighbourhood = 15

// labels are what wishes are labelled with where they stand, from the 邻里 down, by the codes of their places: 花半里7幢. Blanks
// and dots are left out, so that it is found however it is typed. One query for all of them.
type labels map[string]string

// labelsOf are the labels of wishes. Of the wishes as a reader sees them they are no more than that reader sees: a neighbour's view
// of a wish ends with its 邻里 (wish.Redact).
func labelsOf(ctx context.Context, q db.Querier, wishes []wish.Wish) (labels, error) {
	var codes []string
	out := labels{}
	ask := func(code string) {
		if _, asked := out[code]; !asked {
			out[code], codes = "", append(codes, code)
		}
	}
	for _, w := range wishes {
		if len(w.Place) >= neighbourhood {
			ask(w.Place[:neighbourhood])
			ask(w.Place)
		}
	}
	last, err := place.Last(ctx, q, codes)
	for _, p := range last {
		out[p.Code] = joined(p.Name)
	}
	return out, err
}

// of is the label of a place; empty above the 邻里.
func (l labels) of(code string) string {
	if len(code) <= neighbourhood {
		return l[code]
	}
	return l[code[:neighbourhood]] + l[code]
}

// joined is a name without what does not count in one.
func joined(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, name)
}

// called is a place as it is found: by its own names, and a building also by the name of its 邻里 and its own in one.
type called struct {
	place.Named
	own, above, whole []string
}

// calledOf are places of today by their codes.
func calledOf(ctx context.Context, q db.Querier, codes []string) ([]called, error) {
	all, err := place.Called(ctx, q, codes)
	if err != nil {
		return nil, err
	}
	above := map[string][]string{}
	var parents []string
	for _, p := range all {
		if _, asked := above[p.Parent]; !asked && len(p.Code) > neighbourhood {
			above[p.Parent], parents = nil, append(parents, p.Parent)
		}
	}
	if len(parents) > 0 {
		found, err := place.Called(ctx, q, parents)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			above[p.Code] = append([]string{p.Name}, p.Aliases...)
		}
	}
	out := make([]called, len(all))
	for i, p := range all {
		c := called{Named: p, own: append([]string{p.Name}, p.Aliases...)}
		if len(p.Code) > neighbourhood {
			c.above = above[p.Parent]
		}
		for _, a := range c.above {
			for _, o := range c.own {
				c.whole = append(c.whole, a+o)
			}
		}
		out[i] = c
	}
	return out, nil
}

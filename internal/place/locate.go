package place

import (
	"context"
	"slices"
	"strings"

	"linli/internal/db"
	"linli/internal/errs"
)

// Locator finds the places that files name: by code, by name, or by names from above to below. It remembers what it has found.
type Locator struct {
	within []string
	known  map[string]located
}

type located struct {
	place Place
	n     int
}

// NewLocator is one that finds places in the subtrees of within by their names, and any by its code: [""] is everywhere.
func NewLocator(within []string) *Locator {
	return &Locator{within: within, known: map[string]located{}}
}

// parting is what stands between the names of a place, from above to below.
const parting = "/／›>＞、,，\\ 　"

// maxLocated bounds what a locator remembers; maxNamed, among how many places of a name it chooses.
const (
	maxLocated = 50_000
	maxNamed   = 50
)

// Find is the place that a cell names: 320613007005, 中心村社区, 钟秀街道/中心村社区/第3邻里. n is how many places are
// called so: only with 1 it is one.
func (l *Locator) Find(ctx context.Context, q db.Querier, cell string) (p Place, n int, err error) {
	defer errs.Wrap(&err, "place.Locator.Find")
	if x, ok := l.known[cell]; ok {
		return x.place, x.n, nil
	}
	p, n, err = l.find(ctx, q, cell)
	if err == nil && len(l.known) < maxLocated {
		l.known[cell] = located{p, n}
	}
	return p, n, err
}

func (l *Locator) find(ctx context.Context, q db.Querier, cell string) (Place, int, error) {
	if code, err := Parse(cell); err == nil {
		p, err := Resolve(ctx, q, code)
		if errs.Is(err, errs.NotFound) {
			return Place{}, 0, nil
		}
		return p, 1, err
	}
	parts := strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(parting, r) })
	if len(parts) == 0 {
		return Place{}, 0, nil
	}
	found, err := Find(ctx, q, parts[len(parts)-1], l.within, maxNamed)
	if err != nil {
		return Place{}, 0, err
	}
	var fit []Place
	for _, p := range found {
		if !called(p, parts[len(parts)-1]) {
			continue
		}
		ok, err := l.below(ctx, q, p, parts[:len(parts)-1])
		if err != nil {
			return Place{}, 0, err
		}
		if ok {
			fit = append(fit, p)
		}
	}
	if len(fit) == 1 {
		return fit[0], 1, nil
	}
	return Place{}, len(fit), nil
}

// called tells whether people call a place so: in full, as they say it, or without 社区 or 村 behind it.
func called(p Place, name string) bool {
	short := p.Short()
	return slices.ContainsFunc([]string{p.Name, short, strings.TrimSuffix(short, "社区"), strings.TrimSuffix(short, "村")}, func(own string) bool {
		return own != "" && nameKey(own) == nameKey(name)
	})
}

// below tells whether places of these names stand above one, in this order.
func (l *Locator) below(ctx context.Context, q db.Querier, p Place, names []string) (bool, error) {
	if len(names) == 0 {
		return true, nil
	}
	path, err := Path(ctx, q, p.Code)
	if err != nil {
		return false, err
	}
	for _, above := range path[:len(path)-1] {
		if len(names) > 0 && called(above, names[0]) {
			names = names[1:]
		}
	}
	return len(names) == 0, nil
}

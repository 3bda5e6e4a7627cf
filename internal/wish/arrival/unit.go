package arrival

import (
	"context"
	"slices"
	"strings"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/wish"
)

// unit is an organisation that may get wishes of a community, with the colour of its level and the names by which tables call it.
type unit struct {
	id     string
	colour wish.Colour
	names  []string
}

// desk is who may get wishes of a community.
type desk struct {
	committee string // empty: the community takes no part
	units     []unit
}

// deskOf is the desk of a community; a run reads it once.
func (t *taker) deskOf(ctx context.Context, q db.Querier, community string) (desk, error) {
	if d, seen := t.desks[community]; seen {
		return d, nil
	}
	var d desk
	own, err := org.CommunityOf(ctx, q, community)
	if errs.Is(err, errs.NotFound) {
		t.desks[community] = d
		return d, nil
	}
	if err != nil {
		return d, err
	}
	d.committee = own.ID
	for _, colour := range wish.Colours() {
		all, err := wish.ReceiversTx(ctx, q, community, colour)
		if err != nil {
			return d, err
		}
		for _, o := range all {
			d.units = append(d.units, unit{o.ID, colour, []string{o.ID, o.USCC, o.Name, o.ShortName}})
		}
	}
	at, err := place.Resolve(ctx, q, community)
	if err != nil {
		return d, err
	}
	d.units[0].names = append(d.units[0].names, at.Name, at.Short()) // a community and its committee are one for those who write tables
	t.desks[community] = d
	return d, nil
}

// called are the units that a cell may mean: by number, credit code or name, with or without the word for an office behind it.
func (d desk) called(cell string) (out []unit) {
	for _, key := range []func(string) string{nameKey, bareKey} {
		for _, u := range d.units {
			if slices.ContainsFunc(u.names, func(name string) bool { return name != "" && key(name) == key(cell) }) {
				out = append(out, u)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

func nameKey(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" 　()（）·", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
}

// bareKey is a name without what people leave out of it.
func bareKey(name string) string {
	name = nameKey(name)
	for _, tail := range []string{"居民委员会", "村民委员会", "居委会", "村委会", "社区", "办事处", "有限责任公司", "有限公司", "服务", "管理"} {
		name = strings.TrimSuffix(name, tail)
	}
	return name
}

// units are the names in a cell: the responsible unit first, those that help behind it.
func units(cell string) []string {
	out := strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune("、,，;；\n", r) })
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// unitsOf reads which units have a wish: of several of a name the one that has it already, then the one of the colour that is written.
func (t *taker) unitsOf(ctx context.Context, q db.Querier, cell string, w wish.Wish, h *handled, bad *wish.Checker) error {
	names := units(cell)
	if h.named = len(names) > 0; !h.named || w.Community == "" {
		return nil
	}
	d, err := t.deskOf(ctx, q, w.Community)
	if err != nil {
		return err
	}
	for i, name := range names {
		found := d.called(name)
		if has := kept(found, func(u unit) bool { return u.id == w.Unit || slices.Contains(w.Beside, u.id) }); len(has) > 0 {
			found = has
		} else if fits := kept(found, func(u unit) bool { return u.colour == h.colour }); i == 0 && len(fits) > 0 {
			found = fits
		}
		switch {
		case len(found) == 0:
			key, err := t.elsewhere(ctx, q, name, w.Community)
			if err != nil {
				return err
			}
			bad.Add("unit", key, name)
		case len(found) > 1:
			bad.Add("unit", "intake.wishes.units", name)
		case i == 0:
			h.unit, h.level = found[0].id, found[0].colour
		case found[0].id != h.unit && !slices.Contains(h.beside, found[0].id):
			h.beside = append(h.beside, found[0].id)
		}
	}
	return nil
}

func kept(all []unit, fits func(unit) bool) (out []unit) {
	for _, u := range all {
		if fits(u) {
			out = append(out, u)
		}
	}
	return out
}

// districtWidth is the width of a district's code.
const districtWidth = 6

// elsewhere is why a name is nobody's who gets wishes here: the district has such a unit and it does not, or nobody is called so.
func (t *taker) elsewhere(ctx context.Context, q db.Querier, name, community string) (key string, err error) {
	district := community[:districtWidth]
	known, seen := t.district[district]
	if !seen {
		all, err := org.Below(ctx, q, []string{district})
		if err != nil {
			return "", err
		}
		known = map[string]bool{}
		for _, o := range all {
			for _, own := range []string{o.ID, o.USCC, o.Name, o.ShortName} {
				known[bareKey(own)] = true
			}
		}
		t.district[district] = known
	}
	if known[bareKey(name)] {
		return "intake.wishes.unit_place", nil
	}
	return "intake.wishes.unit", nil
}

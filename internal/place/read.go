package place

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/workday"
)

// errUnknown answers for a code that no place has.
func errUnknown() error { return errs.New(errs.NotFound, "place.unknown") }

func found(p Place, err error) (Place, error) {
	if errors.Is(err, db.NoRows) {
		return Place{}, errUnknown()
	}
	return p, err
}

// ByCode is the place that has the trimmed code now. NotFound when there is none; Resolve also follows old codes.
func ByCode(ctx context.Context, q db.Querier, code string) (p Place, err error) {
	defer errs.Wrap(&err, "place.ByCode")
	return found(currentOf(ctx, q, code))
}

// AsOf is the place as it was on a day, by its code of that day. NotFound when there was none.
func AsOf(ctx context.Context, q db.Querier, code string, day workday.Date) (p Place, err error) {
	defer errs.Wrap(&err, "place.AsOf")
	return found(versionOn(ctx, q, code, day))
}

// askCodes is how many codes one query asks for.
const askCodes = 400

// maxHops bounds how many recodings Resolve follows; there is about one in a decade.
const maxHops = 16

// Resolve is the place that a code means today: the place itself, or the one that replaced it, however many recodings
// ago. NotFound when the code never was one, or ended without a successor.
func Resolve(ctx context.Context, q db.Querier, code string) (p Place, err error) {
	defer errs.Wrap(&err, "place.Resolve")
	for range maxHops {
		last, err := lastOf(ctx, q, []string{code})
		if err != nil {
			return Place{}, err
		}
		p, ok := last[code]
		switch {
		case !ok, p.Ended && p.ReplacedBy == "":
			return Place{}, errUnknown()
		case !p.Ended:
			return p, nil
		}
		code = p.ReplacedBy
	}
	return Place{}, errUnknown()
}

// Names are the full names by code, in one query. A place that has ended keeps its last name, for the records that
// carry its code; a code that never was one is left out.
func Names(ctx context.Context, q db.Querier, codes []string) (names map[string]string, err error) {
	defer errs.Wrap(&err, "place.Names")
	names = map[string]string{}
	if len(codes) == 0 {
		return names, nil
	}
	last, err := lastOf(ctx, q, codes)
	for code, p := range last {
		names[code] = p.Name
	}
	return names, err
}

// Named is a place with the other names that people use for it.
type Named struct {
	Place
	Aliases []string
}

// Called are places of today by their codes, in the order of codes, with their other names.
func Called(ctx context.Context, q db.Querier, codes []string) (_ []Named, err error) {
	defer errs.Wrap(&err, "place.Called")
	var w db.Where
	w.In("p.code", codes)
	all, err := db.All(ctx, q, scanPlace, current+w.SQL()+" ORDER BY p.code", w.Args()...)
	if err != nil {
		return nil, err
	}
	out, at := make([]Named, len(all)), make(map[string]int, len(all))
	for i, p := range all {
		out[i].Place, at[p.Code] = p, i
	}
	return out, db.Each(ctx, q, func(r db.Row) error {
		var code, alias string
		err := r.Scan(&code, &alias)
		if i, ok := at[code]; ok {
			out[i].Aliases = append(out[i].Aliases, alias)
		}
		return err
	}, "SELECT p.code, p.alias FROM place_alias p WHERE "+known+" AND "+w.SQL()+" ORDER BY p.code, p.alias", w.Args()...)
}

// Path is the place and everything above it, the highest first, by their last names also where they have ended.
// NotFound when the code never was one.
func Path(ctx context.Context, q db.Querier, code string) (path []Place, err error) {
	defer errs.Wrap(&err, "place.Path")
	codes := append(Ancestors(code), code)
	last, err := lastOf(ctx, q, codes)
	if err != nil {
		return nil, err
	}
	if _, ok := last[code]; !ok {
		return nil, errUnknown()
	}
	for _, c := range codes {
		if p, ok := last[c]; ok {
			path = append(path, p)
		}
	}
	return path, nil
}

// Children are the places directly below one, by code; below "" are the roots, the places above which there is none.
func Children(ctx context.Context, q db.Querier, code string) (children []Place, err error) {
	defer errs.Wrap(&err, "place.Children")
	if code == "" {
		return roots(ctx, q)
	}
	return childrenOf(ctx, q, code)
}

// Last is the last version of each code that ever was one, current or ended.
func Last(ctx context.Context, q db.Querier, codes []string) (_ map[string]Place, err error) {
	defer errs.Wrap(&err, "place.Last")
	out := map[string]Place{}
	for part := range slices.Chunk(codes, askCodes) {
		last, err := lastOf(ctx, q, part)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, last)
	}
	return out, nil
}

// Ever is the last version of every place that parents ever had directly below them at a level, current or ended, by
// parent and in the order of codes.
func Ever(ctx context.Context, q db.Querier, parents []string, l Level) (_ map[string][]Place, err error) {
	defer errs.Wrap(&err, "place.Ever")
	out := map[string][]Place{}
	for part := range slices.Chunk(parents, askCodes) {
		versions, err := everBelow(ctx, q, part, l)
		if err != nil {
			return nil, err
		}
		for _, p := range versions {
			all := out[p.Parent]
			if n := len(all); n > 0 && all[n-1].Code == p.Code {
				all = all[:n-1] // the later version overwrites the earlier
			}
			out[p.Parent] = append(all, p)
		}
	}
	return out, nil
}

// minCode is the fewest digits that Find takes for the beginning of a code.
const minCode = 2

// Find is the search field of a place: what somebody typed, a code or its beginning (an old one finds its successor),
// or a part of a name, a former name or an alias. The best match comes first, at most limit. Only places in the
// subtrees of within are found: [""] is everywhere, none is nowhere.
func Find(ctx context.Context, q db.Querier, text string, within []string, limit int) (places []Place, err error) {
	defer errs.Wrap(&err, "place.Find")
	text = nameKey(strings.TrimSpace(text))
	if text == "" || len(within) == 0 {
		return nil, nil
	}
	if digits(strings.Replace(text, "-", "", 1)) && len(text) >= minCode {
		places, err := findCode(ctx, q, text, within, limit)
		if err != nil || len(places) > 0 {
			return places, err
		}
	}
	like := strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(text)
	return matching(ctx, q, text, like, within, limit)
}

func findCode(ctx context.Context, q db.Querier, text string, within []string, limit int) ([]Place, error) {
	code, err := Parse(text)
	if err != nil {
		return below(ctx, q, strings.Replace(text, "-", "", 1), within, limit)
	}
	places, err := below(ctx, q, code, within, limit)
	if err != nil || len(places) > 0 {
		return places, err
	}
	p, err := Resolve(ctx, q, code)
	if errs.Is(err, errs.NotFound) || err == nil && !inside(within, p.Code) {
		return nil, nil
	}
	return []Place{p}, err
}

func inside(within []string, code string) bool {
	for _, w := range within {
		if strings.HasPrefix(code, w) {
			return true
		}
	}
	return false
}

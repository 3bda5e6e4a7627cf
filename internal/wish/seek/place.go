package seek

import (
	"context"
	"strconv"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/search"
)

// placeDocuments: the names of places as they are today, and what people call them; a building's also behind those of its 邻里.
func placeDocuments(ctx context.Context, q db.Querier, codes []string) (map[string]*search.Document, error) {
	all, err := calledOf(ctx, q, search.Padded(codes))
	out := make(map[string]*search.Document, len(all))
	for _, p := range all {
		d := search.New(ranked(p.Code))
		d.Named(placeNames, p.own...)
		d.Named(placeNames, p.whole...)
		d.Abbreviates(placeShort, false, p.own...)
		out[p.Code] = d
	}
	return out, err
}

// ranked is the place of a place in the order: higher levels before lower ones, then by code.
func ranked(code string) int64 {
	const width = 1_000_000_000_000_000_000 // above every code of 18 digits
	n, err := strconv.ParseInt(code, 10, 64)
	if err != nil {
		n = 0
	}
	return 8*width - int64(len(code)/3)*width - n // between 1 and 8 widths: a code has at most 18 digits
}

// Places are those whose name, or one that people use, has what was typed in it, or its initials; a building also by the name of
// its 邻里 and its own, but not by the 邻里's alone. A code finds its place, also one from before. They are for everybody.
func (s *Service) Places(ctx context.Context, q search.Query, st Stretch) (p Page[place.Named], err error) {
	defer errs.Wrap(&err, "seek.Places")
	if code, err := place.Parse(q.Typed); err == nil {
		return s.coded(ctx, code)
	}
	e := search.Any(q.Said(placeNames), q.Initials(placeShort))
	err = s.d.Read(ctx, func(ctx context.Context, r db.Querier) error {
		p, err = collect(ctx, r, s.d.Engine(), e, st, 0, nil, func(ctx context.Context, codes []string) (map[string]place.Named, error) {
			all, err := calledOf(ctx, r, search.Padded(codes))
			out := make(map[string]place.Named, len(all))
			for _, x := range all {
				if q.InName(x.own...) || q.Abbreviated(false, x.own...) || q.InName(x.whole...) && !q.InName(x.above...) {
					out[x.Code] = x.Named
				}
			}
			return out, err
		})
		return err
	})
	return p, err
}

// coded is the place that a code means today.
func (s *Service) coded(ctx context.Context, code string) (p Page[place.Named], err error) {
	x, err := place.Resolve(ctx, s.d, code)
	if errs.Is(err, errs.NotFound) {
		return p, nil
	}
	if err == nil {
		p.Found = []place.Named{{Place: x}}
	}
	return p, err
}

// orgDocuments: the names of organisations.
func orgDocuments(ctx context.Context, q db.Querier, ids []string) (map[string]*search.Document, error) {
	all, err := org.ByIDs(ctx, q, search.Padded(ids))
	out := make(map[string]*search.Document, len(all))
	for _, o := range all {
		d := search.New(made(o.ID, listBits))
		d.Named(orgNames, o.Name, o.ShortName)
		d.Abbreviates(orgShort, false, o.Name, o.ShortName)
		out[o.ID] = d
	}
	return out, err
}

// Orgs are the organisations whose name has what was typed in it, or its initials. They are for everybody.
func (s *Service) Orgs(ctx context.Context, q search.Query, st Stretch) (p Page[org.Org], err error) {
	defer errs.Wrap(&err, "seek.Orgs")
	e := search.Any(q.Said(orgNames), q.Initials(orgShort))
	err = s.d.Read(ctx, func(ctx context.Context, r db.Querier) error {
		p, err = collect(ctx, r, s.d.Engine(), e, st, above(s.d.Now(), listBits), nil, func(ctx context.Context, ids []string) (map[string]org.Org, error) {
			all, err := org.ByIDs(ctx, r, search.Padded(ids))
			out := make(map[string]org.Org, len(all))
			for _, x := range all {
				if q.InName(x.Name, x.ShortName) || q.Abbreviated(false, x.Name, x.ShortName) {
					out[x.ID] = x
				}
			}
			return out, err
		})
		return err
	})
	return p, err
}

package app

import (
	"context"
	"io"
	"log/slog"
	"slices"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/place/edition"
	"linli/internal/privacy"
	"linli/internal/reception"
	"linli/internal/recode"
	"linli/internal/rule"
	"linli/internal/wish/dispatch"
	"linli/internal/wish/precedent"
	"linli/internal/wish/publish"
	"linli/internal/wish/relocate"
)

// Followed is what has followed recoded places, and what could not.
type Followed struct {
	Places, Orgs, Homes, Rules, Wishes int // 邻里 and buildings, organisations, homes, rows of rules, open wishes
	Teas                               int // teas that have not ended
	Texts                              int // texts that wait for a moderator
	Entries                            int // entries of the dispatch catalogue, and precedents
	Requests                           int // open requests about people's data
	Left                               []Left
}

// Any tells whether anything followed.
func (f Followed) Any() bool {
	return f.Places+f.Orgs+f.Homes+f.Rules+f.Wishes+f.Texts+f.Teas+f.Entries+f.Requests > 0
}

// Left is what still stands at a code that has ended: people decide what becomes of it.
type Left struct {
	Old, New                               string // New is empty when nothing has replaced the place
	Orgs                                   []string
	Places, Homes, Rules, Wishes, Requests int
	Teas, Entries                          int
}

// ImportDivisions imports a list of divisions (edition.Import). It leaves a job, by which what stands at recoded places
// follows; Follow does it at once.
func (a *App) ImportDivisions(ctx context.Context, x actor.Actor, list io.Reader, opt edition.Options) (edition.Report, error) {
	opt.Sink = a.sink
	return edition.Import(ctx, a.DB, x, list, opt)
}

// Follow lets everything follow that stands at the places an edition has recoded (recoder.run).
func (a *App) Follow(ctx context.Context, edition int64) (Followed, error) {
	return a.recoder.run(ctx, edition)
}

// recoder is the use case of a recoding over all rooms.
type recoder struct {
	d         *db.DB
	places    *place.Service
	orgs      *org.Service
	people    *person.Service
	rules     *rule.Store
	wishes    *relocate.Service
	teas      *reception.Service
	public    *publish.Service
	asked     *privacy.Service
	catalogue *dispatch.Service
	rulings   *precedent.Service
	forget    func() // this process learns of moved posts and homes at once
}

// run lets everything follow that stands at the places an edition has recoded. It may be stopped anywhere, run again,
// and run twice at a time: what has followed is no longer found at the old code. 邻里 and organisations come first,
// because they open the community under its new code.
func (r *recoder) run(ctx context.Context, edition int64) (f Followed, err error) {
	list, err := r.standing(ctx, edition)
	if err != nil {
		return f, err
	}
	for i, x := range list {
		var n int
		list[i], n, err = r.places.Recode(ctx, x)
		if f.Places += n; err != nil {
			return f, err
		}
		n, err = r.orgs.Recode(ctx, list[i])
		if f.Orgs += n; err != nil {
			return f, err
		}
	}
	r.forget()
	for _, room := range []struct {
		n      *int
		follow func(context.Context, recode.Change) (int, error)
	}{{&f.Homes, r.people.Recode}, {&f.Rules, r.rules.Recode}, {&f.Wishes, r.wishes.Recode}, {&f.Texts, r.public.Recode}, {&f.Teas, r.teas.Recode}, {&f.Requests, r.asked.Recode}, {&f.Entries, r.catalogue.Recode}, {&f.Entries, r.rulings.Recode}} {
		for _, x := range list {
			n, err := room.follow(ctx, x)
			if *room.n += n; err != nil {
				return f, err
			}
		}
	}
	r.forget()
	f.Left, err = r.left(ctx, list)
	return f, err
}

// standing are the places that the edition has ended and at which something stands: of a whole country's list they are
// few, so the rooms are asked where they have rows, not place by place.
func (r *recoder) standing(ctx context.Context, edition int64) ([]recode.Change, error) {
	all, err := place.Recodings(ctx, r.d, edition)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	used := map[string]bool{}
	for _, ask := range []func(context.Context) ([]string, error){
		r.places.Standing, r.orgs.Standing, r.people.Standing, r.rules.Standing, r.wishes.Standing, r.public.Standing, r.teas.Standing, r.asked.Standing, r.catalogue.Standing, r.rulings.Standing,
	} {
		codes, err := ask(ctx)
		if err != nil {
			return nil, err
		}
		for _, code := range codes {
			used[code[:min(len(code), communityWidth)]] = true
		}
	}
	return slices.DeleteFunc(all, func(x recode.Change) bool { return !used[x.Old] }), nil
}

// left looks at what still stands at the old codes.
func (r *recoder) left(ctx context.Context, list []recode.Change) (out []Left, err error) {
	for _, x := range list {
		l := Left{Old: x.Old, New: x.New}
		from, until := x.Range()
		orgs, err := org.StandingIn(ctx, r.d, from, until)
		if err != nil {
			return nil, err
		}
		for _, o := range orgs {
			l.Orgs = append(l.Orgs, o.Short())
		}
		if l.Places, err = place.Held(ctx, r.d, x.Old); err != nil {
			return nil, err
		}
		for _, count := range []struct {
			n  *int
			in func(ctx context.Context, q db.Querier, from, until string) (int, error)
		}{{&l.Homes, person.LivingIn}, {&l.Rules, rule.StandingIn}, {&l.Wishes, relocate.OpenIn}, {&l.Teas, reception.OpenIn}, {&l.Requests, privacy.OpenIn}, {&l.Entries, dispatch.StandingIn}, {&l.Entries, precedent.StandingIn}} {
			n, err := count.in(ctx, r.d, from, until)
			if *count.n += n; err != nil {
				return nil, err
			}
		}
		if len(l.Orgs)+l.Places+l.Homes+l.Rules+l.Wishes+l.Teas+l.Requests+l.Entries > 0 {
			out = append(out, l)
		}
	}
	return out, nil
}

// work is run as a job: what could not follow stands in the log.
func (r *recoder) work(log *slog.Logger) func(context.Context, recodeArgs) error {
	return func(ctx context.Context, args recodeArgs) error {
		f, err := r.run(ctx, args.Edition)
		if f.Any() {
			log.Info("job", "kind", args.Kind(), "edition", args.Edition, "places", f.Places, "organisations", f.Orgs,
				"homes", f.Homes, "rules", f.Rules, "wishes", f.Wishes, "texts", f.Texts, "teas", f.Teas, "requests", f.Requests, "entries", f.Entries)
		}
		for _, l := range f.Left {
			log.Warn("left at an ended code", "old", l.Old, "new", l.New, "organisations", l.Orgs, "places", l.Places,
				"homes", l.Homes, "rules", l.Rules, "wishes", l.Wishes, "teas", l.Teas, "requests", l.Requests, "entries", l.Entries)
		}
		return err
	}
}

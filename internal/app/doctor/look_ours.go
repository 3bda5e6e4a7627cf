package doctor

import (
	"context"
	"errors"
	"strconv"
	"time"

	"linli/internal/account"
	"linli/internal/account/code"
	"linli/internal/actor"
	"linli/internal/archive"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/exchange/hook"
	"linli/internal/exchange/hub"
	"linli/internal/notice/dead"
	"linli/internal/org"
	"linli/internal/rule"
	"linli/internal/search"
	"linli/internal/wish/figure"
	"linli/internal/workday"
)

// Invention is the first act in the journal of a demonstration: nobody's data is in it, and nothing of it has to be kept.
const Invention = "demo.begin"

// askOurs asks a database of this release what only such a one can tell.
func (f *Facts) askOurs(ctx context.Context, e Eyes) {
	short, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var err [9]error
	f.Backup, err[0] = f.backups(short, e)
	f.Admins, err[1] = seats(short, e)
	f.Gateway.Delivery, err[2] = code.DeliveryOf(short, e.DB)
	err[3] = f.growth(short, e)
	f.Figures, err[4] = figure.Last(short, e.DB)
	f.Notices, err[5] = dead.Of(short, e.DB)
	f.Gateway.Page, err[6] = dead.Texts(short, e.DB)
	f.Hooks, err[8] = hook.Troubles(short, e.DB)
	hubs, hubErr := hub.Troubles(short, e.DB)
	f.Hooks, err[8] = append(f.Hooks, hubs...), errors.Join(err[8], hubErr)
	f.Search, err[7] = search.StateOf(short, e.DB)
	if err := errors.Join(err[:]...); err != nil {
		f.Database.Err = plain(err)
		return
	}
	f.lookAtFiles(ctx, e)
}

func (f *Facts) backups(ctx context.Context, e Eyes) (b Backup, err error) {
	if b.History, err = archive.HistoryOf(ctx, e.DB); err != nil {
		return b, err
	}
	if b.People, err = db.Value[bool](ctx, e.DB, "SELECT EXISTS (SELECT 1 FROM person)"); err != nil {
		return b, err
	}
	first := ""
	if err := db.Each(ctx, e.DB, func(r db.Row) error { return r.Scan(db.Time(&b.Began), &first) }, "SELECT at, act FROM journal ORDER BY id LIMIT 1"); err != nil {
		return b, err
	}
	f.Setup.Invented = f.Setup.Invented || first == Invention
	shipped := rule.NewBook(rule.Shipped(), workday.Calendar{})
	book, err := rule.NewStore(e.DB, nil).Book(ctx) // only read
	if err != nil {
		book = shipped // before the first start there are none
	}
	b.Days, b.Rehearsal = days(book, shipped, "backup.days", e.Now), days(book, shipped, "backup.rehearsal", e.Now)
	return b, nil
}

// days is a rule; as it is shipped where this release has not been started on the database yet.
func days(book, shipped *rule.Book, key string, now time.Time) int {
	r, ok := book.Find(key, "", now)
	if !ok {
		r, _ = shipped.Find(key, "", now)
	}
	n, _ := strconv.Atoi(r.Value) // the form of the rule says that it is one
	return n
}

// seats are the three administrators and who they are.
func seats(ctx context.Context, e Eyes) (out []Seat, err error) {
	for _, role := range actor.Administrators() {
		s := Seat{Role: role}
		persons, err := org.HoldersOfRole(ctx, e.DB, role, e.Now)
		if err != nil {
			return nil, err
		}
		for _, p := range persons {
			a, err := account.ByPerson(ctx, e.DB, p)
			if err != nil && !errs.Is(err, errs.NotFound) {
				return nil, err
			}
			s.Holders = append(s.Holders, Holder{Login: a.Login, Alive: a.Login != "" && a.DisabledAt.IsZero(), Second: a.Second})
		}
		out = append(out, s)
	}
	return out, nil
}

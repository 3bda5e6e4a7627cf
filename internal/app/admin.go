package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/place"
	"linli/internal/web/i18n"
	"linli/internal/workday"
)

// console is who acts when somebody sits at the machine.
func console() actor.Actor { return actor.Job("console") }

// Say is an error in words: every field that is wrong on a line of its own.
func Say(err error, english bool) string {
	l, werr := terminal(english)
	var e *errs.Error
	if werr != nil || !errors.As(err, &e) || e.Key == "" || e.Kind == errs.Internal {
		return err.Error()
	}
	var b strings.Builder
	b.WriteString(l.T(e.Key, e.Args...))
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "\n  %s: %s", f.Name, l.T(f.Key, f.Args...))
	}
	return b.String()
}

// terminal speaks the language of a terminal.
func terminal(english bool) (i18n.Localizer, error) {
	words, err := catalogue()
	if err != nil {
		return i18n.Localizer{}, err
	}
	if english {
		return words.For(i18n.English), nil
	}
	return words.For(i18n.Chinese), nil
}

// with opens an installation for one command.
func with(ctx context.Context, dsn string, do func(a *App) error) error {
	a, err := New(ctx, Config{DSN: dsn})
	if err != nil {
		return err
	}
	return errors.Join(do(a), a.Close())
}

// Divisions is an import of the division tree.
type Divisions struct {
	File      io.Reader
	Name      string // of the file, for the report
	SkipBad   bool
	ValidFrom string    // 2026-01-01; empty: today
	Out       io.Writer // the report
	Progress  io.Writer // one line that is written again and again
	English   bool
}

// ImportDivisions imports a list of divisions and reports what it changed; every bad row is named with its line. What
// stands at recoded places follows at once. Where that is interrupted, the job that the import has left does the rest when
// the server runs.
func ImportDivisions(ctx context.Context, dsn string, in Divisions) error {
	opt := place.Options{SkipBad: in.SkipBad, Source: in.Name, Progress: func(p place.Progress) {
		fmt.Fprintf(in.Progress, "\r%-40s", progressLine(p, in.English))
	}}
	if in.ValidFrom != "" {
		day, err := workday.ParseDate(in.ValidFrom)
		if err != nil {
			return err
		}
		opt.ValidFrom = day
	}
	lang := "zh"
	if in.English {
		lang = "en"
	}
	return with(ctx, dsn, func(a *App) error {
		opt.Sink = a.sink
		rep, err := place.Import(ctx, a.DB, console(), in.File, opt)
		fmt.Fprintln(in.Progress)
		if err != nil && !rep.Refused { // not begun, or cancelled: the report would speak of nothing
			return err
		}
		if err := errors.Join(rep.WriteText(in.Out, lang), err); err != nil || rep.Edition == 0 {
			return err
		}
		followed, err := a.recoder.run(ctx, rep.Edition)
		return errors.Join(writeFollowed(in.Out, followed, in.English), err)
	})
}

// phases are what an import is doing, in Chinese.
func phases() map[place.Phase]string {
	return map[place.Phase]string{
		place.Reading: "读取", place.Validating: "检查", place.Cleaning: "清理上次没做完的", place.Comparing: "对比", place.Writing: "写入", place.Switching: "切换",
	}
}

// progressLine is how far an import is, in one line; a total that is not known is not named.
func progressLine(p place.Progress, english bool) string {
	phase, rows := string(p.Phase), " rows"
	if !english {
		phase, rows = phases()[p.Phase], " 行"
	}
	switch {
	case p.Total > 0:
		return fmt.Sprintf("%s %d / %d%s", phase, p.Done, p.Total, rows)
	case p.Done > 0:
		return fmt.Sprintf("%s %d%s", phase, p.Done, rows)
	}
	return phase + " …"
}

// ImportCalendar imports working days and computes what was provisional again at once.
func ImportCalendar(ctx context.Context, dsn string, file io.Reader) (years []int, err error) {
	err = with(ctx, dsn, func(a *App) error {
		if years, err = a.Rules.ImportCalendar(ctx, console(), file); err != nil {
			return err
		}
		_, err := a.Wishes.Redue(ctx)
		return err
	})
	return years, err
}

// NewOrg is an organisation from the command line.
type NewOrg struct{ Kind, Place, Name, Short, Phone, Hours, USCC string }

// AddOrg adds an organisation; doubtful tells that its credit code fails the check.
func AddOrg(ctx context.Context, dsn string, in NewOrg) (id string, doubtful bool, err error) {
	code, err := placeCode(in.Place)
	if err != nil {
		return "", false, err
	}
	err = with(ctx, dsn, func(a *App) error {
		o, err := a.Orgs.CreateOrg(ctx, console(), org.Org{
			Kind: org.Kind(in.Kind), Place: code, Name: in.Name, ShortName: in.Short, Phone: in.Phone, Hours: in.Hours, USCC: in.USCC,
		}, "")
		id, doubtful = o.ID, err == nil && o.USCCDoubtful()
		return err
	})
	return id, doubtful, err
}

// placeCode reads a code as people type it.
func placeCode(s string) (string, error) {
	code, err := place.Parse(s)
	if err != nil {
		return "", errs.BadFields([]errs.Field{{Name: "place", Key: "org.error.place"}})
	}
	return code, nil
}

// NewStaff is a member of staff from the command line.
type NewStaff struct{ Login, Name, Role, Org, Place, Title string }

// AddStaff makes the post, the person and the account, and returns the token of the link that sets the password.
func AddStaff(ctx context.Context, dsn string, in NewStaff) (token string, err error) {
	err = with(ctx, dsn, func(a *App) error {
		if in.Org == "" {
			code, err := placeCode(in.Place)
			if err != nil {
				return err
			}
			o, err := org.CommunityOf(ctx, a.DB, code)
			if errs.Is(err, errs.NotFound) {
				return errs.New(errs.NotFound, "console.no_committee", code)
			}
			if err != nil {
				return err
			}
			in.Org = o.ID
		}
		p, err := a.Orgs.CreatePost(ctx, console(), actor.Post{Org: in.Org, Role: actor.Role(in.Role), Title: in.Title}, "")
		if err != nil {
			return err
		}
		_, token, err = a.Accounts.Create(ctx, console(), account.Creation{Login: in.Login, Name: in.Name, Post: p.ID})
		return err
	})
	return token, err
}

// EndPosts ends the appointments of an account's holder, all or those of one title, and tells how many.
func EndPosts(ctx context.Context, dsn, login, title string) (n int, err error) {
	err = with(ctx, dsn, func(a *App) error {
		acc, err := account.ByLogin(ctx, a.DB, login)
		if err != nil {
			return err
		}
		posts, err := org.PostsOf(ctx, a.DB, acc.Person, a.DB.Now())
		if err != nil {
			return err
		}
		for _, p := range posts {
			if title != "" && p.Title != title {
				continue
			}
			ended, err := a.endPost(ctx, p, acc.Person)
			if err != nil {
				return err
			}
			n += ended
		}
		return nil
	})
	return n, err
}

// endPost ends whoever of a post is the person.
func (a *App) endPost(ctx context.Context, p actor.Post, person string) (n int, err error) {
	holders, err := org.HoldersOf(ctx, a.DB, p.Org, a.DB.Now())
	for _, h := range holders {
		if h.Post.ID != p.ID || h.Person != person || err != nil {
			continue
		}
		err = a.Orgs.EndAppointment(ctx, console(), h.Appointment, time.Time{})
		n++
	}
	return n, err
}

// SetPassword sets a password at the machine.
func SetPassword(ctx context.Context, dsn, login, password string) error {
	return withAccount(ctx, dsn, login, func(a *App, id string) error {
		return a.Accounts.SetPassword(ctx, console(), id, password)
	})
}

// DisableAccount shuts an account.
func DisableAccount(ctx context.Context, dsn, login string) error {
	return withAccount(ctx, dsn, login, func(a *App, id string) error { return a.Accounts.Disable(ctx, console(), id) })
}

func withAccount(ctx context.Context, dsn, login string, do func(a *App, id string) error) error {
	return with(ctx, dsn, func(a *App) error {
		acc, err := account.ByLogin(ctx, a.DB, login)
		if err != nil {
			return err
		}
		return do(a, acc.ID)
	})
}

// ListStaff writes the staff accounts, a line each.
func ListStaff(ctx context.Context, dsn string, w io.Writer) error {
	return with(ctx, dsn, func(a *App) error {
		for after := ""; ; {
			list, next, err := a.Accounts.List(ctx, console(), after, 100)
			if err != nil {
				return err
			}
			for _, x := range list {
				state := ""
				if !x.Account.DisabledAt.IsZero() {
					state = " (disabled)"
				}
				fmt.Fprintf(w, "%s\t%s\t%s%s\n", x.Account.Login, x.Name, org.CombinedTitle(x.Posts), state)
			}
			if next == "" {
				return nil
			}
			after = next
		}
	})
}

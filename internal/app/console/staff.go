package console

import (
	"context"
	"strings"
	"time"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/app"
	"linli/internal/errs"
	"linli/internal/org"
)

// NewPost is a post from the command line: of an organisation by its id, or of the community committee at a place.
type NewPost struct {
	Role, Org, Place, Title string
	SingleAdmin             bool // one person may be all three administrators
}

// read finds the organisation. Without a title the role's own stands.
func (in NewPost) read(ctx context.Context, a *app.App) (p actor.Post, o org.Org, err error) {
	if in.SingleAdmin {
		a.Orgs.LetOneAdminister()
	}
	o, err = orgOf(ctx, a, in.Org, in.Place)
	p = actor.Post{Org: o.ID, Role: actor.Role(in.Role), Title: in.Title}
	if strings.TrimSpace(p.Title) == "" {
		p.Title = org.Title(p.Role)
	}
	return p, o, err
}

// orgOf is an organisation by its id, or the community committee at a place.
func orgOf(ctx context.Context, a *app.App, orgID, at string) (org.Org, error) {
	if orgID != "" {
		return org.ByID(ctx, a.DB, orgID)
	}
	code, err := placeCode(at)
	if err != nil {
		return org.Org{}, err
	}
	o, err := org.CommunityOf(ctx, a.DB, code)
	if errs.Is(err, errs.NotFound) {
		return o, errs.New(errs.NotFound, "console.no_committee", code)
	}
	return o, err
}

// NewStaff is a member of staff from the command line.
type NewStaff struct {
	Login, Name string
	Post        NewPost
	BaseURL     string // of the installation, for the link
}

// AddStaff makes the person and the account, gives them the post, the vacant one where there is one, and prints the link
// that sets the password: all of it or nothing.
func AddStaff(ctx context.Context, dsn string, in NewStaff, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		p, o, err := in.Post.read(ctx, a)
		if err != nil {
			return err
		}
		if _, err := account.ByLogin(ctx, a.DB, in.Login); err == nil {
			return errs.New(errs.Conflict, "console.login_taken", account.NormalLogin(in.Login))
		}
		h, err := a.Accounts.Hire(ctx, self(), account.Creation{Login: in.Login, Name: in.Name, Seat: p})
		if err != nil {
			return err
		}
		if err := t.seated(h.Seat, o, in.Name); err != nil {
			return err
		}
		return t.line(strings.TrimSuffix(in.BaseURL, "/") + "/invitation/" + h.Token)
	})
}

// AppointStaff gives the holder of an account one more post, the vacant one where there is one. What is held already
// stays as it is.
func AppointStaff(ctx context.Context, dsn, login string, in NewPost, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		p, o, err := in.read(ctx, a)
		if err != nil {
			return err
		}
		acc, err := account.ByLogin(ctx, a.DB, login)
		if err != nil {
			return err
		}
		if !acc.DisabledAt.IsZero() {
			return errs.New(errs.Conflict, "console.disabled", acc.Login)
		}
		seat, err := a.Orgs.Seat(ctx, self(), p, acc.Person)
		if err != nil {
			return err
		}
		if err := t.seated(seat, o, acc.Login); err != nil {
			return err
		}
		posts, err := org.PostsOf(ctx, a.DB, acc.Person, a.DB.Now())
		if err != nil {
			return err
		}
		return t.line(acc.Login + "\t" + org.CombinedTitle(posts))
	})
}

// seated says how somebody came to a post.
func (t Terminal) seated(s org.Seated, o org.Org, who string) error {
	switch {
	case s.Held:
		return t.line(t.T("console.post.held", s.Post.Title, o.Short(), who))
	case s.Inherited:
		return t.line(t.T("console.post.inherited", s.Post.Title, o.Short(), who))
	}
	return t.line(t.T("console.post.new", s.Post.Title, o.Short(), who))
}

// EndPosts ends the appointments of an account's holder, all or those of one title, and tells how many.
func EndPosts(ctx context.Context, dsn, login, title string) (n int, err error) {
	err = with(ctx, dsn, func(a *app.App) error {
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
			ended, err := endPost(ctx, a, p, acc.Person)
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
func endPost(ctx context.Context, a *app.App, p actor.Post, person string) (n int, err error) {
	holders, err := org.HoldersOf(ctx, a.DB, p.Org, a.DB.Now())
	for _, h := range holders {
		if h.Post.ID != p.ID || h.Person != person || err != nil {
			continue
		}
		err = a.Orgs.EndAppointment(ctx, self(), h.Appointment, time.Time{})
		n++
	}
	return n, err
}

// SetPassword sets a password at the machine.
func SetPassword(ctx context.Context, dsn, login, password string) error {
	return withAccount(ctx, dsn, login, func(a *app.App, id string) error {
		return a.Accounts.SetPassword(ctx, self(), id, password)
	})
}

// DisableAccount shuts an account.
func DisableAccount(ctx context.Context, dsn, login string) error {
	return withAccount(ctx, dsn, login, func(a *app.App, id string) error { return a.Accounts.Disable(ctx, self(), id) })
}

// EnableAccount opens an account again.
func EnableAccount(ctx context.Context, dsn, login string) error {
	return withAccount(ctx, dsn, login, func(a *app.App, id string) error { return a.Accounts.Enable(ctx, self(), id) })
}

func withAccount(ctx context.Context, dsn, login string, do func(a *app.App, id string) error) error {
	return with(ctx, dsn, func(a *app.App) error {
		acc, err := account.ByLogin(ctx, a.DB, login)
		if err != nil {
			return err
		}
		return do(a, acc.ID)
	})
}

// ListStaff writes the staff accounts, a line each.
func ListStaff(ctx context.Context, dsn string, t Terminal) error {
	return with(ctx, dsn, func(a *app.App) error {
		for after := ""; ; {
			list, next, err := a.Accounts.List(ctx, self(), after, 100)
			if err != nil {
				return err
			}
			for _, x := range list {
				cells := []string{x.Account.Login, x.Name, org.CombinedTitle(x.Posts)}
				if !x.Account.DisabledAt.IsZero() {
					cells = append(cells, t.T("console.user.disabled"))
				}
				if err := t.row(cells...); err != nil {
					return err
				}
			}
			if next == "" {
				return nil
			}
			after = next
		}
	})
}

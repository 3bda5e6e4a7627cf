package bench

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"

	"linli/internal/account"
	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/place/edition"
)

// The size of 崇川's share in the programme: 166 communities, here with six 邻里 each. Codes and names are invented.
const (
	communities    = 166
	neighbourhoods = 6
	streets        = 12
	district       = "320613"
)

// world is what wishes stand in.
type world struct {
	communities []string          // place codes
	committees  []string          // organisation by community
	offices     map[string]string // by street; each receives the yellow of its own
	group       string            // receives red
	submitters  []string          // persons
	residents   []person.Person
}

// bench is who makes all this: the command line at the machine.
func self() actor.Actor { return actor.Job("bench") }

// linli is the code of a community's n-th 邻里, from 0.
func linli(community string, n int) string {
	return fmt.Sprintf("%s%03d", community, n%neighbourhoods+1)
}

// populate makes places, organisations and people; in a kept store they are found again by their keys.
func (s *store) populate(ctx context.Context, c Config) (*world, error) {
	w := &world{communities: make([]string, communities), committees: make([]string, communities), offices: map[string]string{}}
	if _, err := edition.Import(ctx, s.app.DB, self(), strings.NewReader(w.divisions()), edition.Options{Source: "bench"}); err != nil {
		return nil, err
	}
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(8)
	for i, code := range w.communities {
		g.Go(func() (err error) {
			w.committees[i], err = s.community(gctx, code)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	var err error
	for i := range streets {
		if w.offices[street(i)], err = s.unit(ctx, org.StreetOffice, street(i), fmt.Sprintf("测量%d街道办事处综合科", i+1)); err != nil {
			return nil, err
		}
	}
	if w.group, err = s.unit(ctx, org.SuperiorGroup, district, "测量工作组"); err != nil {
		return nil, err
	}
	return w, s.people(ctx, c, w)
}

// street is the code of the street that the i-th community belongs to, from 0.
func street(i int) string { return fmt.Sprintf("%s9%02d", district, i%streets+1) }

// divisions is the tree as an import reads it.
func (w *world) divisions() string {
	var b strings.Builder
	b.WriteString("code,name,parent_code,level\n320000000000,测量省,,1\n320600000000,测量市,320000000000,2\n320613000000,测量区,320600000000,3\n")
	for i := range streets {
		fmt.Fprintf(&b, "%s000,测量%d街道,320613000000,4\n", street(i), i+1)
	}
	for i := range communities {
		w.communities[i] = fmt.Sprintf("%s%03d", street(i), i/streets+1)
		fmt.Fprintf(&b, "%s,测量%d社区居委会,%s000,5\n", w.communities[i], i+1, street(i))
	}
	return b.String()
}

// community adds the 邻里 and the committee of a community.
func (s *store) community(ctx context.Context, code string) (committee string, err error) {
	for n := range neighbourhoods {
		here := linli(code, n)
		_, err := s.app.Places.AddNeighbourhood(ctx, self(), place.Addition{Parent: code, Name: fmt.Sprintf("%d邻里", n+1), Code: here, Key: "bench-" + here})
		if err != nil {
			return "", err
		}
	}
	return s.unit(ctx, org.CommunityCommittee, code, "测量社区居委会 "+code)
}

func (s *store) unit(ctx context.Context, kind org.Kind, at, name string) (string, error) {
	o, err := s.app.Orgs.CreateOrg(ctx, self(), org.Org{Kind: kind, Place: at, Name: name}, "bench-"+string(kind)+"-"+at)
	return o.ID, err
}

// people makes the residents at work and those who have filed what is stored.
func (s *store) people(ctx context.Context, c Config, w *world) error {
	const chunk = 500
	others := min(max(c.Wishes/20, 1), 20_000)
	if s.full >= 0 {
		others = 0
	}
	for from := 0; from < c.Clients+others; from += chunk {
		var made []person.Person
		err := s.app.DB.WriteMany(ctx, func(ctx context.Context, tx *db.Tx) error {
			made = made[:0]
			for i := from; i < min(from+chunk, c.Clients+others); i++ {
				home := linli(w.communities[i%communities], i/communities)
				p, err := person.CreateTx(ctx, tx, self(), person.Person{Name: fmt.Sprintf("测量居民%d", i+1), Place: home})
				if err != nil {
					return err
				}
				made = append(made, p)
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, p := range made {
			if len(w.residents) < c.Clients {
				w.residents = append(w.residents, p)
			} else {
				w.submitters = append(w.submitters, p.ID)
			}
		}
	}
	return s.phones(ctx, w)
}

// phones gives a telephone to those who have filed what is stored, as most have.
func (s *store) phones(ctx context.Context, w *world) error {
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(64)
	for i, p := range w.submitters {
		g.Go(func() error {
			phone := fmt.Sprintf("138%08d", i)
			return s.app.People.SetContact(gctx, self(), p, person.ContactChange{Phone: &phone})
		})
	}
	return g.Wait()
}

// pair is a resident and the secretary of the resident's community, each with a session.
type pair struct {
	home             string // 邻里
	community        string
	resident, leader string // session cookies
}

// sessions opens a session for every resident and for the staff of their communities, through the service.
func (s *store) sessions(ctx context.Context, c Config, w *world) ([]pair, error) {
	leaders := make([]string, min(c.Clients, communities))
	for i := range leaders {
		acc, err := s.secretary(ctx, w.committees[i], w.communities[i])
		if err != nil {
			return nil, err
		}
		if leaders[i], err = s.app.Sessions.Open(ctx, acc); err != nil {
			return nil, err
		}
	}
	pairs := make([]pair, c.Clients)
	for i, p := range w.residents {
		acc, err := s.app.Accounts.Resident(ctx, self(), p.ID)
		if err != nil {
			return nil, err
		}
		cookie, err := s.app.Sessions.Open(ctx, acc.ID)
		if err != nil {
			return nil, err
		}
		pairs[i] = pair{home: p.Place, community: w.communities[i%communities], resident: cookie, leader: leaders[i%communities]}
	}
	c.say("%d sessions are open", len(pairs)+len(leaders))
	return pairs, nil
}

// secretary is the account of a community's secretary.
func (s *store) secretary(ctx context.Context, committee, community string) (string, error) {
	return s.officer(ctx, actor.Post{Org: committee, Role: actor.Secretary, Title: "社区书记"}, community)
}

// officer is the account of who holds the post at a place.
func (s *store) officer(ctx context.Context, p actor.Post, at string) (string, error) {
	post, err := s.app.Orgs.CreatePost(ctx, self(), p, "bench-post-"+at+"-"+string(p.Role))
	if err != nil {
		return "", err
	}
	login := "bench-" + at + "-" + string(p.Role)
	acc, _, err := s.app.Accounts.Create(ctx, self(), account.Creation{Login: login, Name: "测量" + p.Title, Home: at, Post: post.ID})
	if errs.Is(err, errs.Conflict) || errs.Is(err, errs.Invalid) { // of a kept store
		acc, err = account.ByLogin(ctx, s.app.DB, login)
	}
	return acc.ID, err
}

package app

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"linli/internal/actor"
	"linli/internal/app/access"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/file"
	"linli/internal/wish"
	"linli/internal/wish/ask"
	"linli/internal/wish/publish"
	"linli/internal/wish/wishweb"
)

// planter does acts on wishes and puts a mark of its own into each text: none may be read by who only reads what is public.
type planter struct {
	*stage
	n      int
	wishes []string
	titles map[string]string // the marks of titles, by wish; where the wish may be read, so may its title
	secret []string          // marks that nobody outside may ever read
}

// mark is a text of its own, with a telephone in it that no rule publishes.
func (p *planter) mark() string {
	p.n++
	m := fmt.Sprintf("1380%07d", p.n)
	p.secret = append(p.secret, m)
	return m
}

// title is a mark that tells of nobody.
func (p *planter) title() string {
	p.n++
	return fmt.Sprintf("标%s记", strings.Map(func(r rune) rune { return []rune("甲乙丙丁戊己庚辛壬癸")[r-'0'] }, fmt.Sprint(p.n)))
}

// doing is one act by who may do it; one that is not possible now is refused, which is fine.
func (p *planter) doing(rt *rapid.T) {
	ctx, by := p.t.Context(), p.actors
	w, id := p.Wishes, rapid.SampledFrom(p.wishes).Draw(rt, "wish")
	ok := func(_ wish.Wish, err error) error { return err }
	var err error
	switch act := rapid.SampledFrom([]string{
		"accept", "reject", "classify", "take", "note", "staff note", "own note", "answer", "plain answer", "supplement", "evaluate", "reopen",
		"withdraw", "merge", "publish", "withhold", "publish part", "withhold part", "follow",
	}).Draw(rt, "act"); act {
	case "accept":
		err = ok(w.Accept(ctx, by["soc"], id, wish.Acceptance{Text: p.mark()}))
	case "reject":
		err = ok(w.Reject(ctx, by["soc"], id, wish.Rejection{Text: p.mark(), Advice: p.mark()}))
	case "classify":
		err = ok(w.Classify(ctx, by["sec"], id, wish.Classification{Colour: wish.Yellow, Unit: p.orgs[access.Office], Text: p.mark()}))
	case "take":
		err = ok(w.TakeUp(ctx, by["off"], id, ""))
	case "note":
		err = ok(w.Note(ctx, by["off"], id, wish.Progress{Text: "看过了，打 " + p.mark(), Audience: wish.ForPublic}))
	case "staff note":
		err = ok(w.Note(ctx, by["off"], id, wish.Progress{Text: p.mark(), Audience: wish.ForStaff}))
	case "own note":
		err = ok(w.Note(ctx, by["off"], id, wish.Progress{Text: p.mark(), Audience: wish.ForSubmitter}))
	case "answer":
		err = ok(w.Answer(ctx, by["off"], id, wish.Reply{Text: "办好了，打 " + p.mark()}))
	case "plain answer":
		err = ok(w.Answer(ctx, by["off"], id, wish.Reply{Text: "办好了。"}))
	case "supplement":
		err = ok(w.Supplement(ctx, by["sub"], id, p.mark(), ""))
	case "evaluate":
		solved := true
		err = ok(w.Evaluate(ctx, by["sub"], id, wish.Evaluation{Solved: &solved, Rating: wish.Basically, Text: p.mark()}))
	case "reopen":
		err = ok(p.Sides.Reopen(ctx, by["sub"], id, p.mark(), ""))
	case "withdraw":
		err = ok(w.Withdraw(ctx, by["sub"], id, ""))
	case "merge":
		main, seeErr := w.See(ctx, by["soc"], rapid.SampledFrom(p.wishes).Draw(rt, "main"))
		p.must(seeErr)
		err = ok(p.Asks.Merge(ctx, by["soc"], id, ask.Merging{Number: main.Wish.Number, Text: p.mark()}))
	case "follow":
		err = p.Follows.Join(ctx, by["nei"], id, "")
	default:
		err = p.moderating(rt, act, id)
	}
	var e *errs.Error
	if err != nil && (!errors.As(err, &e) || e.Kind == errs.Internal) {
		rt.Fatal(err)
	}
}

// moderating decides on a part as a moderator may who looks: what is proposed, never what was found.
func (p *planter) moderating(rt *rapid.T, act, id string) error {
	ctx, soc := p.t.Context(), p.actors["soc"]
	_, parts, err := p.Publish.See(ctx, soc, id)
	if err != nil {
		return err
	}
	x := parts[0]
	if strings.HasSuffix(act, "part") {
		x = rapid.SampledFrom(parts).Draw(rt, "part")
	}
	if strings.HasPrefix(act, "withhold") {
		return p.Publish.Withhold(ctx, soc, id, publish.Decision{Part: x.ID, Seen: x.Rev, Reason: p.mark()})
	}
	return p.Publish.Publish(ctx, soc, id, publish.Decision{Part: x.ID, Seen: x.Rev, Text: x.Proposed()})
}

// reads is every public route, as somebody, for marks.
func (p *planter) reads(rt *rapid.T, who actor.Actor, cookie string) {
	paths := []string{
		"/", "/linli", "/linli/" + access.Community, "/linli/" + access.Hood, "/linli/" + access.Community + "/wishes", "/linli/" + access.Hood + "/wishes",
		"/linli/" + access.Community + "/feed.atom", "/linli/" + access.Hood + "/feed.atom", "/wishes", "/open311/v2/requests.xml", "/open311/v2/requests.json?service_code=repair", "/api/v1/wishes?limit=100", "/api/v1/wishes?place=" + access.Hood,
	}
	public := map[string]bool{}
	for _, id := range p.wishes {
		s, err := p.Wishes.See(p.t.Context(), console(), id)
		p.must(err)
		w := s.Wish
		public[id] = w.Publicity == wish.Published && w.Visibility == wish.Public && w.State != wish.Rejected && w.State != wish.Withdrawn
		paths = append(paths, "/wishes/"+id, "/lookup?q="+w.Number, "/open311/v2/requests/"+w.Number+".xml?extensions=true", "/open311/v2/tokens/"+id+".json", "/api/v1/wishes/"+id, "/api/v1/numbers/"+w.Number, "/api/v1/wishes/"+id+"/files", "/wishes/"+id+"/publication", "/files/"+p.photos[id])
	}
	for _, path := range paths {
		rec := p.send(http.MethodGet, path, "", cookie)
		body := rec.Body.String() + rec.Header().Get("Location")
		for _, m := range p.secret {
			if strings.Contains(body, m) {
				rt.Fatalf("%s reads %s at %s (%d)", who.Name, m, path, rec.Code)
			}
		}
		for id, title := range p.titles {
			if !public[id] && strings.Contains(body, title) {
				rt.Fatalf("%s reads the title %s of what is not public at %s (%d)", who.Name, title, path, rec.Code)
			}
		}
		if i := strings.LastIndex(path, "/wishes/"); i == 0 && len(path) == len("/wishes/")+36 {
			if (rec.Code == http.StatusOK) != public[path[len("/wishes/"):]] {
				rt.Fatalf("%s: %d, public %v", path, rec.Code, public[path[len("/wishes/"):]])
			}
		}
	}
}

// Whatever is done, in whatever order: no visitor and no neighbour reads a text that neither the rule nor a moderator has
// published, on any page, in the feed, in any answer to a program.
func TestNoSequenceOfActsPublishesWhatNobodyHas(t *testing.T) {
	t.Parallel()
	s := newStage(t, dbtest.SQLite(t))
	p := &planter{stage: s, titles: map[string]string{}}
	rapid.Check(t, func(rt *rapid.T) {
		p.wishes, p.titles, p.secret = nil, map[string]string{}, nil
		for i := range 3 {
			v := []wish.Visibility{wish.Public, wish.Public, wish.Private}[i]
			text, title := p.title(), ""
			if rapid.Bool().Draw(rt, "tells of somebody") {
				title, text = text, "7幢301室"+text
			} else {
				title = text
			}
			w, err := s.Wishes.File(t.Context(), s.actors["sub"], wish.Filing{
				Text: text + "，请打 " + p.mark(), Spot: p.mark(), Place: access.Building, Visibility: v, Draft: string(s.photo()),
			})
			s.must(err)
			files, err := s.Files.Of(t.Context(), s.actors["sub"], file.Subject{Kind: wishweb.Kind, ID: w.ID})
			s.must(err)
			s.photos[w.ID] = files[0].File.ID
			p.wishes, p.titles[w.ID] = append(p.wishes, w.ID), title
		}
		for range rapid.IntRange(1, 12).Draw(rt, "acts") {
			p.doing(rt)
		}
		p.reads(rt, actor.Actor{Name: "a visitor"}, "")
		p.reads(rt, s.actors["nei"], "linli="+s.session["nei"])
	})
}

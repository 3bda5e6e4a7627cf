package seek_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/id"
	"linli/internal/person"
	"linli/internal/search"
	"linli/internal/wish"
	"linli/internal/wish/number"
	"linli/internal/wish/seek"
)

// What the records of these tests are made of: two streets in one district, one in another.
var (
	communities = []string{"320613007005", "320613007006", "320613003004", "320612001200"}
	units       = []string{"0197-a", "0197-b", "0197-c"}
	persons     = []string{"01-tan", "01-wu", "01-gu"}
	places      = []string{"32", "320613", "320613007", "320613007005", "320613007005001", "320612", ""}
	phrases     = strings.Fields(`楼道的灯坏了 花园里没有坐的地方 电动车堵住了门口 单元门关不上 防诈骗宣传 请王芳核对 3号楼下水道又堵了 𠮷野村口
		ＡＴＭ机旁 a21路公交 Café门口 核酸点 水水水 没水`)

	// What there is in each community from the 邻里 down, and how people say it.
	standing = map[string]string{"001": "花半里", "001007": "7幢", "002": "学士·府", "002001": "12 号楼"}
	spoken   = append([]string{"花半里7幢", "花半里 7幢", "花半里 路灯", "花半里7幢 灯", "学士府", "学士府12号楼", "12 号楼", "７幢"}, phrases...)
)

var began = time.Date(2026, 4, 1, 1, 0, 0, 0, time.UTC)

// mixture is wishes of every state, visibility, publicity and submitter, the same ones each time.
func mixture(n int) (out []wish.Wish) {
	r := rand.New(rand.NewPCG(5, 9)) //nolint:gosec // a fixed mixture, no secret
	pick := func(of []string) string { return of[r.IntN(len(of))] }
	for i := range n {
		w := wish.Wish{
			Community: pick(communities), Unit: pick(units), Submitter: pick(append(persons, "")), Channel: wish.App, Topic: wish.Other,
			Title: pick(phrases), Text: pick(phrases) + "，" + pick(phrases) + "。" + pick(phrases), Spot: pick([]string{"", "", "门洞里"}), Code: "ABC234", Urgency: wish.Normal,
			Visibility: []wish.Visibility{wish.Public, wish.Private}[r.IntN(2)], State: wish.Flow.States[r.IntN(len(wish.Flow.States))],
			Publicity: []wish.Publicity{wish.Published, wish.Published, wish.Waiting, wish.Withheld}[r.IntN(4)],
			FiledAt:   began.Add(time.Duration(i) * 7 * time.Second), DueSpan: "1wd",
		}
		w.ID, w.Number = id.At(w.FiledAt), number.Format(w.Community, 2026, i+1)
		w.Place = w.Community + pick([]string{"", "001", "001007", "002", "002001"})
		if w.AcceptDue = w.FiledAt.Add(24 * time.Hour); w.Publicity == wish.Published {
			w.PublicTitle = strings.ReplaceAll(w.Title, "王芳", "＊＊")
		}
		if r.IntN(3) > 0 {
			w.AcceptedAt = w.FiledAt.Add(time.Hour)
		}
		if slices.Contains([]wish.State{wish.Answered, wish.Closed, wish.Archived}, w.State) && r.IntN(3) > 0 {
			w.AnsweredAt = w.FiledAt.Add(2 * time.Hour)
		}
		if r.IntN(4) == 0 {
			w.Beside = []string{pick(units)}
		}
		if r.IntN(5) == 0 {
			w.Asked = wish.Asked{For: wish.ForColour, By: "01-gu", Unit: pick(units), Colour: wish.Yellow}
			w.First = pick(units)
		}
		out = append(out, w)
	}
	return out
}

// stand puts up what there is in the communities.
func stand(t testing.TB, d *db.DB) {
	t.Helper()
	for _, c := range communities {
		for below, name := range standing {
			exec(t, d, "INSERT INTO place (code, version, parent, name, valid_from, edition_from) VALUES ($1, 1, $2, $3, '2020-01-01', 0)",
				c+below, (c + below)[:len(c+below)-3], name)
		}
	}
}

// put stores wishes with their places and writes their documents.
func put(t testing.TB, d *db.DB, wishes []wish.Wish) (*seek.Service, *search.Index) {
	t.Helper()
	ctx := context.Background()
	stand(t, d)
	err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, w := range wishes {
			for _, unit := range w.Beside {
				_, err := tx.Exec(ctx, "INSERT INTO wish_task (id, wish, unit, text, due, given_at, given_by) VALUES ($1, $2, $3, '量尺寸', 1, 1, '')", id.At(tx.Now), w.ID, unit)
				if err != nil {
					return err
				}
			}
		}
		return wish.InsertManyTx(ctx, tx, wishes, func(wish.Wish) []wish.Entry { return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	return service(t, d)
}

// service is the search of a database, with everything written.
func service(t testing.TB, d *db.DB) (*seek.Service, *search.Index) {
	t.Helper()
	s, x := another(d)
	catchUp(t, x)
	return s, x
}

// another is another process on the database.
func another(d *db.DB) (*seek.Service, *search.Index) {
	return seek.New(d, wish.New(d, nil, nil), person.New(d, nil)), search.NewIndex(d, slog.New(slog.DiscardHandler), seek.Sources()...)
}

func catchUp(t testing.TB, x *search.Index) {
	t.Helper()
	if _, err := x.CatchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// anybody is any actor: none, some or several posts of any role, with or without a person, a proxy, a receipt.
func anybody(t *rapid.T, wishes []wish.Wish) actor.Actor {
	var a actor.Actor
	if rapid.Bool().Draw(t, "signed in") {
		a.Account, a.Person = "account", rapid.SampledFrom(append(persons, "")).Draw(t, "person")
		a.ActsFor = rapid.SliceOfN(rapid.SampledFrom(persons), 0, 2).Draw(t, "acts for")
		for i := range rapid.IntRange(0, 3).Draw(t, "posts") {
			unit := rapid.SampledFrom(units).Draw(t, "unit")
			a.Posts = append(a.Posts, actor.Post{
				ID: fmt.Sprint("post-", unit), Org: unit, Role: rapid.SampledFrom(actor.Roles()).Draw(t, "role"), Title: fmt.Sprint(i),
				Place: rapid.SampledFrom(append(places, communities...)).Draw(t, "place"),
			})
		}
		if len(a.Posts) > 0 && rapid.Bool().Draw(t, "recoded") {
			a.Former = map[string][]string{a.Posts[0].Place: {rapid.SampledFrom(communities).Draw(t, "former")}}
		}
	} else if rapid.Bool().Draw(t, "receipt") {
		a.Grant = wishes[rapid.IntRange(0, len(wishes)-1).Draw(t, "granted")].ID
	}
	return a
}

// asked is a stretch of what is spoken, one character long or more, or two of them.
func asked(t *rapid.T) string {
	one := func() string {
		r := []rune(rapid.SampledFrom(spoken).Draw(t, "phrase"))
		from := rapid.IntRange(0, len(r)-1).Draw(t, "from")
		return string(r[from : from+rapid.IntRange(1, min(6, len(r)-from)).Draw(t, "length")])
	}
	if rapid.IntRange(0, 3).Draw(t, "two") == 0 {
		return one() + " " + one()
	}
	return one()
}

func query(t rapid.TB, typed string) search.Query {
	q, err := search.Parse(typed)
	if err != nil {
		t.Fatalf("%q: %v", typed, err)
	}
	return q
}

// drain reads everything that is found, page by page.
func drain(t rapid.TB, s *seek.Service, a actor.Actor, q search.Query, limit int) (out []wish.Wish) {
	for st := (seek.Stretch{Limit: limit}); ; {
		p, err := s.Wishes(context.Background(), a, q, st)
		if err != nil {
			t.Fatalf("%v", err)
		}
		out = append(out, p.Found...)
		if st.After = p.Next; st.After == "" {
			return out
		}
	}
}

// label is where a wish stands as its reader sees that, in one go.
func label(w wish.Wish) string {
	name := func(width int) string {
		if len(w.Place) < width {
			return ""
		}
		return strings.NewReplacer(" ", "", "·", "").Replace(standing[w.Place[12:width]])
	}
	return name(15) + name(18)
}

// scan is what a plain look at every wish finds: the words of what was typed in the title, the text, the spot or the names of where it
// stands, as the actor sees them.
func scan(a actor.Actor, wishes []wish.Wish, typed string) (out []wish.Wish) {
	for _, w := range slices.Backward(wishes) {
		if wish.ViewOf(a, w) == wish.NotSeen {
			continue
		}
		x := wish.Redact(a, w)
		there := strings.TrimSpace(typed) != ""
		for _, word := range strings.Fields(plainly(typed)) {
			there = there && (strings.Contains(plainly(x.Title), word) || strings.Contains(plainly(x.Text), word) || strings.Contains(plainly(x.Spot), word) || strings.Contains(plainly(label(x)), word))
		}
		if there {
			out = append(out, x)
		}
	}
	return out
}

// plainly is a text of the phrases as the search compares it, by another way.
var plainly = strings.NewReplacer("·", " ", "７", "7", "Ａ", "a", "Ｔ", "t", "Ｍ", "m", "C", "c", "é", "e", "，", " ", "。", " ", "＊", " ").Replace

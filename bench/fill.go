package bench

import (
	"context"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"linli/internal/db"
	"linli/internal/id"
	"linli/internal/wish"
	"linli/internal/wish/number"
	"linli/internal/workday"
)

// How the stored wishes are made up.
const (
	chunk    = 4000                 // wishes in one transaction: each page of an index is then written once for many of them
	writers  = 4                    // transactions at a time; SQLite does them one after the other
	span     = 330 * 24 * time.Hour // all of the past year's, so that none is due to be archived meanwhile
	openOnes = 0.03                 // the latest of them
)

// fill puts c.Wishes wishes into an empty store by the bulk path of imports and returns how long that took.
func (s *store) fill(ctx context.Context, c Config, w *world) (seconds float64, err error) {
	if s.full >= 0 {
		c.say("the kept store holds %d wishes", s.full)
		return 0, s.counted(ctx)
	}
	began, said := time.Now(), time.Now()
	if err := s.checkpointEvery(ctx, 20*usualCheckpoint); err != nil {
		return 0, err
	}
	m := newMaker(w, c.Wishes, s.app.DB.Now())
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(writers)
	for done := 0; done < c.Wishes && gctx.Err() == nil; done += chunk {
		part := m.next(min(chunk, c.Wishes-done))
		g.Go(func() error {
			return s.app.DB.WriteMany(gctx, func(ctx context.Context, tx *db.Tx) error { return wish.InsertManyTx(ctx, tx, part, timeline) })
		})
		if time.Since(said) > 2*time.Second {
			said = time.Now()
			c.say("filling: %d of %d wishes (%.0f/s)", done, c.Wishes, float64(done)/time.Since(began).Seconds())
		}
	}
	if err := g.Wait(); err != nil {
		return 0, err
	}
	if err := s.app.DB.Write(ctx, m.count); err != nil {
		return 0, err
	}
	if err := s.settle(ctx); err != nil {
		return 0, err
	}
	if err := s.index(ctx, c); err != nil {
		return 0, err
	}
	if err := s.checkpointEvery(ctx, usualCheckpoint); err != nil {
		return 0, err
	}
	seconds = time.Since(began).Seconds()
	return seconds, s.filled(ctx, c, seconds)
}

// index writes the index of the search.
func (s *store) index(ctx context.Context, c Config) error {
	c.say("writing the index of the search")
	began := time.Now()
	_, err := s.app.Index.CatchUp(ctx)
	s.indexed = time.Since(began).Seconds()
	if err == nil && s.app.DB.Engine() == db.Postgres { // what autovacuum has done in a database that was not filled within minutes
		_, err = s.app.DB.SQL().ExecContext(ctx, "VACUUM ANALYZE")
	}
	return err
}

// counted counts what a store of an earlier release has not counted yet.
func (s *store) counted(ctx context.Context) error {
	_, err := s.app.Figures.RecountDue(ctx)
	return err
}

// settle does what a server in use did today and one that starts would begin with: it counts, and learns.
func (s *store) settle(ctx context.Context) error {
	if _, err := s.app.Figures.Recount(ctx); err != nil {
		return err
	}
	_, err := s.app.Suggest.LearnAll(ctx)
	return err
}

// topics are those of the wishes that are filled in.
var topics = []wish.Topic{wish.Environment, wish.Repair, wish.Traffic, wish.Elders, wish.Dispute, wish.Other}

// usualCheckpoint is after how many pages of its log SQLite moves them into the file, when nobody says otherwise.
const usualCheckpoint = 1000

// checkpointEvery lets SQLite's log grow while a store is filled, so that a page goes into the file once for many writes.
func (s *store) checkpointEvery(ctx context.Context, pages int) error {
	if s.app.DB.Engine() != db.SQLite {
		return nil
	}
	return s.app.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := db.Value[int](ctx, tx, "PRAGMA wal_autocheckpoint = "+strconv.Itoa(pages))
		return err
	})
}

// maker makes wishes in the order of their filing, always the same ones but for their ids.
type maker struct {
	w     *world
	r     *rand.Rand
	n     int // to be made in all
	made  int
	now   time.Time
	last  map[counter]int
	words []string
}

// counter is a counter of numbers.
type counter struct {
	community string
	year      int
}

func newMaker(w *world, n int, now time.Time) *maker {
	return &maker{w: w, r: rand.New(rand.NewPCG(1, 2)), n: n, now: now, last: map[counter]int{}, words: phrases()} //nolint:gosec // a mixture, no secret
}

func (m *maker) next(n int) []wish.Wish {
	out := make([]wish.Wish, n)
	for i := range out {
		out[i] = m.one()
		m.made++
	}
	return out
}

// count tells the counters which numbers are given.
func (m *maker) count(ctx context.Context, tx *db.Tx) error {
	for n, last := range m.last {
		if err := number.CountTx(ctx, tx, n.community, n.year, last); err != nil {
			return err
		}
	}
	return nil
}

func (m *maker) one() wish.Wish {
	at := m.now.Add(-span - 72*time.Hour + time.Duration(float64(span)*float64(m.made)/float64(m.n+1))).Truncate(time.Microsecond)
	k := m.r.IntN(communities)
	text := m.text()
	w := wish.Wish{
		ID: id.At(at), Code: id.Code(6), Community: m.w.communities[k], Place: linli(m.w.communities[k], m.r.IntN(neighbourhoods)),
		Channel: wish.App, Topic: topics[m.r.IntN(len(topics))], Title: wish.TitleOf(text), Text: text,
		Visibility: wish.Public, Submitter: m.w.submitters[m.r.IntN(len(m.w.submitters))], State: wish.Submitted, Urgency: wish.Normal,
		Unit: m.w.committees[k], FiledAt: at, AcceptDue: at.Add(24 * time.Hour), DueSpan: "5wd",
	}
	if m.r.IntN(10) < 3 {
		w.Visibility = wish.Private
	}
	if m.r.IntN(10) == 0 {
		w.Urgency = wish.Urgent
	}
	year := workday.DateOf(at).Year()
	m.last[counter{w.Community, year}]++
	w.Number = number.Format(w.Community, year, m.last[counter{w.Community, year}])
	m.develop(&w)
	return w
}

// develop takes a wish through the loop, as far as its age lets it.
func (m *maker) develop(w *wish.Wish) {
	open := float64(m.made) >= float64(m.n)*(1-openOnes)
	hours := func(most int) time.Duration { return time.Duration(1+m.r.IntN(most)) * time.Hour / 10 }
	stages := []func(){
		func() { w.State, w.AcceptedAt = wish.Accepted, w.FiledAt.Add(hours(80)) },
		func() {
			w.State, w.ClassifiedAt = wish.Classified, w.AcceptedAt.Add(hours(80))
			w.Colour, w.AnswerDue = m.colour(w), w.ClassifiedAt.Add(7*24*time.Hour)
		},
		func() { w.State, w.TakenAt = wish.InProgress, w.ClassifiedAt.Add(hours(40)) },
		func() { w.State, w.AnsweredAt = wish.Answered, w.TakenAt.Add(hours(400)) },
	}
	reach := len(stages)
	if open {
		reach = m.r.IntN(len(stages) + 1)
	}
	for _, stage := range stages[:reach] {
		stage()
	}
	if open {
		w.Due = m.now.Add(time.Duration(24+m.r.IntN(20*24)) * time.Hour)
		return
	}
	m.finish(w)
}

func (m *maker) colour(w *wish.Wish) wish.Colour {
	switch n := m.r.IntN(100); {
	case n < 70:
		return wish.Blue
	case n < 92:
		w.Unit = m.w.offices[w.Community[:9]]
		return wish.Yellow
	default:
		w.Unit = m.w.group
		return wish.Red
	}
}

// finish ends a wish: mostly judged by its submitter.
func (m *maker) finish(w *wish.Wish) {
	w.State, w.ClosedAt, w.DueSpan = wish.Closed, w.AnsweredAt.Add(time.Duration(1+m.r.IntN(60))*time.Hour), ""
	if m.r.IntN(10) < 2 {
		return // not evaluated
	}
	solved := m.r.IntN(10) < 8
	w.Solved, w.Rating = &solved, wish.Ratings()[m.r.IntN(len(wish.Ratings()))]
}

// timeline is what has happened to a stored wish.
func timeline(w wish.Wish) []wish.Entry {
	ended := wish.Evaluate
	if w.Rating == "" {
		ended = wish.Expire
	}
	out := []wish.Entry{{At: w.FiledAt, Act: string(wish.File), Audience: wish.ForPublic, Text: w.Text}}
	for _, e := range []wish.Entry{
		{At: w.AcceptedAt, Act: string(wish.Accept), Audience: wish.ForPublic},
		{At: w.ClassifiedAt, Act: string(wish.Classify), Audience: wish.ForPublic},
		{At: w.AnsweredAt, Act: string(wish.Answer), Audience: wish.ForPublic, Text: "已经安排，本周内办好，请您再看看。"},
		{At: w.ClosedAt, Act: string(ended), Audience: wish.ForPublic},
	} {
		if !e.At.IsZero() {
			out = append(out, e)
		}
	}
	return out
}

// text is 20 to 80 characters of what residents write.
func (m *maker) text() string { return textOf(m.r, m.words) }

func textOf(r *rand.Rand, words []string) string {
	var b strings.Builder
	for want := 20 + r.IntN(50); utf8.RuneCountInString(b.String()) < want; {
		if b.Len() > 0 {
			b.WriteString("，")
		}
		b.WriteString(words[r.IntN(len(words))])
	}
	return b.String()
}

// phrases are pieces of at most ten characters.
func phrases() []string {
	return strings.Fields(`楼道的灯坏了两天 老人晚上看不见路 花园里没有坐的地方 电动车堵住了门口 单元门关不上 垃圾桶满了没人清
		希望装一个扶手 下水道又堵了 井盖松动有响声 健身器材螺丝掉了 停车位画线看不清 树枝挡住了路灯 广场舞声音太大 楼上漏水到厨房
		雨天门口积水很深 想办一个理发日 快递柜离得太远 孩子放学没人接 充电桩数量不够 外墙瓷砖要掉 邻居养鸡有气味 无障碍坡道太陡
		希望早点有人来看 已经打过两次电话 谢谢社区帮忙 最好周末来修`)
}

package arrival

import (
	"context"
	"strconv"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/wish"
	"linli/internal/workday"
)

// mine narrows a query over wishes to those of which the actor sees all under the post.
func mine(a actor.Actor, post actor.Post) (w db.Where) {
	if a.System {
		return w
	}
	var any db.Alternatives
	wish.AsStaff(&any, actor.Actor{Account: a.Account, Posts: []actor.Post{post}, Former: a.Former})
	any.Into(&w)
	return w
}

// Count is how many wishes the actor sees all of under the post.
func (k *Kind) Count(ctx context.Context, q db.Querier, a actor.Actor, post actor.Post) (_ int, err error) {
	defer errs.Wrap(&err, "arrival.Count")
	w := mine(a, post)
	w.And("id > ?", "")
	return db.Value[int](ctx, q, "SELECT COUNT(*) FROM wish WHERE "+w.SQL(), w.Args()...)
}

// Out is wishes in the columns in which they come, without words, name and telephone of anybody. What was raised here has the
// house for its source and its own number there.
func (k *Kind) Out(ctx context.Context, q db.Querier, a actor.Actor, post actor.Post, after string, limit int) (rows [][]string, last string, err error) {
	defer errs.Wrap(&err, "arrival.Out")
	w := mine(a, post)
	w.And("id > ?", after)
	text := `SELECT id, number, place, topic, channel, visibility, state, colour, filed_at, closed_at,
		(SELECT MIN(s.source) FROM wish_source s WHERE s.wish = wish.id), (SELECT MIN(s.outside) FROM wish_source s WHERE s.wish = wish.id)
		FROM wish WHERE ` + w.SQL() + " ORDER BY id LIMIT " + strconv.Itoa(limit)
	err = db.Each(ctx, q, func(r db.Row) error {
		var x wish.Wish
		var from, number string
		err := r.Scan(&last, &x.Number, &x.Place, &x.Topic, &x.Channel, &x.Visibility, &x.State, &x.Colour, db.Time(&x.FiledAt), db.Time(&x.ClosedAt), db.Text(&from), db.Text(&number))
		rows = append(rows, out(x, from, number))
		return err
	}, text, w.Args()...)
	return rows, last, err
}

// out is a wish as a line.
func out(x wish.Wish, from, number string) []string {
	row := make([]string, len(columns))
	row[source], row[outside] = from, number
	if number == "" {
		row[source], row[outside] = Own, x.Number
	}
	row[filed], row[where], row[subject] = stamp(x.FiledAt), x.Place, string(x.Topic)
	row[channel] = map[wish.Channel]string{
		wish.Tea: "下午茶", wish.Window: "窗口", wish.Telephone: "电话", wish.App: "自己提交", wish.Grid: "网格", wish.Deputy: "代表", wish.Hotline: "12345", wish.Letter: "来信",
	}[x.Channel]
	row[public] = map[wish.Visibility]string{wish.Public: "是", wish.Private: "否"}[x.Visibility]
	row[state] = "待办"
	if !x.ClosedAt.IsZero() {
		row[state], row[ended] = "办结", stamp(x.ClosedAt)
	}
	row[colour] = map[wish.Colour]string{wish.Blue: "蓝", wish.Yellow: "黄", wish.Red: "红"}[x.Colour]
	return row
}

// stamp is a time as a spreadsheet reads it.
func stamp(t time.Time) string { return t.In(workday.Zone).Format("2006-01-02 15:04:05") }

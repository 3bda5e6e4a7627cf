package arrival

import (
	"context"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Source is what a wish is called in the system from which it came; empty for one that was raised here.
type Source struct{ Name, Number string }

// Sources are those of some wishes, by id.
func Sources(ctx context.Context, q db.Querier, ids []string) (_ map[string]Source, err error) {
	defer errs.Wrap(&err, "arrival.Sources")
	out := map[string]Source{}
	var w db.Where
	w.In("wish", ids)
	err = db.Each(ctx, q, func(r db.Row) error {
		var id string
		var s Source
		if err := r.Scan(&id, &s.Name, &s.Number); err != nil {
			return err
		}
		if _, had := out[id]; !had {
			out[id] = s
		}
		return nil
	}, "SELECT wish, source, outside FROM wish_source WHERE "+w.SQL()+" ORDER BY wish, source, outside", w.Args()...)
	return out, err
}

// Line is a wish in the columns in which they come (Columns), without words, name and telephone of anybody: read in again it
// changes nothing. What was raised here has the house for its source and its own number there.
func Line(x wish.Wish, from Source) []string {
	row := make([]string, len(columns))
	row[source], row[outside] = from.Name, from.Number
	if from.Number == "" {
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

package arrival

import (
	"context"
	"slices"
	"time"

	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/org"
	"linli/internal/wish"
	"linli/internal/wish/callback"
	"linli/internal/wish/figure/tally"
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

// Lines are wishes in the columns in which they come (Columns), without words, name and telephone of anybody: read in again they
// change nothing. What was raised here has the house for its source and its own number there.
func Lines(ctx context.Context, q db.Querier, wishes []wish.Wish) (rows [][]string, err error) {
	defer errs.Wrap(&err, "arrival.Lines")
	ids, orgs := make([]string, len(wishes)), []string(nil)
	for i, x := range wishes {
		ids[i] = x.ID
		orgs = append(append(orgs, x.Unit), x.Beside...)
	}
	slices.Sort(orgs)
	names, err := org.Names(ctx, q, slices.Compact(orgs))
	if err != nil {
		return nil, err
	}
	from, err := Sources(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	reached, err := callback.ReachedAt(ctx, q, ids)
	for _, x := range wishes {
		row := lineOf(x, from[x.ID])
		if x.Colour != wish.Unsorted { // before that nobody has been named
			row[handler] = names[x.Unit]
			for _, unit := range x.Beside {
				row[handler] += "、" + names[unit]
			}
		}
		if x.CalledRating != "" {
			row[called] = stamp(reached[x.ID])
		}
		rows = append(rows, row)
	}
	return rows, err
}

func lineOf(x wish.Wish, from Source) []string {
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
	switch row[state] = "待办"; {
	case !x.Open():
		row[state], row[ended] = "办结", stamp(x.ClosedAt)
	case x.State == wish.InProgress:
		row[state] = "办理中"
	}
	row[colour] = map[wish.Colour]string{wish.Blue: "蓝", wish.Yellow: "黄", wish.Red: "红"}[x.Colour]
	row[due], row[taken] = stamp(x.AnswerDue), stamp(x.TakenAt)
	if yes, said := tally.Judgement(x); said != "" && !x.Open() {
		row[solved] = map[bool]string{true: "解决", false: "未解决"}[yes]
		row[rating] = map[wish.Rating]string{wish.Satisfied: "满意", wish.Basically: "基本满意", wish.Unsatisfied: "不满意"}[said]
	}
	return row
}

// stamp is a time as a spreadsheet reads it; empty when there is none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(workday.Zone).Format("2006-01-02 15:04:05")
}

package deskweb_test

import (
	"context"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/id"
	"linli/internal/wish"
	"linli/internal/wish/number"
	"linli/internal/wish/wishweb/wishwebtest"
)

// hoodFar is a community of the same street with a desk of its own.
const hoodFar = wishwebtest.Far

// desk is a neighbourhood where every desk is taken.
type desk struct{ *wishwebtest.Hood }

// newDesk is a neighbourhood with every role of the loop: beside 季小舟 (ji, social worker), 闻立溪 (wen, secretary) and
// 苏见山 (su, office of the street) also vice secretary, property firm, street leader, superior group, command centre,
// auditor, administrator, and a social worker of another community.
func newDesk(t testing.TB) *desk {
	t.Helper()
	return &desk{wishwebtest.Staffed(t)}
}

// unitOf is the organisation of somebody's post.
func (w *desk) unitOf(key string) string { return w.Actors[key].Posts[0].Org }

// tale is a wish that stands somewhere in the loop, put into the store as it is.
type tale struct {
	n       int // its number
	title   string
	place   string
	state   wish.State
	colour  wish.Colour
	unit    string // whose post's unit has it; empty: the community's
	post    string // whose post took it up
	urgency wish.Urgency
	topic   wish.Topic
	due     time.Time
	private bool
}

// tell stores tales and says their ids by number.
func (w *desk) tell(tales ...tale) map[int]string {
	w.T.Helper()
	ids, now := map[int]string{}, w.Clock.Now()
	var all []wish.Wish
	for _, x := range tales {
		filed := now.Add(time.Duration(x.n-10_000) * time.Minute)
		one := wish.Wish{
			ID: id.At(filed), Community: wishwebtest.Community, Place: wishwebtest.Garden, Channel: wish.App, Topic: wish.Repair, Title: x.title, Text: x.title,
			Code: "ABC234", Visibility: wish.Public, Submitter: w.Actors["tan"].Person, State: x.state, Colour: x.colour, Urgency: wish.Normal,
			Unit: w.unitOf("ji"), FiledAt: filed, AcceptDue: filed.Add(time.Hour), Due: x.due, DueSpan: "5wd",
		}
		if x.place != "" {
			one.Place, one.Community = x.place, x.place[:12]
		}
		if x.unit != "" {
			one.Unit = w.unitOf(x.unit)
		}
		if x.post != "" {
			one.Post = w.Actors[x.post].Posts[0].ID
		}
		if x.urgency != "" {
			one.Urgency = x.urgency
		}
		if x.topic != "" {
			one.Topic = x.topic
		}
		if x.private {
			one.Visibility = wish.Private
		}
		one.Number = number.Format(one.Community, 2026, x.n)
		moments(&one, filed)
		ids[x.n], all = one.ID, append(all, one)
	}
	w.Must(w.DB.Write(w.T.Context(), func(ctx context.Context, tx *db.Tx) error {
		return wish.InsertManyTx(ctx, tx, all, func(x wish.Wish) []wish.Entry {
			return []wish.Entry{{At: x.FiledAt, Act: string(wish.File), Audience: wish.ForPublic, Text: x.Text}}
		})
	}))
	return ids
}

// moments are the times that a state implies.
func moments(x *wish.Wish, at time.Time) {
	switch x.State {
	case wish.Submitted:
		return
	case wish.Closed:
		x.ClosedAt, x.Due = at.Add(4*time.Minute), time.Time{}
		x.AnsweredAt, x.EvaluateDue = at.Add(3*time.Minute), at.Add(time.Hour)
	case wish.Answered:
		x.AnsweredAt, x.EvaluateDue = at.Add(3*time.Minute), x.Due
	}
	x.AcceptedAt, x.ClassifyDue = at.Add(time.Minute), at.Add(time.Hour)
	if x.Colour != wish.Unsorted {
		x.ClassifiedAt, x.AnswerDue = at.Add(2*time.Minute), at.Add(time.Hour)
	}
}

// shanghai is a moment of May 2026 in China.
func shanghai(day, hour, minute int) time.Time {
	return time.Date(2026, 5, day, hour, minute, 0, 0, time.FixedZone("+08:00", 8*60*60))
}

// admin is who appoints and ends appointments everywhere.
func admin() actor.Actor { return actor.Job("test") }

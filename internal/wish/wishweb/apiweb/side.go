package apiweb

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"linli/internal/actor"
	"linli/internal/web/api"
	"linli/internal/wish"
	"linli/internal/wish/ask"
	"linli/internal/wish/side"
	"linli/internal/workday"
)

type (
	apiHanding struct {
		Unit string `json:"unit" doc:"Receiving organisation of the wish's level, one of receivers"`
		Text string `json:"text,omitempty" doc:"A word to the unit"`
	}
	apiReturn struct {
		Ground string `json:"ground" maxLength:"30" example:"not_ours" doc:"Code of one of GET /wishes/{id}/grounds"`
		Text   string `json:"text" doc:"Why, and whose it is; staff only"`
	}
	apiShare struct {
		Unit string `json:"unit" doc:"Organisation that is given the task"`
		Text string `json:"text" doc:"What it does"`
		Day  string `json:"day" format:"date" doc:"The last day, within the wish's deadline"`
	}
	apiRuling struct {
		Lead   string     `json:"lead" doc:"Organisation that leads from now on; it cannot return the wish"`
		Text   string     `json:"text"`
		Shares []apiShare `json:"shares,omitempty" maxItems:"5" doc:"Who helps"`
		Keep   string     `json:"keep,omitempty" enum:"community,street,district,none" doc:"Where it is a precedent for the next similar wish; absent: the community"`
	}
	apiTaskDone struct {
		Task string `json:"task" doc:"Id of the task"`
		Text string `json:"text" doc:"What was done"`
	}
	apiExtension struct {
		Day  string `json:"day" format:"date" doc:"The new last day"`
		Text string `json:"text" doc:"Why; the submitter reads it once it is approved"`
	}
	apiSuspension struct {
		Day  string `json:"day,omitempty" format:"date" doc:"The day on which the clock goes on"`
		Year int    `json:"year,omitempty" doc:"Instead of a day: the year in whose plan the wish stands; paused until it has ended"`
		Text string `json:"text" doc:"Why; the submitter reads it once it is approved"`
	}
	apiTurn struct {
		Colour apiColour `json:"colour"`
		Unit   string    `json:"unit" doc:"Organisation of that level that is asked"`
		Text   string    `json:"text" doc:"Why; staff only"`
	}
	apiWord struct {
		Text string `json:"text,omitempty" doc:"Needed to refuse, to resume and to undo"`
	}
	apiMerging struct {
		Number string `json:"number" doc:"Number of the main wish, open and public, of the same community"`
		Text   string `json:"text" doc:"A word to the submitter"`
	}
)

// body is an act on a wish with words of its own.
type body[B any] struct {
	One
	Once
	Body B
}

// deed registers an act.
func deed[B any](h *Handler, a huma.API, op huma.Operation, do func(ctx context.Context, id, key string, in B) (wish.Wish, error)) {
	api.Register(a, op, actFailures(), func(ctx context.Context, in *body[B]) (*out[apiDone], error) {
		return h.done(ctx)(do(ctx, in.ID, in.Key, in.Body))
	})
}

// dated reads a day as the interface writes it; the zero day, which is past, when it is none.
func dated(s string) workday.Date {
	day, _ := workday.ParseDate(s)
	return day
}

// sideWrites are the acts beside the straight way.
func (h *Handler) sideWrites(a huma.API, act func(name, summary string) huma.Operation) {
	deed(h, a, act("hand", "Give it to another unit of its level"), func(ctx context.Context, id, key string, in apiHanding) (wish.Wish, error) {
		return h.Sides.Hand(ctx, asking(ctx), id, side.Handing{Unit: in.Unit, Text: in.Text, Key: key})
	})
	deed(h, a, act("return", "Give it back to who handed it over, with a ground"), func(ctx context.Context, id, key string, in apiReturn) (wish.Wish, error) {
		return h.Sides.Return(ctx, asking(ctx), id, side.Returning{Ground: side.Ground(in.Ground), Text: in.Text, Key: key})
	})
	deed(h, a, act("joint", "Give another unit a task in it"), func(ctx context.Context, id, key string, in apiShare) (wish.Wish, error) {
		return h.Sides.Join(ctx, asking(ctx), id, in.share(), key)
	})
	deed(h, a, act("task_done", "Say that the unit's task is done"), func(ctx context.Context, id, key string, in apiTaskDone) (wish.Wish, error) {
		return h.Sides.Finish(ctx, asking(ctx), id, in.Task, in.Text, key)
	})
	deed(h, a, act("lower", "Give it back down to the unit from which it was moved up"), func(ctx context.Context, id, key string, in apiText) (wish.Wish, error) {
		return h.Escalate.Lower(ctx, asking(ctx), id, in.Text, key)
	})
	deed(h, a, act("ruling", "Rule who leads and who helps"), func(ctx context.Context, id, key string, in apiRuling) (wish.Wish, error) {
		r := side.Ruling{Lead: in.Lead, Text: in.Text, Keep: side.Scope(in.Keep), Key: key}
		for _, s := range in.Shares {
			r.Shares = append(r.Shares, s.share())
		}
		return h.Sides.Rule(ctx, asking(ctx), id, r)
	})
}

func (s apiShare) share() side.Share {
	return side.Share{Unit: s.Unit, Text: s.Text, Day: dated(s.Day)}
}

// askWrites are what a unit asks for, how it is decided, and what makes two wishes one.
func (h *Handler) askWrites(a huma.API, act func(name, summary string) huma.Operation) {
	deed(h, a, act("extend", "Ask the level above for a later deadline"), func(ctx context.Context, id, key string, in apiExtension) (wish.Wish, error) {
		return h.Asks.Extend(ctx, asking(ctx), id, ask.Wanted{Day: dated(in.Day), Text: in.Text, Key: key})
	})
	deed(h, a, act("suspend", "Ask the level above to stop the clock until a day"), func(ctx context.Context, id, key string, in apiSuspension) (wish.Wish, error) {
		return h.Asks.Suspend(ctx, asking(ctx), id, ask.Wanted{Day: dated(in.Day), Year: in.Year, Text: in.Text, Key: key})
	})
	deed(h, a, act("recolour", "Ask a unit of another level to take it"), func(ctx context.Context, id, key string, in apiTurn) (wish.Wish, error) {
		return h.Asks.Recolour(ctx, asking(ctx), id, ask.Turn{Colour: wish.Colour(in.Colour), Unit: in.Unit, Text: in.Text, Key: key})
	})
	deed(h, a, act("merge", "Make it part of another wish"), func(ctx context.Context, id, key string, in apiMerging) (wish.Wish, error) {
		return h.Asks.Merge(ctx, asking(ctx), id, ask.Merging{Number: in.Number, Text: in.Text, Key: key})
	})
	for _, x := range []struct {
		name, summary string
		do            func(*ask.Service, context.Context, actor.Actor, string, ask.Word) (wish.Wish, error)
	}{
		{"approve", "Grant the time or the pause that is asked for", (*ask.Service).Approve},
		{"receive", "Take it into the colour that is asked for", (*ask.Service).Receive},
		{"refuse", "Decline what is asked for", (*ask.Service).Refuse},
		{"resume", "Go on before the pause ends", (*ask.Service).Resume},
		{"unmerge", "Make a merged wish one of its own again", (*ask.Service).Unmerge},
	} {
		deed(h, a, act(x.name, x.summary), func(ctx context.Context, id, key string, in apiWord) (wish.Wish, error) {
			return x.do(h.Asks, ctx, asking(ctx), id, ask.Word{Text: in.Text, Key: key})
		})
	}
}

// reopen has a wish taken up again.
func (h *Handler) reopen(ctx context.Context, id, key string, in apiText) (wish.Wish, error) {
	return h.Sides.Reopen(ctx, asking(ctx), id, in.Text, key)
}

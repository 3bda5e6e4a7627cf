package apiweb

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"linli/internal/errs"
	"linli/internal/file"
	"linli/internal/place"
	"linli/internal/web/api"
	"linli/internal/wish"
)

// Once is the header that every write may carry. Exported, or the JSON kit would not find it inside an input.
type Once struct {
	Key string `header:"Idempotency-Key" doc:"Chosen by the caller, at most 64 letters, digits, - and _: the same request with the same key acts once"`
}

type filingIn struct {
	Once
	Body apiFiling
}

// apiFiling is a wish being raised.
type apiFiling struct {
	Text       string        `json:"text" doc:"What it is about, 5 to 2,000 characters" example:"3 号楼楼道灯坏了两天，老人晚上看不见"`
	Place      string        `json:"place" doc:"Place code: community, 邻里 or building" example:"320613007005"`
	Visibility apiVisibility `json:"visibility"`
	Topic      apiTopic      `json:"topic,omitempty"`
	Spot       string        `json:"spot,omitempty" doc:"The place in own words"`
	Anonymous  bool          `json:"anonymous,omitempty" doc:"Without a name, where the community allows it"`
	For        string        `json:"for,omitempty" doc:"Person for whom it is filed: by a recorded proxy, or by staff; both names are kept"`
	ForName    string        `json:"for_name,omitempty" doc:"By staff: name of somebody who is not known yet"`
	Channel    apiChannel    `json:"channel,omitempty" doc:"By staff: how it reached the community"`
	Continues  string        `json:"continues,omitempty" doc:"Id of an ended wish that this one takes up: the submitter's own, or one opened with number and code"`
	Draft      string        `json:"draft,omitempty" doc:"Name of the draft whose photos and voice note go with it (add-file)"`
}

type (
	actIn struct {
		One
		Once
	}
	acceptIn struct {
		One
		Once
		Body apiAcceptance
	}
	rejectIn struct {
		One
		Once
		Body apiRejection
	}
	classifyIn struct {
		One
		Once
		Body apiClassification
	}
	noteIn struct {
		One
		Once
		Body apiNote
	}
	textIn struct {
		One
		Once
		Body apiText
	}
	answerIn struct {
		One
		Once
		Body apiAnswer
	}
	evaluateIn struct {
		One
		Once
		Body apiEvaluation
	}
)

type (
	apiAcceptance struct {
		Title   string     `json:"title,omitempty" doc:"A plain title that names nobody; absent: as filed"`
		Topic   apiTopic   `json:"topic,omitempty"`
		Urgency apiUrgency `json:"urgency,omitempty"`
		Text    string     `json:"text,omitempty" doc:"A word to the submitter"`
	}
	apiRejection struct {
		Text   string `json:"text" doc:"Why it is not the community's"`
		Advice string `json:"advice" doc:"Whom to turn to"`
	}
	apiClassification struct {
		Colour apiColour `json:"colour"`
		Unit   string    `json:"unit,omitempty" doc:"Receiving organisation, one of receivers; may be left out for blue: the community itself"`
		Text   string    `json:"text,omitempty" doc:"Why this level; needed for yellow and red"`
	}
	apiNote struct {
		Text     string      `json:"text"`
		Audience apiAudience `json:"audience"`
	}
	apiText struct {
		Text string `json:"text"`
	}
	apiAnswer struct {
		Text  string `json:"text"`
		Draft string `json:"draft,omitempty" doc:"Name of the draft whose photos and voice note go with it (add-file)"`
	}
	apiEvaluation struct {
		Solved bool      `json:"solved"`
		Rating apiRating `json:"rating"`
		Text   string    `json:"text,omitempty" doc:"Needed with unsatisfied: what is missing"`
	}
)

// Failures of an act on a wish: not signed in, not allowed, not there, somebody was first.
func actFailures() []int {
	return []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusConflict}
}

func (h *Handler) writes(a huma.API) {
	raise := h.operation(fileWish, http.MethodPost, "/wishes", "Raise a wish")
	raise.DefaultStatus = http.StatusCreated
	api.Register(a, raise, []int{http.StatusUnauthorized, http.StatusNotFound, http.StatusConflict}, h.file)

	act := func(name, summary string) huma.Operation {
		return h.operation(strings.ReplaceAll(name, "_", "-")+"-wish", http.MethodPost, "/wishes/{id}/"+name, summary)
	}
	api.Register(a, act("accept", "Take the case for the community"), actFailures(), func(ctx context.Context, in *acceptIn) (*out[apiDone], error) {
		b := in.Body
		return h.done(ctx)(h.Wishes.Accept(ctx, asking(ctx), in.ID, wish.Acceptance{
			Title: b.Title, Topic: wish.Topic(b.Topic), Urgency: wish.Urgency(b.Urgency), Text: b.Text, Key: in.Key,
		}))
	})
	api.Register(a, act("reject", "Turn it away, with advice where to go"), actFailures(), func(ctx context.Context, in *rejectIn) (*out[apiDone], error) {
		return h.done(ctx)(h.Wishes.Reject(ctx, asking(ctx), in.ID, wish.Rejection{Text: in.Body.Text, Advice: in.Body.Advice, Key: in.Key}))
	})
	api.Register(a, act("classify", "Sort it into the three-colour list and hand it to a unit"), actFailures(), func(ctx context.Context, in *classifyIn) (*out[apiDone], error) {
		return h.done(ctx)(h.Wishes.Classify(ctx, asking(ctx), in.ID, wish.Classification{
			Colour: wish.Colour(in.Body.Colour), Unit: in.Body.Unit, Text: in.Body.Text, Key: in.Key,
		}))
	})
	api.Register(a, act("take_up", "Say that the actor's post has it"), actFailures(), func(ctx context.Context, in *actIn) (*out[apiDone], error) {
		return h.done(ctx)(h.Wishes.TakeUp(ctx, asking(ctx), in.ID, in.Key))
	})
	api.Register(a, act("note", "Add a progress note"), actFailures(), func(ctx context.Context, in *noteIn) (*out[apiDone], error) {
		return h.done(ctx)(h.Wishes.Note(ctx, asking(ctx), in.ID, wish.Progress{
			Text: in.Body.Text, Audience: wish.Audience(in.Body.Audience), Key: in.Key,
		}))
	})
	api.Register(a, act("answer", "Answer it; takes it up too where nobody had"), actFailures(), func(ctx context.Context, in *answerIn) (*out[apiDone], error) {
		return h.done(ctx)(h.Wishes.Answer(ctx, asking(ctx), in.ID, wish.Reply{
			Text: in.Body.Text, Draft: string(file.AccountDraft(asking(ctx).Account, in.Body.Draft)), Key: in.Key,
		}))
	})
	for _, more := range []func(huma.API, func(name, summary string) huma.Operation){h.sideWrites, h.askWrites, h.submitterWrites, h.followWrites} {
		more(a, act)
	}
	h.callOperations(a, act)
}

// submitterWrites are what only the submitter, or somebody acting for the submitter, may do.
func (h *Handler) submitterWrites(a huma.API, act func(name, summary string) huma.Operation) {
	api.Register(a, act("withdraw", "Take the wish back, until it is answered"), actFailures(), func(ctx context.Context, in *actIn) (*out[apiDone], error) {
		return h.done(ctx)(h.Wishes.Withdraw(ctx, asking(ctx), in.ID, in.Key))
	})
	api.Register(a, act("supplement", "Add something in the submitter's words"), actFailures(), func(ctx context.Context, in *textIn) (*out[apiDone], error) {
		return h.done(ctx)(h.Wishes.Supplement(ctx, asking(ctx), in.ID, in.Body.Text, in.Key))
	})
	deed(h, a, act("reopen", "Have it taken up again, while the evaluation window lasts"), h.reopen)
	api.Register(a, act("evaluate", "Judge the answer; closes the wish"), actFailures(), func(ctx context.Context, in *evaluateIn) (*out[apiDone], error) {
		b := in.Body
		return h.done(ctx)(h.Wishes.Evaluate(ctx, asking(ctx), in.ID, wish.Evaluation{
			Solved: &b.Solved, Rating: wish.Rating(b.Rating), Text: b.Text, Key: in.Key,
		}))
	})
}

// filedOut is a new wish and where it stands.
type filedOut struct {
	Location string `header:"Location"`
	Body     apiFiled
}

func (h *Handler) file(ctx context.Context, in *filingIn) (*filedOut, error) {
	b, who := in.Body, asking(ctx)
	if code, err := place.Parse(b.Place); err == nil && !who.Reaches(code) {
		return nil, errs.New(errs.NotFound, "error.not_found")
	}
	w, err := h.Wishes.File(ctx, who, wish.Filing{
		Topic: wish.Topic(b.Topic), Text: b.Text, Place: b.Place, Spot: b.Spot, Visibility: wish.Visibility(b.Visibility),
		Anonymous: b.Anonymous, For: b.For, ForName: b.ForName, Channel: wish.Channel(b.Channel), Continues: b.Continues,
		Draft: string(file.AccountDraft(who.Account, b.Draft)), Key: in.Key,
	})
	if err != nil {
		return nil, err
	}
	// Whoever has just filed sees what was filed, also without a name or for somebody else.
	view := max(wish.ViewOf(who, w), wish.SubmitterView)
	return &filedOut{Location: api.Prefix + "/wishes/" + w.ID, Body: apiFiled{Wish: wishFor(w, view), Code: w.Code}}, nil
}

// done turns what an act answers into what the interface does.
func (h *Handler) done(ctx context.Context) func(wish.Wish, error) (*out[apiDone], error) {
	return func(w wish.Wish, err error) (*out[apiDone], error) {
		if err != nil {
			return nil, err
		}
		return &out[apiDone]{apiDone{wishFor(w, wish.ViewOf(asking(ctx), w))}}, nil
	}
}

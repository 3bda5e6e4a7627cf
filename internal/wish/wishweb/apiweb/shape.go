package apiweb

import (
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"linli/internal/wish"
)

// The choices of the interface, with the values that the feature has. A value that is none of them is refused before the
// feature is asked.
type (
	apiState      string
	apiColour     string
	apiAnyColour  string // a filter: unsorted too
	apiUrgency    string
	apiTopic      string
	apiChannel    string
	apiVisibility string
	apiRating     string
	apiAudience   string
	apiView       string
	apiAct        string
)

func choice[T ~string](doc string, values ...T) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString, Description: doc}
	for _, v := range values {
		s.Enum = append(s.Enum, string(v))
	}
	return s
}

// Schema is the choice of states.
func (apiState) Schema(huma.Registry) *huma.Schema {
	return choice("Where the wish stands", wish.Flow.States...)
}

// Schema is the choice of colours.
func (apiColour) Schema(huma.Registry) *huma.Schema {
	return choice("The level that can solve it: blue 社区, yellow 街道, red 上级; absent before it is classified", wish.Colours()...)
}

// unsorted is what the filter calls a wish without a colour.
const unsorted = "unsorted"

// Schema is the choice of colours, and those without one.
func (apiAnyColour) Schema(huma.Registry) *huma.Schema {
	return choice("The level that can solve it, or not sorted yet", append(slices.Clone(wish.Colours()), unsorted)...)
}

// Schema is the choice of urgencies.
func (apiUrgency) Schema(huma.Registry) *huma.Schema {
	return choice("How pressing it is; not the level", wish.Urgencies()...)
}

// Schema is the choice of topics.
func (apiTopic) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, MaxLength: new(40), Description: "The kind of matter: a code of GET /topics", Examples: []any{"repair"}}
}

// Schema is the choice of channels.
func (apiChannel) Schema(huma.Registry) *huma.Schema {
	return choice("How it reached the community", append(slices.Clone(wish.DeskChannels()), wish.App)...)
}

// Schema is the choice of visibilities.
func (apiVisibility) Schema(huma.Registry) *huma.Schema {
	return choice("Whom the submitter lets read it: neighbours too, or only those who handle it", wish.Public, wish.Private)
}

// Schema is the choice of ratings.
func (apiRating) Schema(huma.Registry) *huma.Schema {
	return choice("The submitter's word on the answer: 满意, 基本满意, 不满意", wish.Ratings()...)
}

// Schema is the choice of audiences.
func (apiAudience) Schema(huma.Registry) *huma.Schema {
	return choice("Who may read it", wish.ForPublic, wish.ForSubmitter, wish.ForStaff)
}

// The views as the interface names them.
const (
	viewPublic    apiView = "public"
	viewSubmitter apiView = "submitter"
	viewStaff     apiView = "staff"
)

// Schema is the choice of views.
func (apiView) Schema(huma.Registry) *huma.Schema {
	return choice("How much of it the caller sees; what a view hides is absent", viewPublic, viewSubmitter, viewStaff)
}

// Schema is the choice of acts.
func (apiAct) Schema(huma.Registry) *huma.Schema {
	return choice("An act, as the interface names it", wish.Acts()...)
}

// apiWish is a wish as a caller sees it.
type apiWish struct {
	ID            string     `json:"id" format:"uuid"`
	Number        string     `json:"number" doc:"What people read aloud" example:"320613007005-2026-000123"`
	View          apiView    `json:"view"`
	Community     string     `json:"community" doc:"Place code of the community" example:"320613007005"`
	CommunityName string     `json:"community_name,omitempty" example:"城北社区"`
	Place         string     `json:"place" doc:"Place code: community, 邻里 or building (public: never closer than the 邻里)"`
	PlaceName     string     `json:"place_name,omitempty"`
	Title         string     `json:"title"`
	State         apiState   `json:"state"`
	Colour        apiColour  `json:"colour,omitempty"`
	Urgency       apiUrgency `json:"urgency"`
	Topic         apiTopic   `json:"topic"`
	Channel       apiChannel `json:"channel"`
	Unit          string     `json:"unit" doc:"Organisation responsible now" format:"uuid"`
	UnitName      string     `json:"unit_name,omitempty"`

	FiledAt      time.Time `json:"filed_at"`
	AcceptedAt   time.Time `json:"accepted_at,omitzero"`
	ClassifiedAt time.Time `json:"classified_at,omitzero"`
	TakenAt      time.Time `json:"taken_at,omitzero"`
	AnsweredAt   time.Time `json:"answered_at,omitzero"`
	ClosedAt     time.Time `json:"closed_at,omitzero"`

	Due            time.Time `json:"due,omitzero" doc:"End of the clock that runs now; absent when none runs"`
	DueProvisional bool      `json:"due_provisional,omitempty" doc:"Beyond the last imported working calendar; may still move"`

	PausedUntil time.Time `json:"paused_until,omitzero" doc:"The clock stands still until then; due has the pause in it"`
	Asked       string    `json:"asked,omitempty" enum:"extend,suspend,recolour" doc:"Waits for a decision; staff only"`
	Returned    int       `json:"returned,omitempty" doc:"Returns since the last ruling"`
	First       string    `json:"first_unit,omitempty" format:"uuid" doc:"Organisation that had it before it was moved up a level; it stays named"`
	Reopened    int       `json:"reopened,omitempty" doc:"How often the submitter had it taken up again"`
	Main        string    `json:"main,omitempty" format:"uuid" doc:"The wish that it has become part of"`

	Solved *bool     `json:"solved,omitempty" doc:"The submitter's judgement; absent when not evaluated"`
	Rating apiRating `json:"rating,omitempty"`

	CalledSolved *bool     `json:"called_solved,omitempty" doc:"What the submitter said in a call-back, written down by its officer; never the own judgement"`
	CalledRating apiRating `json:"called_rating,omitempty"`
	UnreachedAt  time.Time `json:"unreached_at,omitzero" doc:"When the submitter counted as not reached, after tries on several days"`

	Text       string        `json:"text,omitempty" doc:"In the submitter's words; absent from the public view"`
	Spot       string        `json:"spot,omitempty" doc:"The place in the submitter's words; absent from the public view"`
	Visibility apiVisibility `json:"visibility,omitempty" doc:"Absent from the public view"`
	Anonymous  bool          `json:"anonymous,omitempty" doc:"Filed without a name; absent from the public view"`
	Post       string        `json:"post,omitempty" doc:"Post that has taken it up; staff only"`
	Submitter  string        `json:"submitter_name,omitempty" doc:"Masked name; staff only, of one wish"`
}

// wishFor is an allow-list: what a view does not name is absent, whatever the wish carries. Times are UTC, whether the
// wish was read or has just been computed on the calendar of China.
func wishFor(w wish.Wish, v wish.View) apiWish {
	out := apiWish{
		ID: w.ID, Number: w.Number, View: viewPublic, Community: w.Community, Place: w.Place, Title: w.Title,
		State: apiState(w.State), Colour: apiColour(w.Colour), Urgency: apiUrgency(w.Urgency), Topic: apiTopic(w.Topic),
		Channel: apiChannel(w.Channel), Unit: w.Unit, FiledAt: w.FiledAt.UTC(), AcceptedAt: w.AcceptedAt.UTC(), ClassifiedAt: w.ClassifiedAt.UTC(),
		TakenAt: w.TakenAt.UTC(), AnsweredAt: w.AnsweredAt.UTC(), ClosedAt: w.ClosedAt.UTC(), Due: w.Due.UTC(), DueProvisional: w.DueProvisional,
		Solved: w.Solved, Rating: apiRating(w.Rating), Asked: string(w.Asked.For), Returned: w.Returned, First: w.First, Reopened: w.Reopened, Main: w.Main,
		PausedUntil: w.PausedUntil.UTC(), CalledSolved: w.CalledSolved, CalledRating: apiRating(w.CalledRating),
	}
	if v < wish.SubmitterView {
		out.Title = w.PublicTitle // also of one that an act has just taken out of the caller's hands
	}
	if v >= wish.SubmitterView {
		out.View, out.Text, out.Spot = viewSubmitter, w.Text, w.Spot
		out.Visibility, out.Anonymous, out.UnreachedAt = apiVisibility(w.Visibility), w.Anonymous, w.UnreachedAt.UTC()
	}
	if v >= wish.StaffView {
		out.View, out.Post = viewStaff, w.Post
	}
	return out
}

// apiEvent is a line of the timeline.
type apiEvent struct {
	At       time.Time   `json:"at"`
	Act      string      `json:"act" doc:"An act, or redue: a due date was computed again after a calendar was imported" example:"answer"`
	Audience apiAudience `json:"audience"`
	Who      string      `json:"who,omitempty" doc:"An official by name and title; absent for residents and the system" example:"周敏 · 社区书记"`
	Text     string      `json:"text,omitempty"`
	Held     bool        `json:"held,omitempty" doc:"It has words that are not published yet; public view only"`
	Colour   apiColour   `json:"colour,omitempty"`
	Unit     string      `json:"unit,omitempty" doc:"Organisation that received it"`
	UnitName string      `json:"unit_name,omitempty"`
	Urgency  apiUrgency  `json:"urgency,omitempty"`
	Due      time.Time   `json:"due,omitzero" doc:"End of the clock that the act started"`
	Took     bool        `json:"took,omitempty" doc:"The act also took the wish up"`
	Solved   *bool       `json:"solved,omitempty"`
	Rating   apiRating   `json:"rating,omitempty"`
	Phone    string      `json:"phone,omitempty" doc:"Of a call: masked; absent from the public view" example:"138****0123"`
	Outcome  apiOutcome  `json:"outcome,omitempty" doc:"Of a call that reached nobody"`
}

func eventOf(e wish.Entry) apiEvent {
	d := e.Detail
	return apiEvent{
		At: e.At.UTC(), Act: e.Act, Audience: apiAudience(e.Audience), Who: e.Who, Text: e.Text, Held: e.Held, Colour: apiColour(d.Colour), Unit: d.Unit,
		Urgency: apiUrgency(d.Urgency), Due: d.DueTime(), Took: d.Took, Solved: d.Solved, Rating: apiRating(d.Rating),
		Phone: d.Phone, Outcome: apiOutcome(d.Outcome),
	}
}

// apiSeen is one wish with its timeline and what the caller may do.
type apiSeen struct {
	Wish   apiWish    `json:"wish"`
	Events []apiEvent `json:"events" nullable:"false" doc:"The timeline, newest first: what the caller may read"`
	Alike
	Can   []apiAct  `json:"can" nullable:"false" doc:"What the caller may do now"`
	Tasks []apiTask `json:"tasks,omitempty" doc:"Who helps with what; staff only"`
}

// apiTask is what a unit beside the responsible one has to do.
type apiTask struct {
	ID     string    `json:"id" format:"uuid"`
	Unit   string    `json:"unit" format:"uuid"`
	Text   string    `json:"text"`
	Due    time.Time `json:"due"`
	DoneAt time.Time `json:"done_at,omitzero"`
	Done   string    `json:"done,omitempty" doc:"What was done"`
}

// apiFiled is a wish that has just been filed, with the receipt.
type apiFiled struct {
	Wish apiWish `json:"wish"`
	Code string  `json:"code" doc:"With the number it opens the submitter's view: for the submitter's eyes" example:"7KQ2MX"`
}

// apiDone is a wish after an act.
type apiDone struct {
	Wish apiWish `json:"wish"`
}

// apiPage is a stretch of a list.
type apiPage struct {
	Wishes []apiWish `json:"wishes" nullable:"false" doc:"Newest first"`
	Next   string    `json:"next,omitempty" doc:"Cursor for after; absent at the end"`
}

// apiUnit is an organisation that may receive a wish.
type apiUnit struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name" example:"自来水公司"`
	Kind string `json:"kind" example:"unit"`
}

// apiUnits is the organisations to choose from.
type apiUnits struct {
	Units []apiUnit `json:"units" nullable:"false" doc:"For blue the community itself comes first"`
}

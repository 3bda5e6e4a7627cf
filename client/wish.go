package client

import (
	"context"
	"net/url"
	"strconv"
	"time"
)

// State is where a wish stands.
type State string

// The states.
const (
	Submitted  State = "submitted"
	Accepted   State = "accepted"
	Rejected   State = "rejected"
	Withdrawn  State = "withdrawn"
	Classified State = "classified"
	InProgress State = "in_progress"
	Answered   State = "answered"
	Closed     State = "closed"
	Archived   State = "archived"
)

// Colour is the level that can solve a wish. Empty: not classified yet.
type Colour string

// The three-colour list, and the filter for what is not in it yet.
const (
	Blue     Colour = "blue"     // 社区
	Yellow   Colour = "yellow"   // 街道
	Red      Colour = "red"      // 上级
	Unsorted Colour = "unsorted" // in a Filter only
)

// Urgency is how pressing a wish is.
type Urgency string

// The urgencies.
const (
	Normal   Urgency = "normal"
	Urgent   Urgency = "urgent"
	Critical Urgency = "critical"
)

// Visibility is whom the submitter lets read a wish; Audience who may read an entry.
type (
	Visibility string
	Audience   string
)

// The visibilities and audiences.
const (
	Public  Visibility = "public"
	Private Visibility = "private"

	ForPublic    Audience = "public"
	ForSubmitter Audience = "submitter"
	ForStaff     Audience = "staff"
)

// Rating is the submitter's word on the answer.
type Rating string

// The ratings: 满意, 基本满意, 不满意.
const (
	Satisfied   Rating = "satisfied"
	Basically   Rating = "basically"
	Unsatisfied Rating = "unsatisfied"
)

// Wish is a wish as the caller sees it: what the view hides is empty.
type Wish struct {
	ID            string  `json:"id"`
	Number        string  `json:"number"`
	View          string  `json:"view"` // public, submitter or staff
	Community     string  `json:"community"`
	CommunityName string  `json:"community_name"`
	Place         string  `json:"place"`
	PlaceName     string  `json:"place_name"`
	Title         string  `json:"title"`
	State         State   `json:"state"`
	Colour        Colour  `json:"colour"`
	Urgency       Urgency `json:"urgency"`
	Topic         string  `json:"topic"`
	Channel       string  `json:"channel"`
	Unit          string  `json:"unit"` // organisation responsible now
	UnitName      string  `json:"unit_name"`

	FiledAt      time.Time `json:"filed_at"`
	AcceptedAt   time.Time `json:"accepted_at"`
	ClassifiedAt time.Time `json:"classified_at"`
	TakenAt      time.Time `json:"taken_at"`
	AnsweredAt   time.Time `json:"answered_at"`
	ClosedAt     time.Time `json:"closed_at"`

	Due            time.Time `json:"due"` // zero when no clock runs
	DueProvisional bool      `json:"due_provisional"`

	PausedUntil time.Time `json:"paused_until"` // the clock stands still until then
	Asked       string    `json:"asked"`        // extend, suspend or recolour waits for a decision; staff only
	Returned    int       `json:"returned"`
	First       string    `json:"first_unit"` // organisation that had it before it was moved up a level; empty: it was not
	Reopened    int       `json:"reopened"`
	Main        string    `json:"main"` // the wish that it has become part of

	Solved *bool  `json:"solved"` // nil: not evaluated
	Rating Rating `json:"rating"`

	CalledSolved *bool     `json:"called_solved"` // said in a call-back; never the own judgement
	CalledRating Rating    `json:"called_rating"`
	UnreachedAt  time.Time `json:"unreached_at"` // zero: the submitter does not count as not reached

	Text       string     `json:"text"`
	Spot       string     `json:"spot"`
	Visibility Visibility `json:"visibility"`
	Anonymous  bool       `json:"anonymous"`
	Post       string     `json:"post"`           // staff only: the post that has taken it up
	Submitter  string     `json:"submitter_name"` // staff only: masked
}

// Event is a line of a wish's timeline.
type Event struct {
	At       time.Time `json:"at"`
	Act      string    `json:"act"`
	Audience Audience  `json:"audience"`
	Who      string    `json:"who"` // an official; empty for residents and the system
	Text     string    `json:"text"`
	Colour   Colour    `json:"colour"`
	Unit     string    `json:"unit"`
	UnitName string    `json:"unit_name"`
	Urgency  Urgency   `json:"urgency"`
	Due      time.Time `json:"due"`
	Took     bool      `json:"took"`
	Solved   *bool     `json:"solved"`
	Rating   Rating    `json:"rating"`
	Phone    string    `json:"phone"`   // of a call: masked
	Outcome  string    `json:"outcome"` // of a call that reached nobody
}

// Seen is one wish with its timeline, newest first, and what the caller may do now.
type Seen struct {
	Wish   Wish     `json:"wish"`
	Events []Event  `json:"events"`
	Can    []string `json:"can"`
	Tasks  []Task   `json:"tasks"` // staff only
	Alike
}

// Alike is how many have the same wish (我也一样), and whether one is among them.
type Alike struct {
	Following bool `json:"following"`
	Followers int  `json:"followers"` // 0: none, or so few that they are not told
}

// Task is what a unit beside the responsible one has to do.
type Task struct {
	ID     string    `json:"id"`
	Unit   string    `json:"unit"`
	Text   string    `json:"text"`
	Due    time.Time `json:"due"`
	DoneAt time.Time `json:"done_at"`
	Done   string    `json:"done"`
}

// Filed is a new wish with the code of its receipt: with the number it opens the submitter's view.
type Filed struct {
	Wish Wish   `json:"wish"`
	Code string `json:"code"`
}

// Filing is a wish being raised.
type Filing struct {
	Text       string     `json:"text"`
	Place      string     `json:"place"` // code of a community, 邻里 or building
	Visibility Visibility `json:"visibility"`
	Topic      string     `json:"topic,omitempty"`
	Spot       string     `json:"spot,omitempty"`
	Anonymous  bool       `json:"anonymous,omitempty"`
	For        string     `json:"for,omitempty"`       // person for whom it is filed
	ForName    string     `json:"for_name,omitempty"`  // by staff: somebody who is not known yet
	Channel    string     `json:"channel,omitempty"`   // by staff
	Continues  string     `json:"continues,omitempty"` // id of an ended wish that this one takes up
	Draft      string     `json:"draft,omitempty"`     // the draft whose files go with it, see AddFile
	Key        string     `json:"-"`                   // idempotency key; empty: none
}

// File raises a wish.
func (c *Client) File(ctx context.Context, in Filing) (Filed, error) {
	var out Filed
	return out, c.post(ctx, "/wishes", in.Key, in, &out)
}

// See is one wish by its id.
func (c *Client) See(ctx context.Context, id string) (Seen, error) {
	var out Seen
	return out, c.get(ctx, "/wishes/"+url.PathEscape(id), nil, &out)
}

// SeeNumber is one wish by its full number.
func (c *Client) SeeNumber(ctx context.Context, number string) (Seen, error) {
	var out Seen
	return out, c.get(ctx, "/numbers/"+url.PathEscape(number), nil, &out)
}

// Filter narrows a list; empty fields do not.
type Filter struct {
	Place   string // code: its subtree
	State   State
	Colour  Colour
	Urgency Urgency
	Topic   string
	After   string // Next of the page before
	Limit   int    // 25 when zero, at most 100
}

// Page is a stretch of a list, newest first. Next is empty at the end.
type Page struct {
	Wishes []Wish `json:"wishes"`
	Next   string `json:"next"`
}

// List is what the caller may see.
func (c *Client) List(ctx context.Context, f Filter) (Page, error) {
	q := url.Values{}
	for name, v := range map[string]string{
		"place": f.Place, "state": string(f.State), "colour": string(f.Colour), "urgency": string(f.Urgency), "topic": f.Topic, "after": f.After,
	} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if f.Limit > 0 {
		q.Set("limit", strconv.Itoa(f.Limit))
	}
	var out Page
	return out, c.get(ctx, "/wishes", q, &out)
}

// Call is somebody whom the call-back officer must call.
type Call struct {
	Wish    Wish      `json:"wish"`
	Days    int       `json:"days"` // on how many days it was tried since the answer
	Last    time.Time `json:"last"` // the last try
	Outcome string    `json:"outcome"`
}

// Calls is a stretch of the list of calls, by deadline; Next is empty at its end.
type Calls struct {
	Calls     []Call `json:"calls"`
	Next      string `json:"next"`
	Total     int    `json:"total"`
	Nameless  int    `json:"nameless"`  // nobody can be called: no name was left
	Phoneless int    `json:"phoneless"` // no telephone was left
}

// Calls is whom the call-back officer must call: of a Filter Place, Colour, After and Limit count.
func (c *Client) Calls(ctx context.Context, f Filter) (Calls, error) {
	q := url.Values{}
	for name, v := range map[string]string{"place": f.Place, "colour": string(f.Colour), "after": f.After} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if f.Limit > 0 {
		q.Set("limit", strconv.Itoa(f.Limit))
	}
	var out Calls
	return out, c.get(ctx, "/calls", q, &out)
}

// Unit is an organisation that may receive a wish.
type Unit struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Kind string `json:"kind"`
}

// Receivers are the organisations that may get the wish by colour.
func (c *Client) Receivers(ctx context.Context, id string, colour Colour) ([]Unit, error) {
	var out struct {
		Units []Unit `json:"units"`
	}
	err := c.get(ctx, "/wishes/"+url.PathEscape(id)+"/receivers", url.Values{"colour": {string(colour)}}, &out)
	return out.Units, err
}

// Suggestion is what the district's models suggest for a wish: a topic, a colour or a unit.
type Suggestion struct {
	Field string   `json:"field"` // topic, colour, unit
	Value string   `json:"value"`
	Name  string   `json:"name"`  // of a unit
	Sure  int      `json:"sure"`  // percent
	Words []string `json:"words"` // parts of the wish's own text that spoke for it
	Model string   `json:"model"`
}

// Suggestions are what is suggested to the desk that receives and sorts the wish; the unit by a colour, or by the suggested one
// where that is empty.
func (c *Client) Suggestions(ctx context.Context, id string, colour Colour) ([]Suggestion, error) {
	var out struct {
		Suggestions []Suggestion `json:"suggestions"`
	}
	q := url.Values{}
	if colour != "" {
		q.Set("colour", string(colour))
	}
	err := c.get(ctx, "/wishes/"+url.PathEscape(id)+"/suggestions", q, &out)
	return out.Suggestions, err
}

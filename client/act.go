package client

import (
	"context"
	"net/url"
)

// act sends one act on a wish.
func (c *Client) act(ctx context.Context, id, act, key string, in any) (Wish, error) {
	var out struct {
		Wish Wish `json:"wish"`
	}
	err := c.post(ctx, "/wishes/"+url.PathEscape(id)+"/"+act, key, in, &out)
	return out.Wish, err
}

// Acceptance is what the desk says when it takes a wish; every field may be empty.
type Acceptance struct {
	Title   string  `json:"title,omitempty"`
	Topic   string  `json:"topic,omitempty"`
	Urgency Urgency `json:"urgency,omitempty"`
	Text    string  `json:"text,omitempty"`
	Key     string  `json:"-"` // idempotency key; empty: none
}

// Accept takes the case for the community.
func (c *Client) Accept(ctx context.Context, id string, in Acceptance) (Wish, error) {
	return c.act(ctx, id, "accept", in.Key, in)
}

// Rejection turns a wish away.
type Rejection struct {
	Text   string `json:"text"`   // why
	Advice string `json:"advice"` // whom to turn to
	Key    string `json:"-"`
}

// Reject turns a wish away with advice where to go.
func (c *Client) Reject(ctx context.Context, id string, in Rejection) (Wish, error) {
	return c.act(ctx, id, "reject", in.Key, in)
}

// Classification sorts a wish into the three-colour list.
type Classification struct {
	Colour Colour `json:"colour"`
	Unit   string `json:"unit,omitempty"` // one of Receivers; empty for Blue: the community itself
	Text   string `json:"text,omitempty"` // why this level; needed for Yellow and Red
	Key    string `json:"-"`
}

// Classify sorts a wish and hands it to a unit.
func (c *Client) Classify(ctx context.Context, id string, in Classification) (Wish, error) {
	return c.act(ctx, id, "classify", in.Key, in)
}

// TakeUp says that the caller's post has the wish. key may be empty.
func (c *Client) TakeUp(ctx context.Context, id, key string) (Wish, error) {
	return c.act(ctx, id, "take_up", key, nil)
}

// Progress is a note on a wish.
type Progress struct {
	Text     string   `json:"text"`
	Audience Audience `json:"audience"`
	Key      string   `json:"-"`
}

// Note adds a progress note.
func (c *Client) Note(ctx context.Context, id string, in Progress) (Wish, error) {
	return c.act(ctx, id, "note", in.Key, in)
}

// Words is a text.
type Words struct {
	Text  string `json:"text"`
	Draft string `json:"draft,omitempty"` // with an answer only: the draft whose files go with it
	Key   string `json:"-"`
}

// Answer answers a wish; it takes it up too where nobody had.
func (c *Client) Answer(ctx context.Context, id string, in Words) (Wish, error) {
	return c.act(ctx, id, "answer", in.Key, in)
}

// Handing gives a wish to another unit of its level.
type Handing struct {
	Unit string `json:"unit"`
	Text string `json:"text,omitempty"`
	Key  string `json:"-"`
}

// Hand gives a wish to another unit of its level.
func (c *Client) Hand(ctx context.Context, id string, in Handing) (Wish, error) {
	return c.act(ctx, id, "hand", in.Key, in)
}

// Return is why a unit gives a wish back; Ground is the code of one of Grounds.
type Return struct {
	Ground string `json:"ground"`
	Text   string `json:"text"`
	Key    string `json:"-"`
}

// Return gives a wish back to who handed it over.
func (c *Client) Return(ctx context.Context, id string, in Return) (Wish, error) {
	return c.act(ctx, id, "return", in.Key, in)
}

// Share is a task for another unit, by a day.
type Share struct {
	Unit string `json:"unit"`
	Text string `json:"text"`
	Day  string `json:"day"` // 2026-05-22
	Key  string `json:"-"`
}

// Join gives another unit a task in a wish.
func (c *Client) Join(ctx context.Context, id string, in Share) (Wish, error) {
	return c.act(ctx, id, "joint", in.Key, in)
}

// TaskDone says that a task is done.
type TaskDone struct {
	Task string `json:"task"`
	Text string `json:"text"`
	Key  string `json:"-"`
}

// Finish says that the unit's task is done.
func (c *Client) Finish(ctx context.Context, id string, in TaskDone) (Wish, error) {
	return c.act(ctx, id, "task_done", in.Key, in)
}

// Ruling names who leads, and who helps.
type Ruling struct {
	Lead   string  `json:"lead"`
	Text   string  `json:"text"`
	Shares []Share `json:"shares,omitempty"`
	Keep   string  `json:"keep,omitempty"` // where it is a precedent: community, street, district, none; empty: the community
	Key    string  `json:"-"`
}

// Rule says who leads a wish that no unit takes.
func (c *Client) Rule(ctx context.Context, id string, in Ruling) (Wish, error) {
	return c.act(ctx, id, "ruling", in.Key, in)
}

// Resume goes on before a pause ends.
func (c *Client) Resume(ctx context.Context, id string, in Words) (Wish, error) {
	return c.act(ctx, id, "resume", in.Key, in)
}

// Wanted is time or a pause asked for: until a day, 2026-05-22, or for the plan of a year.
type Wanted struct {
	Day  string `json:"day,omitempty"`
	Year int    `json:"year,omitempty"`
	Text string `json:"text"`
	Key  string `json:"-"`
}

// Extend asks the level above for a later deadline.
func (c *Client) Extend(ctx context.Context, id string, in Wanted) (Wish, error) {
	return c.act(ctx, id, "extend", in.Key, in)
}

// Suspend asks the level above to stop the clock.
func (c *Client) Suspend(ctx context.Context, id string, in Wanted) (Wish, error) {
	return c.act(ctx, id, "suspend", in.Key, in)
}

// Turn asks a unit of another level to take a wish.
type Turn struct {
	Colour Colour `json:"colour"`
	Unit   string `json:"unit"`
	Text   string `json:"text"`
	Key    string `json:"-"`
}

// Recolour asks a unit of another level to take a wish.
func (c *Client) Recolour(ctx context.Context, id string, in Turn) (Wish, error) {
	return c.act(ctx, id, "recolour", in.Key, in)
}

// Approve grants the time or the pause that is asked for.
func (c *Client) Approve(ctx context.Context, id string, in Words) (Wish, error) {
	return c.act(ctx, id, "approve", in.Key, in)
}

// Receive takes a wish into the colour that is asked for.
func (c *Client) Receive(ctx context.Context, id string, in Words) (Wish, error) {
	return c.act(ctx, id, "receive", in.Key, in)
}

// Refuse declines what is asked for.
func (c *Client) Refuse(ctx context.Context, id string, in Words) (Wish, error) {
	return c.act(ctx, id, "refuse", in.Key, in)
}

// Merging makes a wish part of another, by its number.
type Merging struct {
	Number string `json:"number"`
	Text   string `json:"text"`
	Key    string `json:"-"`
}

// Merge makes a wish part of another.
func (c *Client) Merge(ctx context.Context, id string, in Merging) (Wish, error) {
	return c.act(ctx, id, "merge", in.Key, in)
}

// Unmerge makes a merged wish one of its own again.
func (c *Client) Unmerge(ctx context.Context, id string, in Words) (Wish, error) {
	return c.act(ctx, id, "unmerge", in.Key, in)
}

// Lower gives a wish back down to the unit from which it was moved up.
func (c *Client) Lower(ctx context.Context, id string, in Words) (Wish, error) {
	return c.act(ctx, id, "lower", in.Key, in)
}

// Reopen has a wish taken up again.
func (c *Client) Reopen(ctx context.Context, id string, in Words) (Wish, error) {
	return c.act(ctx, id, "reopen", in.Key, in)
}

// Withdraw takes one's wish back. key may be empty.
func (c *Client) Withdraw(ctx context.Context, id, key string) (Wish, error) {
	return c.act(ctx, id, "withdraw", key, nil)
}

// Follow joins a neighbour's public wish; Unfollow takes that back. key may be empty.
func (c *Client) Follow(ctx context.Context, id, key string) (Alike, error) {
	return c.follow(ctx, id, "follow", key)
}

// Unfollow takes Follow back. key may be empty.
func (c *Client) Unfollow(ctx context.Context, id, key string) (Alike, error) {
	return c.follow(ctx, id, "unfollow", key)
}

func (c *Client) follow(ctx context.Context, id, act, key string) (out Alike, err error) {
	return out, c.post(ctx, "/wishes/"+url.PathEscape(id)+"/"+act, key, nil, &out)
}

// Supplement adds something to one's wish.
func (c *Client) Supplement(ctx context.Context, id string, in Words) (Wish, error) {
	return c.act(ctx, id, "supplement", in.Key, in)
}

// Evaluation is the submitter's judgement.
type Evaluation struct {
	Solved bool   `json:"solved"`
	Rating Rating `json:"rating"`
	Text   string `json:"text,omitempty"` // needed with Unsatisfied: what is missing
	Key    string `json:"-"`
}

// CallBack writes down what the submitter said by telephone, which closes the wish; for a call-back officer.
func (c *Client) CallBack(ctx context.Context, id string, in Evaluation) (Wish, error) {
	return c.act(ctx, id, "call_back", in.Key, in)
}

// CallMissed writes down a call that reached nobody: no_answer, busy, wrong_number, refused.
func (c *Client) CallMissed(ctx context.Context, id, outcome, key string) (Wish, error) {
	return c.act(ctx, id, "call_missed", key, struct {
		Outcome string `json:"outcome"`
	}{outcome})
}

// Evaluate judges the answer, which closes the wish.
func (c *Client) Evaluate(ctx context.Context, id string, in Evaluation) (Wish, error) {
	return c.act(ctx, id, "evaluate", in.Key, in)
}

package wish

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"linli/internal/errs"
	"linli/internal/plain"
	"linli/internal/wish/number"
)

// State is where a wish stands (domain.md 3.1).
type State string

// The states of the loop. Returns, extensions, suspensions and the like are rows beside a wish, never states.
const (
	Submitted  State = "submitted"
	Accepted   State = "accepted"
	Rejected   State = "rejected"
	Withdrawn  State = "withdrawn"
	Merged     State = "merged"
	Classified State = "classified"
	InProgress State = "in_progress"
	Answered   State = "answered"
	Closed     State = "closed"
	Archived   State = "archived"
)

// Colour is the level that can solve a wish, not its urgency.
type Colour string

// The three-colour list; Unsorted before a secretary has classified.
const (
	Unsorted Colour = ""
	Blue     Colour = "blue"   // 蓝: the community
	Yellow   Colour = "yellow" // 黄: the street
	Red      Colour = "red"    // 红: a superior group
)

// Colours is the list in its order, 蓝, 黄, 红.
func Colours() []Colour { return []Colour{Blue, Yellow, Red} }

// Urgency drives attention, not the level.
type Urgency string

// Urgencies, least first: 一般, 紧急, 特急.
const (
	Normal   Urgency = "normal"
	Urgent   Urgency = "urgent"
	Critical Urgency = "critical"
)

// Urgencies is all of them, least first.
func Urgencies() []Urgency { return []Urgency{Normal, Urgent, Critical} }

// Channel is how a wish reached the community (domain.md 3.9).
type Channel string

// The channels.
const (
	Tea       Channel = "tea"       // 书记下午茶
	Window    Channel = "window"    // 窗口
	Telephone Channel = "telephone" // 电话
	App       Channel = "app"       // 自己提交
	Grid      Channel = "grid"      // 网格员
	Deputy    Channel = "deputy"    // 人大代表
	Hotline   Channel = "hotline"   // 12345
	Letter    Channel = "letter"    // 来信
)

// DeskChannels are those that staff may name when they file for somebody, the likeliest first.
func DeskChannels() []Channel {
	return []Channel{Window, Telephone, Tea, Grid, Deputy, Hotline, Letter}
}

// Topic is the kind of matter: a code of the tree of topics (package topic).
type Topic string

// Topics that are shipped, the top of the tree.
const (
	Environment Topic = "environment" // 环境卫生
	Repair      Topic = "repair"      // 设施维修
	Traffic     Topic = "traffic"     // 停车通行
	Elders      Topic = "elders"      // 养老助老
	Dispute     Topic = "dispute"     // 邻里纠纷
	Other       Topic = "other"       // 其他
)

// Visibility is whom the submitter lets read the wish.
type Visibility string

// Public: neighbours too, without name, telephone and door. Private: only those who handle it.
const (
	Public  Visibility = "public"
	Private Visibility = "private"
)

// Rating is the submitter's word on the answer.
type Rating string

// The three ratings, with the same weight everywhere: 满意, 基本满意, 不满意.
const (
	Satisfied   Rating = "satisfied"
	Basically   Rating = "basically"
	Unsatisfied Rating = "unsatisfied"
)

// Ratings is all of them in their order.
func Ratings() []Rating { return []Rating{Satisfied, Basically, Unsatisfied} }

// Wish is one wish with its clocks. Each stage keeps its beginning and its due date for good, so that every figure can
// be recomputed; Due is the clock that runs now.
type Wish struct {
	ID        string
	Number    string // 320613007005-2026-000123
	Code      string // six characters: with the number it opens the submitter's view
	Community string // 12 digits
	Place     string // community, 邻里 or building
	Spot      string // the place in the submitter's words
	Channel   Channel
	Topic     Topic
	Title     string
	Text      string

	Visibility  Visibility
	Publicity   Publicity
	PublicTitle string // what neighbours read as its title, where that is published
	Anonymous   bool
	Submitter   string // person id; empty when anonymous
	Proxy       string // person who filed for the submitter
	Registrar   string // person of the staff who filed for the submitter

	State   State
	Colour  Colour
	Urgency Urgency
	Unit    string // organisation responsible now
	Post    string // post that took it up; empty: it stands in the unit's inbox
	Vacant  bool   // nobody holds Post now: it stands in the unit's inbox again; known where one wish is looked at, not in lists
	Sender  string // organisation that handed it to Unit, and gets it back when that returns it; empty: nobody did
	First   string // organisation that had it before it was moved up a level, and stays named; empty: it was not

	Returned int // how often it was returned since the last ruling
	Reopened int // how often the submitter had it taken up again

	AnswerFrom time.Time // when the clock of the answer began, where that was later than the classification
	RulingDue  time.Time // until when the level above rules who has it; zero: nothing is to be ruled
	Beside     []string  // units beside the responsible one: who has a task in it

	Asked    Asked // what was asked for and is not decided
	Extended int   // how often the running clock of the answer was extended

	PausedFrom, PausedUntil time.Time // the pause that was approved; it ends by itself, Due has it in it
	NotedAt                 time.Time // the last progress note that the submitter can read, or when another colour became red
	Main                    string    // the wish that this one has become part of

	At  time.Time // when it is looked at, for what depends on the time; zero in lists
	Rev int64     // how often its row was changed

	FiledAt, AcceptedAt, ClassifiedAt, TakenAt, AnsweredAt, ClosedAt time.Time
	AcceptDue, ClassifyDue, AnswerDue, EvaluateDue                   time.Time

	Due            time.Time // of the running clock; zero when none runs
	DueSpan        string    // the period it was computed from: 5wd
	DueProvisional bool      // beyond the last imported calendar year

	Answerer     string      // person who answered; may not judge
	AnsweredFor  string      // in whose post, where the answerer only stood in; may not judge either
	Solved       *bool       // nil: not evaluated
	Rating       Rating      // empty: not evaluated
	CalledSolved *bool       // what the submitter said in a call-back; nil: nothing. Never the own judgement
	CalledRating Rating      // the same, of the three
	UnreachedAt  time.Time   // when it had been tried on as many days as the rule asks for; zero: it was not
	Earlier      []Answering // who had answered before it was reopened; known where one wish is looked at, not in lists
}

// Answering is who gave an answer: the unit, the person, and in whose post that person stood in.
type Answering struct{ Unit, Person, For string }

// Ask is what may be asked for beside the straight way.
type Ask string

// What the level above decides, and what the level decides that would get the wish.
const (
	ForTime   Ask = "extend"   // 延期
	ForPause  Ask = "suspend"  // 暂停
	ForColour Ask = "recolour" // 转颜色
)

// Asked is what waits for a decision. After a refusal Unit and Colour stay until the level above has ruled.
type Asked struct {
	For    Ask    // empty: nothing waits
	By     string // person, who does not decide the own request
	Role   string // of the post under which it was asked
	Unit   string // that would get the wish
	Colour Colour // that it would have
}

// Paused tells whether an approved pause is running at a moment.
func (w Wish) Paused(now time.Time) bool {
	return Working(w.State) && now.Before(w.PausedUntil) && !now.Before(w.PausedFrom)
}

// Unnoted tells whether it is red, in hand, not paused since, and the submitter has read no progress note since a moment: a
// red wish has one a month (domain.md 3.1).
func (w Wish) Unnoted(since time.Time) bool {
	for _, t := range []time.Time{w.NotedAt, w.ClassifiedAt, w.AnswerFrom, w.PausedUntil} {
		if !t.Before(since) {
			return false
		}
	}
	return w.Colour == Red && Working(w.State)
}

// Level is whose a wish is now: its colour's, and the community's while it stands there, returned.
func Level(w Wish) Colour {
	if w.Colour == Unsorted || w.Returned > 0 && w.Sender == "" {
		return Blue
	}
	return w.Colour
}

// Working tells whether a unit has the wish in hand in a state.
func Working(s State) bool { return s == Classified || s == InProgress }

// Open tells whether the loop is still running for the wish.
func (w Wish) Open() bool { return w.ClosedAt.IsZero() }

// ShortNumber is the number without its place: 2026-000123.
func (w Wish) ShortNumber() string { return number.Short(w.Number) }

// Limits of what is typed, in characters. The least is what look.md says to the resident: 至少 5 个字.
const (
	minText   = 5
	MaxText   = 2000 // also of what is said in any act
	maxTitle  = 60
	maxSpot   = 100
	titleRune = 24
)

// TitleOf is a title made from the text: its first clause, at most 24 characters.
func TitleOf(text string) string {
	text = strings.TrimSpace(plain.Seen(text))
	if i := strings.IndexFunc(text, func(r rune) bool { return strings.ContainsRune("，。！？；\n,!?;", r) }); i > 0 {
		if utf8.RuneCountInString(text[:i]) >= 4 {
			text = text[:i]
		}
	}
	r := []rune(text)
	if len(r) > titleRune {
		return string(r[:titleRune-1]) + "…"
	}
	return string(r)
}

// Checker collects what is wrong with an input, field by field.
type Checker []errs.Field

// Add notes that a field is wrong, by the key of the sentence that says why.
func (c *Checker) Add(name, key string, args ...any) {
	*c = append(*c, errs.Field{Name: name, Key: key, Args: args})
}

// Text checks a text of a length in characters; a least of 0 makes it optional. It may have several lines.
func (c *Checker) Text(name, s string, least, most int) { c.words(name, s, least, most, true) }

// Line is Text of a single line.
func (c *Checker) Line(name, s string, least, most int) { c.words(name, s, least, most, false) }

// Judgement checks what a submitter says of an answer: solved yes or no, one of the three ratings, and words, which are
// needed with 不满意: what is missing must be said.
func (c *Checker) Judgement(solved *bool, rating Rating, text string) {
	if solved == nil {
		c.Add("solved", "wish.error.solved")
	}
	if !oneOf(rating, Ratings()) {
		c.Add("rating", "wish.error.rating")
	}
	least := 0
	if rating == Unsatisfied {
		least = 1
	}
	c.Text("text", text, least, MaxText)
}

func (c *Checker) words(name, s string, least, most int, lines bool) {
	n := plain.Length(s)
	switch {
	case !plain.Clean(s, lines):
		c.Add(name, "wish.error.characters")
	case n < least && least == 1:
		c.Add(name, "wish.error.empty")
	case n < least:
		c.Add(name, "wish.error."+name+"_short", least)
	case n > most || len(s) > 8*most: // what is not seen takes room too
		c.Add(name, "wish.error.long", most, max(n-most, 1))
	}
}

// CheckText tells whether a wish may read so, for forms that ask one question at a time. Invalid: text.
func CheckText(text string) error {
	var bad Checker
	bad.Text("text", strings.TrimSpace(text), minText, MaxText)
	return errs.BadFields(bad)
}

func oneOf[T comparable](v T, all []T) bool { return slices.Contains(all, v) }

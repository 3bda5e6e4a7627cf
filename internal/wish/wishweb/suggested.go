package wishweb

import (
	"context"
	"net/url"
	"strings"

	"linli/internal/actor"
	"linli/internal/web"
	"linli/internal/web/i18n"
	"linli/internal/wish"
	"linli/internal/wish/suggest"
)

// SuggestBox is what a form shows of the suggestions for its wish; without lines nothing is shown.
type SuggestBox struct {
	Lines []SuggestLine
	Token string // goes back with the form, in the field SuggestField
}

// SuggestLine is one suggestion: a link that fills the form with it.
type SuggestLine struct {
	Field suggest.Field
	What  string     // of a topic or a unit
	Mark  web.Colour // of a colour
	Sure  int        // percent
	Why   string     // “路灯”“不亮”
	URL   string     // fills the form
	Taken bool       // the form has it already
}

// SuggestField is the name of the form's field that says what was shown.
const SuggestField = "suggested"

// Suggested is the box of an act's form: the topic where a wish is received; colour and unit where it is sorted, the unit by the
// colour that is chosen already. has is what the form has in a field. It is empty for other acts, and where nothing is suggested.
func (d Deps) Suggested(ctx context.Context, t *Teller, w wish.Wish, act wish.Act, colour wish.Colour, has func(name string) string) (box SuggestBox, err error) {
	if d.Suggest == nil || act != wish.Accept && act != wish.Classify {
		return box, nil
	}
	o, err := d.Suggest.For(ctx, t.Reader, w, colour)
	if err != nil {
		return box, err
	}
	var shown suggest.Offer
	for _, x := range o.All {
		if (x.Field == suggest.Topic) != (act == wish.Accept) {
			continue
		}
		shown.All = append(shown.All, x)
		box.Lines = append(box.Lines, t.suggestion(w, x, shown, colour, has))
	}
	box.Token = shown.Token()
	return box, nil
}

// suggestion is one line.
func (t *Teller) suggestion(w wish.Wish, x suggest.Suggestion, shown suggest.Offer, colour wish.Colour, has func(string) string) SuggestLine {
	l := SuggestLine{Field: x.Field, Sure: x.Sure, What: x.Name, Taken: has(string(x.Field)) == x.Value}
	fill, path := url.Values{}, "/wishes/"+w.ID+"/classify"
	if from := has("from"); from != "" {
		fill.Set("from", from)
	}
	switch x.Field {
	case suggest.Topic:
		l.What, path = t.Topic(wish.Topic(x.Value)), "/wishes/"+w.ID
		fill.Set("act", string(wish.Accept))
		fill.Set("topic", x.Value)
	case suggest.Colour:
		l.Mark = web.Colour(x.Value)
		l.Taken = x.Value == string(colour)
		fill.Set("to", x.Value)
	case suggest.Unit:
		if c, ok := shown.Of(suggest.Colour); ok && colour == wish.Unsorted {
			colour = wish.Colour(c.Value)
		}
		fill.Set("to", string(colour))
		fill.Set("unit", x.Value)
	}
	l.URL, l.Why = path+"?"+fill.Encode(), Because(t.L, x.Words)
	return l
}

// Because is words in quotation marks, one after the other.
func Because(l i18n.Localizer, words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = l.T("suggest.quoted", w)
	}
	return strings.Join(quoted, " ")
}

// SuggestionShown puts what a form has shown into the context of its act, so that it is kept beside what was decided. Where the wish
// cannot be read, the act says why.
func (d Deps) SuggestionShown(ctx context.Context, a actor.Actor, wishID string, f *web.Form) (context.Context, error) {
	if d.Suggest == nil || f.Value(SuggestField) == "" {
		return ctx, nil
	}
	s, err := d.Wishes.See(ctx, a, wishID)
	if err != nil {
		return ctx, nil //nolint:nilerr // the act that follows meets the same error and tells it
	}
	return d.Suggest.Shown(ctx, a, s.Wish, wish.Colour(f.Value("colour")), f.Value(SuggestField))
}

func suggestWords() []i18n.Message {
	return []i18n.Message{
		{"suggest.box", "照以前的分法", "As such wishes were sorted before"},
		{"suggest.topic", "种类", "Kind"},
		{"suggest.colour", "颜色", "Colour"},
		{"suggest.unit", "谁来办", "Who handles it"},
		{"suggest.sure", "{0}% 的把握", "{0}% sure"},
		{"suggest.why", "看这些词：{0}", "By these words: {0}"},
		{"suggest.quoted", "“{0}”", "“{0}”"},
		{"suggest.use", "用这个建议", "Use this suggestion"},
		{"suggest.taken", "下面选的就是它", "Already chosen below"},
		{"wish.forbidden.suggest", "建议给收下和分办它的社区看", "Suggestions are for the community that receives and sorts it"},
		{"suggest.decide", "只是建议，您来定。", "Only a suggestion: you decide."},
	}
}

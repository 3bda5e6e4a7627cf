package apiweb

import (
	"context"

	"linli/internal/errs"
	"linli/internal/wish"
	"linli/internal/wish/suggest"
)

type suggestionsIn struct {
	One
	Colour apiColour `query:"colour" doc:"Of the units that may get it by this colour; absent: by the colour that is suggested"`
}

type apiSuggestion struct {
	Field string   `json:"field" enum:"topic,colour,unit"`
	Value string   `json:"value" doc:"A topic, a colour, or the id of an organisation"`
	Name  string   `json:"name,omitempty" doc:"Of that organisation"`
	Sure  int      `json:"sure" minimum:"1" maximum:"100" doc:"Percent"`
	Words []string `json:"words" doc:"Parts of the wish's own text that spoke for it, the strongest first"`
	Model string   `json:"model" doc:"Which model says so" format:"uuid"`
}

type apiSuggestions struct {
	Suggestions []apiSuggestion `json:"suggestions" doc:"At most one of each field; none where no model is sure enough"`
}

// suggestions is what the district's models suggest for a wish, for the desk that receives and sorts it.
func (h *Handler) suggestions(ctx context.Context, in *suggestionsIn) (*out[apiSuggestions], error) {
	s, err := h.Wishes.See(ctx, asking(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	if _, ok := suggest.MayUse(asking(ctx), s.Wish); !ok {
		return nil, errs.New(errs.Forbidden, "wish.forbidden.suggest")
	}
	o, err := h.Suggest.For(ctx, asking(ctx), s.Wish, wish.Colour(in.Colour))
	body := apiSuggestions{Suggestions: make([]apiSuggestion, len(o.All))}
	for i, x := range o.All {
		body.Suggestions[i] = apiSuggestion{Field: string(x.Field), Value: x.Value, Name: x.Name, Sure: x.Sure, Words: x.Words, Model: x.Model}
	}
	return &out[apiSuggestions]{body}, err
}

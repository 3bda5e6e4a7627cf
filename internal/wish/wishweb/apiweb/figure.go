package apiweb

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"linli/internal/errs"
	"linli/internal/metric"
	"linli/internal/web/api"
	"linli/internal/wish/figure"
	"linli/internal/wish/figure/appraisal"
	"linli/internal/wish/figure/hot"
	"linli/internal/wish/figure/tally"
)

type figuresIn struct {
	Place  string `query:"place" doc:"Code of a district, street, community or 邻里; absent: the widest that the caller oversees" example:"320613007"`
	Period string `query:"period" doc:"A month or a year; absent: the twelve months up to today" example:"2026-05" pattern:"^20[0-9]{2}(-(0[1-9]|1[0-2]))?$"`
}

// Month names a place and a month.
type Month struct {
	Place string `query:"place" doc:"Code of a place; absent: the widest that the caller oversees" example:"320613007"`
	Of    string `query:"month" doc:"Absent: the last month that is over" example:"2026-05" pattern:"^20[0-9]{2}-(0[1-9]|1[0-2])$"`
}

type topicsIn struct {
	Month
	Topic string `query:"topic" doc:"Code of a topic: those right below it; absent: the top"`
}

type apiRate struct {
	Percent *float64 `json:"percent,omitempty" doc:"To two digits; absent: too few cases for a rate"`
	Hits    float64  `json:"hits" doc:"What is counted of them, “basically satisfied” with its weight"`
	Cases   int      `json:"cases" doc:"Cases behind it"`
}

type apiPart struct {
	Place     string         `json:"place" doc:"Empty: of no place below that is there today"`
	Name      string         `json:"name,omitempty"`
	Numbers   map[string]int `json:"numbers" doc:"By the key of its list on the page /figures/list: what was counted in the period, and what waits at this moment"`
	Response  apiRate        `json:"response"`
	Solved    apiRate        `json:"solved"`
	Satisfied apiRate        `json:"satisfied"`
	OnTime    apiRate        `json:"onTime"`
}

type apiFigures struct {
	First   string    `json:"first" doc:"First month of the period" example:"2025-06"`
	Last    string    `json:"last" doc:"Last month of the period"`
	Counted bool      `json:"counted" doc:"False: earlier wishes are still being counted"`
	Whole   apiPart   `json:"whole"`
	Parts   []apiPart `json:"parts" doc:"The places one step below, and what belongs to none of them"`
}

type apiUnitFigures struct {
	ID      string         `json:"id" format:"uuid"`
	Name    string         `json:"name"`
	Numbers map[string]int `json:"numbers" doc:"given, upheld, overruled: returns in the period; raised: moved up from it; open, late: in hand at this moment"`
}

type apiUnitsFigures struct {
	Place string           `json:"place"`
	Units []apiUnitFigures `json:"units" doc:"Those with any, by returns given"`
}

type apiUnitRates struct {
	ID        string         `json:"id" format:"uuid"`
	Name      string         `json:"name"`
	Rank      int            `json:"rank,omitempty" doc:"Absent: not ranked, too few were judged"`
	Score     *float64       `json:"score,omitempty" doc:"Weighted mean of the three rates; absent: not ranked"`
	List      string         `json:"list,omitempty" enum:"red,black" doc:"On which list it stands"`
	Numbers   map[string]int `json:"numbers" doc:"Of the wishes that ended in the month"`
	Response  apiRate        `json:"response"`
	Solved    apiRate        `json:"solved"`
	Satisfied apiRate        `json:"satisfied"`
	OnTime    apiRate        `json:"onTime"`
}

type apiRates struct {
	Place   string         `json:"place"`
	Month   string         `json:"month"`
	Counted bool           `json:"counted" doc:"False: earlier wishes are still being counted"`
	Least   int            `json:"least" doc:"Cases below which there is no rate and no rank"`
	Weights []int          `json:"weights" doc:"Of response, solved and satisfied in the score, as they held on the month's last day"`
	Units   []apiUnitRates `json:"units" doc:"Ranked ones by rank, then the others"`
}

type apiTopicFigure struct {
	Topic  string `json:"topic" doc:"Code; empty: none was named"`
	N      int    `json:"n"`
	Before int    `json:"before" doc:"In the month before"`
	Itself bool   `json:"itself,omitempty" doc:"The opened topic without those below it"`
}

type apiTopicFigures struct {
	Place   string           `json:"place"`
	Month   string           `json:"month"`
	Counted bool             `json:"counted" doc:"False: earlier wishes are still being counted"`
	All     int              `json:"all"`
	Topics  []apiTopicFigure `json:"topics" doc:"The most first"`
}

type apiSpan struct {
	From int  `json:"from" doc:"First working day of the span; 0 is the day of the wish"`
	To   *int `json:"to,omitempty" doc:"Its last; absent: no end"`
	N    int  `json:"n"`
}

type apiTimes struct {
	Place   string    `json:"place"`
	Month   string    `json:"month"`
	Counted bool      `json:"counted" doc:"False: earlier wishes are still being counted"`
	Heard   []apiSpan `json:"heard" doc:"Until the community accepted it"`
	Done    []apiSpan `json:"done" doc:"Until its last answer"`
}

// figureReads are the figures as the pages have them, for who sees those pages; nobody else finds any.
func (h *Handler) figureReads(a huma.API) {
	missing := []int{http.StatusNotFound}
	api.Register(a, h.operation("see-figures", http.MethodGet, "/figures", "Figures of a place and of the places one step below"), missing, h.figures)
	api.Register(a, h.operation("list-figures-of-units", http.MethodGet, "/figures/units", "Returns, moves and what is in hand, by unit"), missing, h.unitFigures)
	api.Register(a, h.operation("list-rates", http.MethodGet, "/figures/rates", "Units compared by three rates in a month"), missing, h.rates)
	api.Register(a, h.operation("list-figures-of-topics", http.MethodGet, "/figures/topics", "What the wishes of a month are about"), missing, h.topicFigures)
	api.Register(a, h.operation("see-times", http.MethodGet, "/figures/times", "How many working days the wishes took that ended in a month"), missing, h.times)
}

// overseen is the place that is asked for. NotFound for who oversees none, and for a token that is kept to another.
func overseen(ctx context.Context, code string) (string, error) {
	who := asking(ctx)
	if code == "" && len(who.Token.Within) > 0 {
		code = who.Token.Within[0]
	}
	if code == "" {
		code = figure.Home(who)
	}
	if code == "" || !who.Reaches(code) {
		return "", errs.New(errs.NotFound, "error.not_found")
	}
	return code, nil
}

// month is the month that is asked for, as a period.
func (h *Handler) month(in string) metric.Period {
	now := h.DB.Now()
	if in == "" {
		in = (metric.MonthOf(now) - 1).String()
	}
	return metric.ParsePeriod(in, now)
}

func rateOf(r metric.Rate, least int) apiRate {
	out := apiRate{Cases: r.N}
	if r.N > 0 {
		out.Hits = float64(r.Num) / float64(r.Den/int64(r.N))
	}
	if r.N > 0 && r.N >= least {
		out.Percent = hundredths(r.Share())
	}
	return out
}

func hundredths(s metric.Share) *float64 {
	x := float64(s) / 100
	return &x
}

func (h *Handler) figures(ctx context.Context, in *figuresIn) (*out[apiFigures], error) {
	code, err := overseen(ctx, in.Place)
	if err != nil {
		return nil, err
	}
	v, err := h.Figures.Place(ctx, asking(ctx), code, metric.ParsePeriod(in.Period, h.DB.Now()))
	if err != nil {
		return nil, err
	}
	body := apiFigures{First: v.Period.First.String(), Last: v.Period.Last.String(), Counted: v.Counted, Whole: partOf(v, v.Whole), Parts: []apiPart{}}
	for _, p := range v.Parts {
		body.Parts = append(body.Parts, partOf(v, p))
	}
	if v.Rest.Sum != (figure.Sum{}) || v.Rest.Waits != (figure.Waits{}) {
		body.Parts = append(body.Parts, partOf(v, v.Rest))
	}
	return &out[apiFigures]{body}, nil
}

func partOf(v figure.View, p figure.Part) apiPart {
	out := apiPart{
		Place: p.Place, Name: p.Name, Numbers: map[string]int{},
		Response: rateOf(p.Response(), v.Rules.Least), Solved: rateOf(p.Sum.Solved(), v.Rules.Least),
		Satisfied: rateOf(p.Sum.Satisfied(v.Rules.Basically), v.Rules.Least), OnTime: rateOf(p.OnTime(), v.Rules.Least),
	}
	for _, x := range figure.Items() {
		if x.At(v.Place.Code) {
			out.Numbers[x.Key] = x.Of(p)
		}
	}
	return out
}

func (h *Handler) unitFigures(ctx context.Context, in *figuresIn) (*out[apiUnitsFigures], error) {
	code, err := overseen(ctx, in.Place)
	if err != nil {
		return nil, err
	}
	at, units, err := h.Figures.Units(ctx, asking(ctx), code, metric.ParsePeriod(in.Period, h.DB.Now()))
	if err != nil {
		return nil, err
	}
	body := apiUnitsFigures{Place: at.Code, Units: make([]apiUnitFigures, len(units))}
	for i, u := range units {
		body.Units[i] = apiUnitFigures{u.ID, u.Name, map[string]int{}}
		for _, key := range figure.UnitKeys() {
			body.Units[i].Numbers[key] = u.Of(key)
		}
	}
	return &out[apiUnitsFigures]{body}, nil
}

func (h *Handler) rates(ctx context.Context, in *Month) (*out[apiRates], error) {
	code, err := overseen(ctx, in.Place)
	if err != nil {
		return nil, err
	}
	v, err := appraisal.New(h.DB, h.Rules, h.Figures).Month(ctx, asking(ctx), code, h.month(in.Of).First)
	if err != nil {
		return nil, err
	}
	body := apiRates{Place: v.Place.Code, Month: v.Month.String(), Counted: v.Counted, Least: v.Rules.Least, Weights: v.Rules.Weights[:], Units: []apiUnitRates{}}
	listed := map[string]string{}
	for _, u := range v.Red {
		listed[u.ID] = "red"
	}
	for _, u := range v.Black {
		listed[u.ID] = "black"
	}
	for _, u := range v.Units {
		x := apiUnitRates{
			ID: u.ID, Name: u.Name, List: listed[u.ID], Numbers: map[string]int{appraisal.Unsatisfied: u.Unsatisfied()},
			Response: rateOf(u.Response(), v.Rules.Least), Solved: rateOf(u.Solved(), v.Rules.Least),
			Satisfied: rateOf(u.Satisfied(v.Rules.Basically), v.Rules.Least), OnTime: rateOf(u.OnTime(), v.Rules.Least),
		}
		for what, n := range u.N {
			x.Numbers[tally.Units.Column(what)] = n
		}
		if u.Ranked {
			x.Rank, x.Score = u.Rank, hundredths(u.Score)
		}
		body.Units = append(body.Units, x)
	}
	return &out[apiRates]{body}, nil
}

func (h *Handler) topicFigures(ctx context.Context, in *topicsIn) (*out[apiTopicFigures], error) {
	code, err := overseen(ctx, in.Place)
	if err != nil {
		return nil, err
	}
	v, err := hot.New(h.DB, h.Topics, h.Figures).Month(ctx, asking(ctx), code, in.Topic, h.month(in.Of).First)
	if err != nil {
		return nil, err
	}
	body := apiTopicFigures{Place: v.Place.Code, Month: v.Month.String(), Counted: v.Counted, All: v.All.N, Topics: []apiTopicFigure{}}
	for _, t := range v.Topics {
		body.Topics = append(body.Topics, apiTopicFigure{t.Code, t.N, t.Before, t.Itself})
	}
	return &out[apiTopicFigures]{body}, nil
}

func (h *Handler) times(ctx context.Context, in *Month) (*out[apiTimes], error) {
	code, err := overseen(ctx, in.Place)
	if err != nil {
		return nil, err
	}
	v, err := h.Figures.Counts(ctx, asking(ctx), code, h.month(in.Of))
	if err != nil {
		return nil, err
	}
	body := apiTimes{Place: v.Place.Code, Month: v.Period.First.String(), Counted: v.Counted}
	for _, x := range figure.Lapses() {
		to := map[string]*[]apiSpan{"heard": &body.Heard, "done": &body.Done}[x.Key]
		counts := x.Of(v.Whole.Counts)
		for i, n := range counts.N {
			first, last, open := counts.From.Ends(i)
			span := apiSpan{From: first, N: n}
			if !open {
				span.To = &last
			}
			*to = append(*to, span)
		}
	}
	return &out[apiTimes]{body}, nil
}

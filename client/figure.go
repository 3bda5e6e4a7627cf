package client

import (
	"context"
	"net/url"
)

// Rate is a share of cases.
type Rate struct {
	Percent *float64 `json:"percent"` // to two digits; nil: too few cases
	Hits    float64  `json:"hits"`
	Cases   int      `json:"cases"`
}

// Rates are the three rates (三率), and what was answered in time.
type Rates struct {
	Response  Rate `json:"response"`
	Solved    Rate `json:"solved"`
	Satisfied Rate `json:"satisfied"`
	OnTime    Rate `json:"onTime"`
}

// PlaceFigures are the figures of one place.
type PlaceFigures struct {
	Place   string         `json:"place"` // empty: of no place below that is there today
	Name    string         `json:"name"`
	Numbers map[string]int `json:"numbers"`
	Rates
}

// Figures are the figures of a place in a period.
type Figures struct {
	First   string         `json:"first"` // month
	Last    string         `json:"last"`
	Counted bool           `json:"counted"` // false: earlier wishes are still being counted
	Whole   PlaceFigures   `json:"whole"`
	Parts   []PlaceFigures `json:"parts"`
}

// Figures are those of a place in a period: a month (2026-05), a year, or, empty, the twelve months up to today. An empty place is the
// widest that the caller oversees.
func (c *Client) Figures(ctx context.Context, place, period string) (out Figures, err error) {
	return out, c.get(ctx, "/figures", asked("place", place, "period", period), &out)
}

// UnitFigures are the returns of a unit, its moves, and what it has in hand.
type UnitFigures struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Numbers map[string]int `json:"numbers"`
}

// UnitFigures are those of the units of a place in a period.
func (c *Client) UnitFigures(ctx context.Context, place, period string) ([]UnitFigures, error) {
	var out struct {
		Units []UnitFigures `json:"units"`
	}
	err := c.get(ctx, "/figures/units", asked("place", place, "period", period), &out)
	return out.Units, err
}

// UnitRates is a unit compared with others.
type UnitRates struct {
	ID      string         `json:"id"`
	Name    string         `json:"name"`
	Rank    int            `json:"rank"`  // 0: not ranked
	Score   *float64       `json:"score"` // nil: not ranked
	List    string         `json:"list"`  // red, black, or none
	Numbers map[string]int `json:"numbers"`
	Rates
}

// Appraisal is the units of a place compared by three rates in a month.
type Appraisal struct {
	Month   string      `json:"month"`
	Least   int         `json:"least"` // cases below which there is no rate and no rank
	Weights [3]int      `json:"weights"`
	Units   []UnitRates `json:"units"`
}

// Appraisal is that of a month; empty: the last that is over.
func (c *Client) Appraisal(ctx context.Context, place, month string) (out Appraisal, err error) {
	return out, c.get(ctx, "/figures/rates", asked("place", place, "month", month), &out)
}

// TopicFigure is how many wishes of a month are about a topic.
type TopicFigure struct {
	Topic  string `json:"topic"`
	N      int    `json:"n"`
	Before int    `json:"before"` // in the month before
	Itself bool   `json:"itself"` // the opened topic without those below it
}

// TopicFigures are the topics right below one, the most first; an empty topic is the top.
func (c *Client) TopicFigures(ctx context.Context, place, month, topic string) ([]TopicFigure, error) {
	var out struct {
		Topics []TopicFigure `json:"topics"`
	}
	err := c.get(ctx, "/figures/topics", asked("place", place, "month", month, "topic", topic), &out)
	return out.Topics, err
}

// Span is how many wishes took so many working days.
type Span struct {
	From int  `json:"from"`
	To   *int `json:"to"` // nil: no end
	N    int  `json:"n"`
}

// Times are how long the wishes took that ended in a month: until they were accepted, and until their last answer.
type Times struct {
	Heard []Span `json:"heard"`
	Done  []Span `json:"done"`
}

// Times are those of a month; empty: the last that is over.
func (c *Client) Times(ctx context.Context, place, month string) (out Times, err error) {
	return out, c.get(ctx, "/figures/times", asked("place", place, "month", month), &out)
}

// asked is a query of what is not empty.
func asked(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q
}

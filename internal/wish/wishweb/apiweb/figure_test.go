package apiweb_test

import (
	"net/http"

	"linli/client"
	"linli/internal/metric"
	"linli/internal/topic"
	"linli/internal/wish/figure"
	"linli/internal/wish/figure/hot"
)

// figured: the interface says of a place what its pages say, to who sees those pages, and to nobody else.
func (w *apiWorld) figured() {
	w.t.Helper()
	ctx, service := w.t.Context(), figure.New(w.d, w.rules)
	_, err := service.Recount(ctx)
	w.must(err)
	month := metric.MonthOf(w.d.Now())
	zhou, shi := w.as("zhou"), w.as("shi")
	v, err := service.Place(ctx, w.actors["zhou"], communityA, metric.ParsePeriod(month.String(), w.d.Now()))
	w.must(err)
	got, err := zhou.Figures(ctx, communityA, month.String())
	if err != nil || got.First != month.String() || !got.Counted || got.Whole.Numbers["filed"] != v.Whole.Filed() || v.Whole.Filed() == 0 || len(got.Parts) < len(v.Parts) {
		w.t.Errorf("figures: %+v, %v", got, err)
	}
	for _, x := range figure.Items() {
		if n, ok := got.Whole.Numbers[x.Key]; !ok || n != x.Of(v.Whole) {
			w.t.Errorf("%s: %d, the page says %d", x.Key, n, x.Of(v.Whole))
		}
	}
	if r := got.Whole.Solved; r.Cases != v.Whole.Counts[figure.Judged] || r.Cases == 0 || r.Percent != nil {
		w.t.Errorf("solved of few: %+v", r)
	}
	units, err := shi.UnitFigures(ctx, "", "")
	if err != nil || len(units) == 0 {
		w.t.Errorf("units: %+v, %v", units, err)
	}
	w.compared(shi, month)
	for name, c := range map[string]*client.Client{"a resident": w.as("gu"), "a secretary next door": w.as("ding")} {
		for i, err := range []error{
			errOf(c.Figures(ctx, communityA, "")), errOf(c.UnitFigures(ctx, communityA, "")), errOf(c.Appraisal(ctx, communityA, "")),
			errOf(c.TopicFigures(ctx, communityA, "", "")), errOf(c.Times(ctx, communityA, "")),
		} {
			if !client.Is(err, client.NotFound) {
				w.t.Errorf("%s asks for figures, question %d: %v", name, i, err)
			}
		}
	}
	if p := refusal(w.t, errOf(w.as("gu").Figures(ctx, "", ""))); p.Status != http.StatusNotFound {
		w.t.Errorf("who oversees no place: %+v", p)
	}
}

// compared: units, topics and times of a month add up to what the services count.
func (w *apiWorld) compared(c *client.Client, month metric.Month) {
	w.t.Helper()
	ctx, service := w.t.Context(), figure.New(w.d, w.rules)
	v, err := service.Counts(ctx, w.actors["shi"], "320613", metric.ParsePeriod(month.String(), w.d.Now()))
	w.must(err)
	rates, err := c.Appraisal(ctx, "320613", month.String())
	if err != nil || rates.Weights != [3]int{30, 35, 35} || rates.Least != 10 || len(rates.Units) == 0 || rates.Units[0].Rank != 0 || rates.Units[0].Score != nil {
		w.t.Errorf("rates: %+v, %v", rates, err)
	}
	judged := 0
	for _, u := range rates.Units {
		judged += u.Numbers["judged"]
	}
	if judged != v.Whole.Counts[figure.Judged] {
		w.t.Errorf("the units have %d judged, the district %d", judged, v.Whole.Counts[figure.Judged])
	}
	topics, err := c.TopicFigures(ctx, "320613", month.String(), "")
	w.must(err)
	seen, err := hot.New(w.d, topic.New(w.d), service).Month(ctx, w.actors["shi"], "320613", "", month)
	if err != nil || len(topics) != len(seen.Topics) || topics[0].Topic != seen.Topics[0].Code || topics[0].N != seen.Topics[0].N {
		w.t.Errorf("topics: %+v, %v", topics, err)
	}
	times, err := c.Times(ctx, "320613", month.String())
	if err != nil || len(times.Heard) != 6 || len(times.Done) != 9 || times.Done[8].To != nil || *times.Done[0].To != 1 {
		w.t.Errorf("times: %+v, %v", times, err)
	}
	done := 0
	for _, x := range times.Done {
		done += x.N
	}
	if done != v.Whole.Counts.Done() || done == 0 {
		w.t.Errorf("%d were answered, the page says %d", done, v.Whole.Counts.Done())
	}
}

package apiweb_test

import (
	"context"
	"net/http"

	"linli/client"
)

// called is a call-back: a try, the submitter's words, which are no own judgement, and who reads what of it.
func (w *apiWorld) called(ctx context.Context) {
	w.t.Helper()
	f := w.filed(client.Public)
	_, err := w.as("chen").Accept(ctx, f.Wish.ID, client.Acceptance{})
	w.must(err)
	_, err = w.as("zhou").Classify(ctx, f.Wish.ID, client.Classification{Colour: client.Yellow, Unit: w.office, Text: "要水务站来修"})
	w.must(err)
	_, err = w.as("shui").Answer(ctx, f.Wish.ID, client.Words{Text: "灯已换好"})
	w.must(err)

	xin, words := w.as("xin"), client.Evaluation{Solved: true, Rating: client.Basically, Text: "亮了，就是慢了点", Key: "words"}
	if _, err := w.as("shui").CallBack(ctx, f.Wish.ID, words); refusal(w.t, err).Status != http.StatusForbidden {
		w.t.Errorf("who answered calls back: %v", err)
	}
	if _, err := w.as("gu").Calls(ctx, client.Filter{}); refusal(w.t, err).Status != http.StatusNotFound {
		w.t.Errorf("a resident lists calls: %v", err)
	}
	if list, err := xin.Calls(ctx, client.Filter{Place: communityA, Colour: client.Yellow, Limit: 5}); err != nil || list.Total != 0 || len(list.Calls) != 0 {
		w.t.Errorf("on the day of the answer %+v are to be called, %v", list, err)
	}
	if _, err := xin.CallMissed(ctx, f.Wish.ID, "asleep", ""); refusal(w.t, err).Status != http.StatusUnprocessableEntity {
		w.t.Errorf("an outcome that there is not: %v", err)
	}
	tried, err := xin.CallMissed(ctx, f.Wish.ID, "busy", "try")
	if err != nil || tried.State != client.Answered || !tried.UnreachedAt.IsZero() {
		w.t.Errorf("tried: %+v, %v", tried, err)
	}
	done, err := xin.CallBack(ctx, f.Wish.ID, words)
	if err != nil || done.State != client.Closed || done.Solved != nil || done.Rating != "" || done.CalledRating != client.Basically || !*done.CalledSolved {
		w.t.Errorf("said: %+v, %v", done, err)
	}
	if again, err := xin.CallBack(ctx, f.Wish.ID, words); err != nil || again.State != client.Closed {
		w.t.Errorf("the same request again: %v", err)
	}
	if _, err := w.as("gu").Evaluate(ctx, f.Wish.ID, client.Evaluation{Solved: true, Rating: client.Satisfied}); refusal(w.t, err).Status != http.StatusConflict {
		w.t.Errorf("judged after it: %v", err)
	}
	for who, phone := range map[string]string{"gu": "138****0123", "han": ""} {
		seen, err := w.as(who).See(ctx, f.Wish.ID)
		w.must(err)
		if e := seen.Events[0]; e.Act != "call_back" || e.Phone != phone || e.Who != "测试xin · 回访员" || e.Rating != client.Basically {
			w.t.Errorf("%s reads %+v", who, e)
		}
	}
}

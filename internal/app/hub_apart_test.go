package app

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"linli/internal/db"
	"linli/internal/exchange/hub"
	"linli/internal/wish"
	"linli/internal/workday"
)

// A hub reaches the wishes of its place: one that a table of another place has called by the same number, of the same source, it does not
// see, change or take for its own.
func TestAHubStaysInItsPlace(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		j := s.joins(opens(t).URL)
		j.result(j.order("N1"))
		w := j.wishOf("N1")
		s.change("UPDATE wish SET place = $2 WHERE id = $1", w.ID, "110101001001001") // invented
		if rec := s.by(j.token, http.MethodGet, "/hub/v1/orders/N1?hub=nt12345", ""); strings.Contains(rec.Body.String(), w.Number) || strings.Contains(rec.Body.String(), `"state"`) {
			t.Errorf("it sees how that stands: %s", rec.Body)
		}
		if a := j.result(j.update("N1", "withdraw", 2, "")); a.Result != hub.IsLate || a.Wish != "" || j.wishOf("N1").State == wish.Withdrawn {
			t.Errorf("it takes that back: %+v", a)
		}
		s.change("UPDATE wish_source SET outside = 'F1' WHERE wish = $1", w.ID)
		if a := j.result(j.order("F1")); a.Result != hub.IsUnplaced || a.Wish != "" {
			t.Errorf("it takes that for its own: %+v", a)
		}
		for number, want := range map[string]int{"F1": http.StatusConflict, "F2": http.StatusNotFound, "%00": http.StatusNotFound, "%FF": http.StatusNotFound} {
			if rec := s.by(j.token, http.MethodPost, "/hub/v1/orders/"+number+"/files?hub=nt12345", "x"); rec.Code != want {
				t.Errorf("a file for %s: %d %s", number, rec.Code, rec.Body)
			}
			if rec := s.by(j.token, http.MethodGet, "/hub/v1/orders/"+number+"?hub=nt12345", ""); number != "F1" && rec.Code != http.StatusNotFound {
				t.Errorf("%s: %d %s", number, rec.Code, rec.Body)
			}
		}
	})
}

// change does to the store what no act does.
func (s *stage) change(text string, args ...any) {
	s.t.Helper()
	s.must(s.DB.Write(s.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, text, args...)
		return err
	}))
}

// A number of the hub's is the text that it is, also where a spreadsheet would take it for a number.
func TestANumberOfTheHubIsAText(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		j := s.joins(opens(t).URL)
		for _, number := range []string{"20260511E001", "1E3", "10E2", "20260511E0012", "3.50"} {
			a := j.result(j.order(number))
			if w := j.wishOf(number); a.Result != hub.IsPlaced || a.Wish != w.Number {
				t.Errorf("%s: %+v", number, a)
			}
			if a := j.result(j.update(number, "supplement", 2, "还有一盏")); a.Result != hub.IsAdded {
				t.Errorf("more of %s: %+v", number, a)
			}
		}
	})
}

// A deadline is the moment that the hub says: midnight is the end of the day before, not a day until it closes.
func TestADeadlineOfTheHub(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		j := s.joins(opens(t).URL)
		day := workday.DateOf(s.clock.Now()) + 7
		for number, c := range map[string]struct{ said, want time.Time }{
			"midnight":  {day.At(0), day.At(0).Add(-time.Second)},
			"afternoon": {day.At(15 * time.Hour), day.At(15 * time.Hour)},
		} {
			j.result(j.order(number, "due", c.said.In(workday.Zone).Format(time.RFC3339)))
			if w := j.wishOf(number); !w.AnswerDue.Equal(c.want) {
				t.Errorf("%s: due %v, want %v", number, w.AnswerDue, c.want)
			}
		}
	})
}

// A clock of the hub that is minutes ahead makes no order wait.
func TestAHubWhoseClockIsAhead(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		j := s.joins(opens(t).URL)
		if a := j.result(j.order("N1", "received_at", s.clock.Now().Add(2*time.Minute).Format(time.RFC3339))); a.Result != hub.IsPlaced {
			t.Errorf("%+v", a)
		}
	})
}

// What waited for its order is followed though the process has ended between placing that and following.
func TestWhatWaitedIsFollowedLater(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		j := s.joins(opens(t).URL)
		j.result(j.order("N1", "type", "999999"))
		j.result(j.update("N1", "supplement", 2, "三楼"))
		s.change("UPDATE hub_order SET state = 'placed' WHERE number = 'N1'")
		s.sendOut()
		left, err := db.Value[int](t.Context(), s.DB, "SELECT COUNT(*) FROM hub_message WHERE result = '' OR body IS NOT NULL")
		if err != nil || left != 0 {
			t.Errorf("%d documents still wait (%v)", left, err)
		}
	})
}

// A code that was to begin later and is taken back leaves the one before as it was.
func TestACodeThatWasASlip(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		j := s.joins(opens(t).URL)
		later := workday.DateOf(s.clock.Now()) + 10
		if p := s.as("adm")(http.MethodPost, j.path+"/codes", "kind", "topic", "lines", "010203 environment", "from", later.String(), "key", "slip"); p.Status != http.StatusSeeOther {
			t.Fatalf("%d %s", p.Status, p.Text(".ll-errors"))
		}
		code, err := db.Value[string](t.Context(), s.DB, "SELECT id FROM hub_code WHERE hub = $1 AND valid_from = $2", j.id, later.String())
		s.must(err)
		if p := s.as("adm")(http.MethodPost, j.path+"/codes/"+code+"/end", "key", "back"); p.Status != http.StatusSeeOther {
			t.Fatalf("%d %s", p.Status, p.Text("main"))
		}
		s.clock.Add(20 * 24 * time.Hour)
		if a := j.result(j.order("N1")); a.Result != hub.IsPlaced || j.wishOf("N1").Topic != wish.Repair {
			t.Errorf("%+v", a)
		}
	})
}

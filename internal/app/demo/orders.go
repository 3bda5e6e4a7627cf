package demo

import (
	_ "embed"
	"strconv"
	"strings"
	"time"

	"linli/internal/app/demo/lines"
	"linli/internal/intake"
	"linli/internal/workday"
)

//go:embed orders.tsv
var orderTable string

// tellOrders: this morning the hotline's list came to the community; the social worker has had it read, and it waits for her to
// say that it is to be imported. The command centre has another, with what was said in call-backs. Some lines are not right.
func (t *teller) tellOrders() error {
	t.clock.set(t.now.Add(-time.Hour))
	defer t.clock.set(t.now)
	body := map[string]string{}
	for _, cells := range lines.Of(orderTable, 14) {
		for i, c := range cells {
			if days, err := strconv.Atoi(c); err == nil && strings.ContainsAny(c, "+-") {
				cells[i] = t.now.In(workday.Zone).AddDate(0, 0, days).Format("2006-01-02 15:04")
			}
		}
		body[cells[0]] += strings.Join(cells[1:], "\t") + "\n"
	}
	_, heads, _ := strings.Cut(strings.Split(orderTable, "\n")[1], "\t")
	for _, who := range []string{"季小舟", "时守正"} {
		run, err := t.Intake.Take(t.ctx, t.people[who], intake.Upload{Kind: "wishes", Name: "12345 转办单.txt", Body: []byte(heads + "\n" + body[who])})
		if err == nil {
			err = t.Intake.WorkAs(t.ctx, t.people[who], run.ID, func(intake.Run) {})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

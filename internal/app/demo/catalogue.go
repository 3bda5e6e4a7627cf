package demo

import (
	"time"

	"linli/internal/topic"
	"linli/internal/wish"
	"linli/internal/wish/dispatch"
	"linli/internal/workday"
)

// item is an entry of the catalogue as the story tells it: unit is a short name, empty the community or its street.
type item struct {
	by, place, topic, unit string
	colour                 wish.Colour
	clock                  string
	evidence               []dispatch.Evidence
}

// tellCatalogue: when everybody came into office, the district wrote down what is whose work.
func (t *teller) tellCatalogue() error {
	for _, x := range []topic.Change{
		{Parent: "repair", Zh: "楼道照明", En: "Landing lights"},
		{Parent: "repair", Zh: "供水", En: "Water supply"},
		{Parent: "repair", Zh: "电梯", En: "Lifts"},
		{Parent: "environment", Zh: "垃圾清运", En: "Waste collection"},
		{Parent: "environment", Zh: "绿化", En: "Green spaces"},
		{Parent: "traffic", Zh: "停车位", En: "Parking spaces"},
	} {
		if _, err := t.Topics.Save(t.ctx, t.people["时守正"], x); err != nil {
			return err
		}
	}
	return t.write(time.Time{}, []item{
		{by: "时守正", place: District, topic: "environment", colour: wish.Blue, evidence: []dispatch.Evidence{dispatch.Record}},
		{by: "时守正", place: District, topic: "traffic", colour: wish.Red, unit: "区交通工作组"},
		{by: "时守正", place: District, topic: "repair.2", colour: wish.Yellow, unit: "自来水公司", clock: "24h"},
		{by: "时守正", place: District, topic: "dispute", colour: wish.Blue, evidence: []dispatch.Evidence{dispatch.Visit}},
		{by: "柏时雨", place: Street, topic: "repair", colour: wish.Yellow, unit: "城市建设办"},
		{by: "柏时雨", place: Street, topic: "repair.1", colour: wish.Yellow, unit: "城市建设办", clock: "3wd", evidence: []dispatch.Evidence{dispatch.Photo}},
		{by: "柏时雨", place: Street, topic: "elders", colour: wish.Yellow, unit: "社会事务办", evidence: []dispatch.Evidence{dispatch.Visit}},
	})
}

// changeCatalogue: a week ago the street has given itself less time; from next month the firm empties the bins itself.
func (t *teller) changeCatalogue() error {
	t.clock.set(t.now.AddDate(0, 0, -7))
	err := t.write(time.Time{}, []item{{by: "柏时雨", place: Street, topic: "repair", colour: wish.Yellow, unit: "城市建设办", clock: "10wd"}})
	t.clock.set(t.now)
	if err != nil {
		return err
	}
	next := t.now.In(workday.Zone).AddDate(0, 1, 0)
	from := time.Date(next.Year(), next.Month(), 1, 0, 0, 0, 0, workday.Zone)
	return t.write(from, []item{{by: "柏时雨", place: Community, topic: "environment.1", colour: wish.Blue, unit: "和畅物业"}})
}

// write writes entries that hold from a moment on, or at once.
func (t *teller) write(from time.Time, list []item) error {
	for _, x := range list {
		a := t.people[x.by]
		old, err := t.Dispatch.Last(t.ctx, a, x.place, x.topic)
		if err == nil {
			_, err = t.Dispatch.Save(t.ctx, a, dispatch.Entry{
				Place: x.place, Topic: x.topic, Colour: x.colour, Unit: t.orgs[x.unit], Clock: x.clock, Evidence: x.evidence, From: from,
			}, old.ID, "")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

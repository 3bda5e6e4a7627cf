package place_test

import (
	"testing"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/place"
)

// A home is read as people write it: with signs between its parts, or in one go.
func TestHome(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		must(t, d, "2020-07-01", after)
		s := place.New(d)
		garden, err := s.AddNeighbourhood(t.Context(), actor.Job("test"), place.Addition{Parent: "320613002001", Name: "花半里"})
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, name := range []string{"7幢", "12 号楼", "A座"} {
			p, err := s.AddBuilding(t.Context(), actor.Job("test"), place.Addition{Parent: garden.Code, Name: name})
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, p.Code)
		}
		l := place.NewLocator([]string{""})
		for cell, want := range map[string]struct{ code, door, missing string }{
			"花半里": {garden.Code, "", ""}, "花半里/7幢": {codes[0], "", ""}, "花半里7幢": {codes[0], "", ""}, "花半里 7栋": {codes[0], "", ""},
			"花半里7号楼2单元301室": {codes[0], "2单元301室", ""}, "花半里/7幢/301": {codes[0], "301", ""}, "花半里12幢-502": {codes[1], "502", ""}, "花半里a座1楼": {codes[2], "1楼", ""},
			"花半里2单元301室": {garden.Code, "2单元301室", ""}, "花半里301室": {garden.Code, "301室", ""}, "花半里9幢1单元": {"", "1单元", "9幢"}, "别处7幢": {"", "", ""}, "7幢301": {"", "", ""}, "": {"", "", ""},
		} {
			h, n, err := l.Home(t.Context(), d, cell)
			if err != nil || (n == 1) != (want.code != "") || n == 1 && (h.Place.Code != want.code || h.Door != want.door) || h.Missing != want.missing {
				t.Errorf("%q: %d %+v, %v", cell, n, h, err)
			}
		}
	})
}

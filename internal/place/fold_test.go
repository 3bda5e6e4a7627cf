package place_test

import (
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/place"
	"linli/internal/place/edition"
)

// Upper and lower case are the same to a search on both engines, also beyond ASCII, in names, aliases and former names.
func TestFindFoldsCase(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, a, s := t.Context(), actor.Job("test"), place.New(d)
		const list = "code,name,parent_code,level,alias\n320613000000,崇川区,320600000000,3,\n320613007000,钟秀街道,320613000000,4,\n" +
			centre + ",Ünal社区,320613007000,5,ＶＩＬＬＡ ΣΩ;ËLAN\n"
		if _, err := edition.Import(ctx, d, a, strings.NewReader(list), edition.Options{}); err != nil {
			t.Fatal(err)
		}
		added, err := s.AddNeighbourhood(ctx, a, place.Addition{Parent: centre, Name: "ÉDEN花园"})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Rename(ctx, a, added.Code, "Ørsted花园"); err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string]string{
			"ünal": centre, "ÜNAL社区": centre, "ｖｉｌｌａ σω": centre, "ëlan": centre, "Ëlan": centre,
			"éden": added.Code, "ØRSTED": added.Code, "ørsted花园": added.Code,
		} {
			if ps, err := place.Find(ctx, d, text, []string{""}, 5); err != nil || len(ps) != 1 || ps[0].Code != want {
				t.Errorf("%s: %v, %v", text, ps, err)
			}
		}
	})
}

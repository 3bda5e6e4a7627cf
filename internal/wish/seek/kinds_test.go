package seek_test

import (
	"context"
	"testing"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/id"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/wish/seek"
)

func exec(t testing.TB, d *db.DB, sql string, args ...any) {
	t.Helper()
	err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, sql, args...)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// desk is somebody in a post at a place.
func desk(role actor.Role, at string) actor.Actor {
	return actor.Actor{Account: "a", Person: "01-desk", Posts: []actor.Post{{ID: "p", Org: "o", Place: at, Role: role}}}
}

// People are found by their names and initials, by the desk where they live and nobody else; a move or an erasure changes
// that at once.
func TestPeople(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const here, there = "320613007005", "320613007006"
		refs := map[string]string{}
		for _, name := range []string{"王芳", "王小芳", "单于冰", "曾小红", "买买提·艾力"} {
			refs[name] = id.New()
			exec(t, d, "INSERT INTO person (id, name, name_key, place) VALUES ($1, $2, $2, $3)", refs[name], name, here+"001007")
		}
		s, x := service(t, d)
		names := func(a actor.Actor, typed string) (out int) {
			p, err := s.People(context.Background(), a, query(t, typed), seek.Stretch{Limit: 20})
			if err != nil {
				t.Fatal(err)
			}
			return len(p.Found)
		}
		for typed, want := range map[string]int{"芳": 2, "王芳": 1, "wf": 1, "wxf": 1, "cyb": 1, "dyb": 0, "zxh": 1, "cxh": 0, "买买提艾力": 1, "w": 2, "李": 0} {
			if got := names(desk(actor.SocialWorker, here), typed); got != want {
				t.Errorf("%q finds %d at the desk, want %d", typed, got, want)
			}
		}
		for _, role := range actor.Roles() {
			a := desk(role, here)
			if got, may := names(a, "芳"), seek.FindsPeople(a); (got > 0) != may || may != (role == actor.SocialWorker || role == actor.Secretary || role == actor.ViceSecretary) {
				t.Errorf("%s finds %d", role, got)
			}
		}
		for _, a := range []actor.Actor{{}, {Account: "a", Person: refs["王芳"]}, desk(actor.Secretary, there)} {
			if got := names(a, "芳"); got != 0 {
				t.Errorf("%+v finds %d", a, got)
			}
		}
		exec(t, d, "UPDATE person SET place = $2 WHERE id = $1", refs["王芳"], there)
		if got := names(desk(actor.Secretary, here), "王芳"); got != 0 {
			t.Errorf("who has moved away is found before the index knows: %d", got)
		}
		catchUp(t, x)
		if got := names(desk(actor.Secretary, there), "王芳"); got != 1 {
			t.Errorf("who has moved here: %d", got)
		}
		erase(t, d, refs["王小芳"])
		catchUp(t, x)
		if got := names(desk(actor.Secretary, here), "芳"); got != 0 {
			t.Errorf("who was erased is found: %d", got)
		}
	})
}

func erase(t *testing.T, d *db.DB, personID string) {
	t.Helper()
	err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := person.New(d, nil).EraseTx(ctx, tx, personID, false)
		if err != nil {
			return err
		}
		n, err := db.Value[int](ctx, tx, "SELECT COUNT(*) FROM search_doc WHERE ref = $1", personID)
		if n != 0 {
			t.Error("the document of who is erased stands in the same write")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Places are found by their name of today, another name that people use, initials and codes; organisations by both names.
func TestPlacesAndOrganisations(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, p := range [][2]string{
			{"320613", "崇川区"},
			{"320613007", "钟秀街道办事处"},
			{"320613007005", "中心村社区居委会"},
			{"320613007005001", "花半里"},
			{"320613007006", "重庆路社区居委会"},
			{"320613007005001007", "7幢"},
			{"320613007005001012", "12 号楼"},
		} {
			exec(t, d, "INSERT INTO place (code, version, parent, name, valid_from, edition_from) VALUES ($1, 1, $3, $2, '2020-01-01', 0)", p[0], p[1], p[0][:max(0, len(p[0])-3)])
		}
		exec(t, d, "INSERT INTO place_alias (alias, code, edition_from) VALUES ('老棉纺厂宿舍', '320613007005001', 0)")
		exec(t, d, "INSERT INTO org (id, kind, place, name, short_name) VALUES ($1, 'property', '320613007005', '南通和畅物业服务有限公司', '和畅物业')", id.New())
		s, x := service(t, d)
		ctx := context.Background()
		codes := func(typed string) (out []string) {
			p, err := s.Places(ctx, query(t, typed), seek.Stretch{Limit: 20})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range p.Found {
				out = append(out, f.Code)
			}
			return out
		}
		for typed, want := range map[string]string{
			"花半": "320613007005001", "hbl": "320613007005001", "棉纺": "320613007005001", "lmf": "320613007005001", "cql": "320613007006", "320613007005": "320613007005", "320613007000": "320613007",
			"花半里7幢": "320613007005001007", "花半里 7幢": "320613007005001007", "7幢": "320613007005001007", "老棉纺厂宿舍12号楼": "320613007005001012", "半里 楼": "320613007005001012",
		} {
			if got := codes(typed); len(got) != 1 || got[0] != want {
				t.Errorf("%q finds %v", typed, got)
			}
		}
		if got := codes("区"); len(got) != 3 || got[0] != "320613" {
			t.Errorf("the higher levels do not come first: %v", got)
		}
		for typed, want := range map[string]int{"物业": 1, "hcwy": 1, "南通": 1, "居委会": 0} {
			if p, err := s.Orgs(ctx, query(t, typed), seek.Stretch{Limit: 5}); err != nil || len(p.Found) != want {
				t.Errorf("%q finds %d organisations, %v", typed, len(p.Found), err)
			}
		}
		// A division change: what an edition stages is found with it, and what it ends no more.
		exec(t, d, "INSERT INTO place (code, version, parent, name, valid_from, edition_from) VALUES ('320613007005001', 2, '', '花满庭', '2026-01-01', 1)")
		exec(t, d, "UPDATE place SET edition_to = 1, valid_to = '2026-01-01' WHERE code = '320613007005001' AND version = 1")
		catchUp(t, x)
		if got := codes("花满庭"); len(got) != 0 {
			t.Errorf("a name of an edition that is being staged: %v", got)
		}
		exec(t, d, "UPDATE place_state SET edition = 1")
		if got := codes("花半里"); len(got) != 0 {
			t.Errorf("a name that has ended: %v", got)
		}
		catchUp(t, x)
		if got := codes("花满庭"); len(got) != 1 || place.LevelOf(got[0]) != place.Neighbourhood {
			t.Errorf("the name of the new edition: %v", got)
		}
	})
}

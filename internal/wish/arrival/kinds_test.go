package arrival_test

import (
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/intake"
	"linli/internal/org"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/seal"
)

// imported reads a table in and does what it shows.
func (w *world) imported(a actor.Actor, kind string, lines ...string) intake.Run {
	w.t.Helper()
	r := w.file(a, kind, []byte(strings.Join(lines, "\n")+"\n"))
	if r.State == intake.Planned && r.Planned() > 0 {
		return w.do(a, r)
	}
	return r
}

// counts are what a plan says: added, changed, the same, refused.
func counts(r intake.Run) [4]int { return [4]int{r.Added, r.Changed, r.Same, r.Refused} }

// People are found again by identity number, by name and telephone and by the house's own id; a masked number is nobody's.
func TestPeopleInATable(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		heads := "姓名,住处,手机,身份证号,门牌,出生日期,性别,同意方式"
		table := []string{
			heads, "陈兰,中心村社区,13800000001,,,1958,女,", "孙福,花半里,,110101195803020014,2单元 502室,,,书面", "没有号码,花半里,,,,,,", "没有同意,花半里,,110101194907100022,,,,", "别处,校西社区,13800000003,,,,,",
			"错,中心村社区,138,3.2061319580302E17,,昨天,不男,也许",
		}
		r := w.imported(w.ji, "people", table...)
		if got := counts(r); got != [4]int{2, 0, 0, 4} || r.In != 2 {
			for _, l := range w.lines(r, intake.Refused) {
				t.Log(l.N, l.Bad)
			}
			t.Fatalf("%v, %+v", got, r)
		}
		sun, err := w.people.Identified(t.Context(), w.d, seal.Of("110101195803020014"))
		if err != nil || sun.Name != "孙福" || sun.Birth != "1958-03-02" || sun.Sex != person.Male || sun.Place != garden {
			t.Errorf("%+v, %v", sun, err)
		}
		if r = w.file(w.ji, "people", []byte(strings.Join(table, "\n"))); counts(r) != [4]int{0, 0, 2, 4} {
			t.Errorf("again: %v", counts(r))
		}
		back := []string{"系统编号," + heads, sun.ID + ",孙福,花半里,138****0001,**************0018,****,1958-03-02,男,"}
		if r = w.file(w.ji, "people", []byte(strings.Join(back, "\n"))); counts(r) != [4]int{0, 0, 1, 0} {
			t.Errorf("what was shown masked: %v", counts(r))
		}
		r = w.imported(w.ji, "people", "姓名,住处,手机,身份证号", "孙福,花半里,13800000009,110101195803020014")
		if found, err := w.people.ByPhone(t.Context(), seal.Of("13800000009")); counts(r) != [4]int{0, 1, 0, 0} || err != nil || len(found) != 1 || found[0].ID != sun.ID {
			t.Errorf("a new telephone: %v, %+v, %v", counts(r), found, err)
		}
		if _, err := w.s.Take(t.Context(), w.centre, intake.Upload{Kind: "people", Body: []byte(heads)}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("the command centre reads people in: %v", err)
		}
	})
}

// A home as people write it, in one go: the building is found, the door behind it needs its consent, and a building that is not
// there is named.
func TestHomesInATable(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.imported(w.ji, "places", "上级,名称", "中心村社区/花半里,1 号楼")
		table := []string{"姓名,住处,手机,同意方式", "陈兰,花半里1幢,13800000001,", "孙福,花半里1栋2单元301室,13800000002,", "吕静,花半里1栋2单元302室,13800000003,口头", "卞安,花半里9幢,13800000004,"}
		r := w.imported(w.ji, "people", table...)
		if got := w.said(r); counts(r) != [4]int{2, 0, 0, 2} || strings.Join(got, " ") != "consent:intake.people.consent_needed place:intake.error.building" {
			t.Fatalf("%v: %q", counts(r), got)
		}
		for phone, door := range map[string]string{"13800000001": "", "13800000003": "2单元302室"} {
			found, err := w.people.ByPhone(t.Context(), seal.Of(phone))
			if err != nil || len(found) != 1 || found[0].Place != garden+"001" {
				t.Fatalf("%s: %+v, %v", phone, found, err)
			}
			contact, err := w.people.Masked(t.Context(), found[0].ID)
			if err != nil || (contact.Address != "") != (door != "") {
				t.Errorf("%s: %+v, %v", phone, contact, err)
			}
		}
		if r = w.file(w.ji, "people", []byte(strings.Join(table, "\n"))); counts(r) != [4]int{0, 0, 2, 2} {
			t.Errorf("again: %v, %q", counts(r), w.said(r))
		}
	})
}

func (w *world) lines(r intake.Run, o intake.Outcome) []intake.Line {
	w.t.Helper()
	out, err := w.s.Lines(w.t.Context(), w.accounts[r.Account], r, o, 100)
	w.must(err)
	return out
}

// Organisations are found again by their credit code, or by kind, place and name; an empty cell leaves what is there.
func TestOrganisationsInATable(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		admin := w.hired("金管理", w.org(org.Bureau, "320613", "数据局"), actor.SystemAdmin)
		heads := "类别,地方,名称,简称,值班电话"
		table := []string{heads, "物业,中心村社区,花半里物业,花物业,0513-85001861", "单位,钟秀街道,供水所,,96889", "饭店,中心村社区,大饭店,,", "物业,没有的地方,某物业,,", "居委会,320613007005,又一个居委会,,"}
		r := w.imported(admin, "orgs", table...)
		if counts(r) != [4]int{3, 0, 0, 2} || r.In != 2 || r.Late != 1 {
			t.Fatalf("%v, %+v", counts(r), r)
		}
		if again := w.file(admin, "orgs", []byte(strings.Join(table[:5], "\n"))); counts(again) != [4]int{0, 0, 2, 2} {
			t.Errorf("again: %v", counts(again))
		}
		r = w.imported(admin, "orgs", heads, "物业,中心村社区,花半里物业,,0513-85001862")
		all, err := org.Alike(t.Context(), w.d, org.Org{Place: community, Kind: org.PropertyFirm, Name: "花半里物业"})
		if counts(r) != [4]int{0, 1, 0, 0} || err != nil || len(all) != 1 || all[0].Phone != "0513-85001862" || all[0].ShortName != "花物业" {
			t.Errorf("%v, %+v, %v", counts(r), all, err)
		}
	})
}

// Places are found again by code or name; a new one gets the next code, and an import of what there is changes nothing.
func TestPlacesInATable(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		table := []string{"编码,上级,名称", ",中心村社区,柳苑", ",中心村社区/花半里,1 号楼", "320613007005001,中心村社区,花半里西", ",校西社区,别处", ",钟秀街道,太高", "320613007002001,中心村社区,错位"}
		r := w.imported(w.ji, "places", table...)
		if counts(r) != [4]int{2, 1, 0, 3} || r.In != 3 {
			t.Fatalf("%v, %+v", counts(r), r)
		}
		children, err := place.Children(t.Context(), w.d, community)
		if err != nil || len(children) != 2 || children[0].Name != "花半里西" || children[1].Name != "柳苑" {
			t.Errorf("%+v, %v", children, err)
		}
		table[2] = ",中心村社区/花半里西,1 号楼"
		if again := w.file(w.ji, "places", []byte(strings.Join(table, "\n"))); counts(again) != [4]int{0, 0, 3, 3} {
			t.Errorf("again: %v", counts(again))
		}
	})
}

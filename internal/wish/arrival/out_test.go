package arrival_test

import (
	"bytes"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/export"
	"linli/internal/intake"
	"linli/internal/org"
	"linli/internal/rule"
	"linli/internal/sheet"
	"linli/internal/wish"
	"linli/internal/wish/arrival"
	"linli/internal/wish/bulk"
	"linli/internal/wish/list"
	"linli/internal/wish/side"
)

// given is a whole kind as a file, and its stamp.
func (w *world) given(a actor.Actor, kind, form, key string) ([]byte, export.Stamp) {
	w.t.Helper()
	if kind == "wishes" {
		return w.givenList(a, form, key)
	}
	var b bytes.Buffer
	var x *sheet.Writer
	var stamp export.Stamp
	err := w.s.Give(w.t.Context(), a, kind, "report", key, func(s export.Stamp) (line func([]string) error, err error) {
		stamp = s
		if x, err = sheet.NewWriter(&b, form, "表"); err != nil {
			return nil, err
		}
		var heads []string
		for _, c := range w.s.Kinds.Named(kind).Columns() {
			heads = append(heads, c.Zh)
		}
		return x.Line, x.Line(heads)
	})
	w.must(err)
	w.must(x.Line([]string{intake.Note + " 导出编号 " + strconv.FormatInt(stamp.Number, 10)}))
	w.must(x.Close())
	return b.Bytes(), stamp
}

// givenList is every wish that somebody may take out, as the table of a list has them, with more columns behind.
func (w *world) givenList(a actor.Actor, form, key string) ([]byte, export.Stamp) {
	w.t.Helper()
	var b bytes.Buffer
	var x *sheet.Writer
	var stamp export.Stamp
	wishes, lists := wish.New(w.d, w.rules, counting{}), list.New(w.d)
	err := bulk.New(w.d, w.rules, wishes, side.New(wishes), lists, nil).Give(w.t.Context(), a, bulk.Giving{Purpose: "report", Key: key}, func(s export.Stamp) (take func([]wish.Wish) error, err error) {
		stamp = s
		if x, err = sheet.NewWriter(&b, form, "表"); err != nil {
			return nil, err
		}
		var heads []string
		for _, c := range arrival.Columns() {
			heads = append(heads, c.Zh)
		}
		return func(some []wish.Wish) error {
			rows, err := arrival.Lines(w.t.Context(), w.d, some)
			for i, y := range some {
				if err == nil {
					err = x.Line(append(rows[i], y.Number))
				}
			}
			return err
		}, x.Line(append(heads, "编号"))
	})
	w.must(err)
	w.must(x.Close())
	return b.Bytes(), stamp
}

// Whatever is there: the export of a kind, read in again, changes nothing, in either form; it is numbered, and tells no words,
// telephone or identity number of anybody.
func TestImportingTheExportChangesNothing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		admin := w.hired("金管理", w.org(org.Bureau, "320613", "数据局"), actor.SystemAdmin)
		rules := rule.NewStore(w.d, counting{})
		_, err := wish.New(w.d, rules, counting{}).File(t.Context(), w.ji, wish.Filing{Topic: wish.Repair, Text: "楼道灯坏了三天没人修", Place: garden, Visibility: wish.Public})
		w.must(err)
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			n++
			name := rapid.StringMatching(`[=+@]?[\p{Han}a-zA-Z]{1,8}`)
			state := rapid.SampledFrom([]string{"待办,", "已办结,2026-05-08 09:00"}).Draw(rt, "state")
			w.imported(w.ji, "wishes", heads, "12345,E"+strconv.Itoa(n)+","+rapid.SampledFrom([]string{"2026-05-06", "2026-05-06 10:30:59", "46149.4375"}).Draw(rt, "filed")+",中心村社区/花半里,独一无二的一句话 "+name.Draw(rt, "text")+",陈女士,13800000001,"+state+",,")
			w.imported(w.ji, "people", "姓名,住处,手机", name.Draw(rt, "person")+",花半里,138"+strconv.Itoa(10_000_000+n))
			w.imported(w.ji, "places", "上级,名称", "中心村社区,"+name.Draw(rt, "place"), "中心村社区/花半里,"+name.Draw(rt, "building"))
			w.imported(admin, "orgs", "类别,地方,名称,值班电话", rapid.SampledFrom([]string{"物业", "单位", "促进会"}).Draw(rt, "kind")+",中心村社区,"+name.Draw(rt, "org")+",")
			for _, kind := range []string{"wishes", "people", "places", "orgs"} {
				who := w.ji
				if kind == "orgs" {
					who = admin
				}
				form := rapid.SampledFrom([]string{sheet.CSV, sheet.XLSX}).Draw(rt, "form")
				body, stamp := w.given(who, kind, form, "k"+strconv.Itoa(n)+kind)
				if stamp.Number == 0 || form == sheet.CSV && (bytes.Contains(body, []byte("独一无二")) || bytes.Contains(body, []byte("13800000001"))) {
					rt.Fatalf("%s: %+v", kind, stamp)
				}
				if r := w.file(who, kind, body); r.State != intake.Planned || r.Added+r.Changed+r.Refused != 0 || r.Same != stamp.Records {
					for _, l := range w.lines(r, intake.Refused) {
						rt.Log(l)
					}
					rt.Fatalf("%s, %s: %+v of %d", kind, form, r, stamp.Records)
				}
			}
		})
	})
}

// What goes out is numbered once for a request, and asks what it is for.
func TestAnExportIsNumbered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		_, first := w.given(w.ji, "places", sheet.CSV, "once")
		if first.Number != 1 || first.Kind != "table_places" {
			t.Errorf("%+v", first)
		}
		never := func(export.Stamp) (func([]string) error, error) { t.Error("it goes out"); return nil, nil }
		for name, c := range map[string]struct {
			a                  actor.Actor
			kind, purpose, key string
			want               errs.Kind
		}{
			"sent again":     {w.ji, "places", "report", "once", errs.Conflict},
			"for nothing":    {w.ji, "places", "", "x", errs.Invalid},
			"without a key":  {w.ji, "places", "report", "", errs.Invalid},
			"by who may not": {w.leader, "places", "report", "y", errs.Forbidden},
			"of nothing":     {w.ji, "stars", "report", "z", errs.NotFound},
			"of a list":      {w.ji, "wishes", "report", "z", errs.NotFound},
		} {
			if err := w.s.Give(t.Context(), c.a, c.kind, c.purpose, c.key, never); !errs.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

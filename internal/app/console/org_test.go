package console_test

import (
	"testing"

	"linli/internal/app/console"
	"linli/internal/db"
	"linli/internal/dbtest"
)

// rightCode passes the check of GB 32100, wrongCode is the same with another last character.
const rightCode, wrongCode = "91350100M000100Y43", "91350100M000100Y44"

func TestOrganisationsFromTheCommandLine(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, dsn string) {
		ctx := t.Context()
		street(t, dsn)
		id := committee(t, dsn, place1, "中心村社区居民委员会")
		set := func(in console.OrgChange) func(console.Terminal) error {
			return func(term console.Terminal) error { return console.SetOrg(ctx, dsn, in, term) }
		}
		override := func(by string) func(console.Terminal) error {
			return func(term console.Terminal) error { return console.OverrideOrg(ctx, dsn, id, "", by, term) }
		}
		list := func(at string) string {
			return says(t, func(term console.Terminal) error { return console.ListOrgs(ctx, dsn, at, term) })
		}
		text := func(s string) *string { return &s }
		phone := console.OrgChange{Place: place1, Short: text("中心村社区"), Phone: text("0513-00001860"), Hours: text("工作日 8:30–17:30")}
		contains(t, "set", says(t, set(phone)), "中心村社区: changed")
		contains(t, "again", says(t, set(phone)), "nothing was changed")
		contains(t, "list", list(""), id+"\tcommunity_committee\t320613007005\t中心村社区居民委员会\t中心村社区\t0513-0000 1860\t工作日 8:30–17:30\t-")
		contains(t, "taken away", says(t, set(console.OrgChange{Org: id, Hours: text("")}))+list("320613007"), "changed", "0513-0000 1860\t-\t-")
		contains(t, "nothing named", refuses(t, false, set(console.OrgChange{Org: id})), "--phone")
		contains(t, "a wrong number", refuses(t, false, set(console.OrgChange{Org: id, Phone: text("12")})), "phone: 电话不对")
		contains(t, "no organisation", refuses(t, true, set(console.OrgChange{Org: "x", Phone: text("12345")})), "no such organisation")

		contains(t, "a code that fails", says(t, set(console.OrgChange{Org: id, USCC: text(wrongCode)})), "linli org override --org "+id)
		contains(t, "it is in doubt", list(place1), wrongCode+"\tin doubt")
		must(t, add(t, dsn, "jixz", "季小舟", worker(place1))(console.Terminal{Out: t.Output()}))
		leader := console.NewPost{Role: "street_leader", Org: streetOffice(t, dsn)}
		must(t, add(t, dsn, "baisy", "柏时雨", leader)(console.Terminal{Out: t.Output()}))
		contains(t, "a social worker", refuses(t, true, override("jixz")), "jixz is neither")
		contains(t, "nobody", refuses(t, true, override("nobody")), "no such account")
		contains(t, "the street's leader", says(t, override("baisy")), wrongCode, "柏时雨")
		contains(t, "once", refuses(t, true, override("baisy")), "nothing to let stand")
		contains(t, "it stands", list(place1), wrongCode+"\t-")
		must(t, set(console.OrgChange{Org: id, USCC: text(rightCode)})(console.Terminal{Out: t.Output()}))

		d := dbtest.Open(t, dsn, db.Options{})
		n, err := db.Value[int](ctx, d, `SELECT COUNT(*) FROM journal j JOIN account a ON a.id = j.account
			WHERE j.act = 'org.override_uscc' AND a.login = 'baisy' AND j.subject = $1 AND j.origin = 'console' AND j.post <> ''`, id)
		if err != nil || n != 1 {
			t.Errorf("%d rows of the journal name the supervisor, %v", n, err)
		}
	})
}

func streetOffice(t *testing.T, dsn string) string {
	t.Helper()
	out := says(t, func(term console.Terminal) error {
		return console.AddOrg(t.Context(), dsn, console.NewOrg{Kind: "street", Place: "320613007", Name: "钟秀街道办事处"}, term)
	})
	return out[:len(out)-1]
}

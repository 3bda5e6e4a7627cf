package doctor

import (
	"slices"
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/search"
)

// backup misses backups and rehearsals. A demonstration needs none, which is said: somebody might work in it in earnest. Nor
// does a database in which nobody is.
func backup(f Facts) []Finding {
	b := f.Backup
	switch {
	case f.Setup.Invented:
		return []Finding{well("backup.demo")}
	case !f.Database.Agrees() || !b.People:
		return nil
	}
	late := time.Duration(b.Days) * 24 * time.Hour
	if b.Last.IsZero() {
		if f.Now.Sub(b.Began) > late {
			return []Finding{bad("backup.never", day(b.Began))}
		}
		return []Finding{soon("backup.none")}
	}
	var out []Finding
	switch age := f.Now.Sub(b.Last); {
	case age > 7*late:
		out = append(out, bad("backup.stopped", moment(b.Last), int(age/(24*time.Hour))))
	case age > late:
		out = append(out, soon("backup.late", moment(b.Last), int(age/(24*time.Hour))))
	}
	switch long := time.Duration(b.Rehearsal) * 24 * time.Hour; {
	case b.Rehearsed.IsZero() && f.Now.Sub(b.First) > long:
		out = append(out, soon("backup.unrehearsed", day(b.First)))
	case !b.Rehearsed.IsZero() && f.Now.Sub(b.Rehearsed) > long:
		out = append(out, soon("backup.rehearsal_late", day(b.Rehearsed)))
	}
	if b.Rehearsed.IsZero() {
		return orWell(out, "backup.ok", moment(b.Last))
	}
	return orWell(out, "backup.ok_rehearsed", moment(b.Last), day(b.Rehearsed))
}

// figures tells of counts of wishes that the last recount has found wrong, and of wishes that are not counted yet.
func figures(f Facts) []Finding {
	switch {
	case !f.Database.Agrees():
		return nil
	case f.Figures.At.IsZero():
		return []Finding{soon("figures.counting")}
	case f.Figures.Wrong > 0:
		return []Finding{soon("figures.wrong", moment(f.Figures.At), f.Figures.Wrong)}
	}
	return []Finding{well("figures.ok")}
}

// finds tells of what the search does not find yet.
func finds(f Facts) []Finding {
	if !f.Database.Agrees() {
		return nil
	}
	for _, b := range f.Search.Builds {
		switch b.State {
		case search.Stopped:
			return []Finding{soon("search.stopped", b.Done, b.Total)}
		case search.Open:
			return []Finding{soon("search.building", b.Done, b.Total)}
		}
	}
	if f.Search.Behind() {
		return []Finding{soon("search.behind", f.Search.Waiting)}
	}
	return []Finding{well("search.ok")}
}

// files finds photos and voice notes that are gone or broken, and a folder that is not in order.
func files(f Facts) (out []Finding) {
	x, dir := f.Files, f.Setup.Files
	if !f.Database.Agrees() || f.Setup.Invented {
		return nil
	}
	switch {
	case dir == "" && x.N > 0:
		return []Finding{bad("files.nowhere", x.N)}
	case dir == "":
		return []Finding{well("files.none")}
	case x.Err != "":
		return []Finding{bad("files.unreadable", dir, x.Err)}
	case !x.There && x.N > 0:
		return []Finding{bad("files.gone", dir, x.N)}
	case !x.There:
		return []Finding{well("files.empty", dir)}
	}
	if x.Foreign > 0 {
		out = append(out, bad("files.foreign", dir, x.Foreign, x.Owner))
	} else if !x.Writable {
		out = append(out, bad("files.read_only", dir))
	}
	if x.Mode&0o077 != 0 {
		out = append(out, soon("files.open", dir))
	}
	if x.Unread > 0 {
		out = append(out, bad("files.closed", dir, x.Unread, x.Owner))
	}
	if x.Missing > 0 {
		out = append(out, bad("files.missing", x.Missing, x.One, dir))
	}
	if x.Damaged > 0 {
		out = append(out, bad("files.damaged", x.Damaged, x.One, dir))
	}
	if x.Left > 0 {
		out = append(out, soon("files.left", x.Left, size(uint64(max(x.LeftSize, 0)))))
	}
	switch {
	case x.Part:
		return orWell(out, "files.part", x.N)
	case x.Whole:
		return orWell(out, "files.ok", x.N, dir)
	}
	return orWell(out, "files.there", x.N, dir)
}

// vacant are the findings of a role of administrator that nobody holds.
var vacant = map[actor.Role]Finding{
	actor.SystemAdmin: bad("admins.no_system"), actor.SecurityAdmin: bad("admins.no_security"), actor.AuditAdmin: bad("admins.no_audit"),
}

// admins looks whether the three administrators are there, and are three (domain.md 3.6, GB/T 22239-2019 8.1.5).
func admins(f Facts) (out []Finding) {
	if !f.Database.Agrees() || f.Setup.Invented {
		return nil
	}
	roles, second := map[string]int{}, map[string]bool{}
	for _, s := range f.Admins {
		held := false
		for _, h := range s.Holders {
			if h.Alive {
				held, second[h.Login] = true, h.Second
				roles[h.Login]++
			}
		}
		if !held {
			out = append(out, vacant[s.Role])
		}
	}
	if len(roles) == 0 {
		if f.Backup.People {
			return []Finding{bad("admins.nobody")}
		}
		return []Finding{soon("admins.not_yet")}
	}
	var several, without []string
	for login, n := range roles {
		if n > 1 {
			several = append(several, login)
		}
		if !second[login] {
			without = append(without, login)
		}
	}
	out = append(out, together(f.Setup.SingleAdmin, several)...)
	if len(without) > 0 {
		out = append(out, soon("admins.no_factor", listed(without)))
	}
	return orWell(out, "admins.ok")
}

// together is what is said of one person in several of the three roles.
func together(allowed bool, logins []string) []Finding {
	switch {
	case allowed && len(logins) > 0:
		return []Finding{well("admins.single", listed(logins))}
	case allowed:
		return []Finding{well("admins.single_unused")}
	case len(logins) > 0:
		return []Finding{bad("admins.one_person", listed(logins))}
	}
	return nil
}

func listed(names []string) string {
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// channels finds ways out of the house on which nothing goes any more.
func channels(f Facts) (out []Finding) {
	if f.Setup.Invented {
		return nil
	}
	out = append(out, gateway(f)...)
	switch p := f.Provider; {
	case !p.Set:
	case p.Wrong != "":
		out = append(out, bad("channels.provider_wrong", p.Wrong))
	case p.Down != "":
		out = append(out, bad("channels.provider_down", p.Host, p.Down))
	default:
		out = append(out, well("channels.provider_ok", p.Host))
	}
	return out
}

func gateway(f Facts) []Finding {
	g := f.Gateway
	if g.Page != "" { // codes go there, whatever the server was started with
		g.Set, g.Host, g.Wrong, g.Down = true, g.Page, "", ""
	}
	switch {
	case !g.Set && f.Keys.Rows > 0:
		return []Finding{soon("channels.no_gateway", f.Keys.Rows)}
	case !g.Set:
		return []Finding{well("channels.no_gateway_yet")}
	case g.Wrong != "":
		return []Finding{bad("channels.gateway_wrong", g.Wrong)}
	case g.Down != "" && g.Failed > 0:
		return []Finding{bad("channels.gateway_dead", g.Host, g.Down, g.Failed, moment(g.Since))}
	case g.Down != "":
		return []Finding{bad("channels.gateway_down", g.Host, g.Down)}
	case g.Failed > 0:
		return []Finding{bad("channels.gateway_refuses", g.Host, g.Failed, moment(g.Since))}
	case g.Last.IsZero():
		return []Finding{well("channels.gateway_idle", g.Host)}
	}
	return []Finding{well("channels.gateway_ok", g.Host, moment(g.Last))}
}

// A running server takes acts into the log within seconds, and one that is off still ends with none left.
const (
	logLate = time.Hour
	logStop = 24 * time.Hour
)

// proven finds what the log of the journal does not prove: rows that linli does not write, and acts that wait too long.
func proven(f Facts) (out []Finding) {
	if f.mute() {
		return nil
	}
	if n := f.Journal.Strange; n > 0 {
		out = append(out, bad("journal.strange", n))
	}
	if at := f.Journal.Oldest; !at.IsZero() {
		switch late := f.Now.Sub(at); {
		case late > logStop:
			out = append(out, bad("journal.behind", at))
		case late > logLate:
			out = append(out, soon("journal.behind", at))
		}
	}
	return orWell(out, "journal.ok")
}

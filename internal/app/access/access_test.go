package access_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"linli/internal/actor"
	"linli/internal/app/access"
	"linli/internal/wish"
)

func table(t *testing.T) []access.Route {
	t.Helper()
	routes, err := access.Routes()
	if err != nil {
		t.Fatal(err)
	}
	return routes
}

// each walks the table cell by cell; in is zero for routes that name no wish.
func each(t *testing.T, fn func(r access.Route, x access.Audience, in access.Situation, status int)) {
	t.Helper()
	for _, r := range table(t) {
		for i, x := range access.Audiences() {
			if r.In == "" {
				fn(r, x, access.Situation{}, r.Status[i])
			}
			for _, in := range access.Situations() {
				if strings.Contains(r.In, in.Key) {
					fn(r, x, in, r.Status[i])
				}
			}
		}
	}
}

func done(status int) bool { return status < 400 }

// What is seen of a wish is what the policy says, on every route that names one: who may not see it finds nothing there.
func TestWhatIsNotSeenIsNotThere(t *testing.T) {
	t.Parallel()
	// These show less than the wish: what they show is not there for who may see the wish and not that.
	parts := []string{"GET /wishes/{id}/receipt", "GET /wishes/{id}/contact", "POST /wishes/{id}/contact", "POST /wishes/{id}/reveal", "GET /calls/{id}"}
	each(t, func(r access.Route, x access.Audience, in access.Situation, status int) {
		if in.Key == "" {
			return
		}
		seen := wish.ViewOf(x.Actor("the-wish"), in.Wish()) != wish.NotSeen
		part := slices.Contains(parts, r.Pattern) || strings.HasPrefix(r.Pattern, "POST /calls/{id}/") || strings.Contains(r.Pattern, "/files/{id}")
		if !seen && status != 404 || seen && status == 404 && !part {
			t.Errorf("%s %s: the %s, who sees it %v, is answered %d", r.Pattern, in.Key, x.Name, seen, status)
		}
	})
}

// Every act on a wish is done by who may, and by nobody else.
func TestActsAreDoneByWhoMay(t *testing.T) {
	t.Parallel()
	walked := map[wish.Act]int{}
	each(t, func(r access.Route, x access.Audience, in access.Situation, status int) {
		path, post := strings.CutPrefix(r.Pattern, "POST ")
		act := wish.Act(path[strings.LastIndex(path, "/")+1:])
		if strings.HasPrefix(path, "/board/{id}") {
			act = wish.Classify
		}
		if in.Key == "" || !post || !slices.Contains(wish.Acts(), act) {
			return
		}
		walked[act]++
		if may := wish.Can(x.Actor("the-wish"), act, in.Wish()); may != done(status) {
			t.Errorf("%s %s: may the %s? %v; answered %d", r.Pattern, in.Key, x.Name, may, status)
		}
	})
	for _, act := range wish.Acts() {
		if walked[act] == 0 && !slices.Contains([]wish.Act{wish.Warn, wish.Report, wish.RulingSoon, wish.RulingLate, wish.Escalate, wish.Expire, wish.Archive}, act) { // these are the system's
			t.Errorf("no route does %s", act)
		}
	}
}

// own is what everybody may do about oneself, and ask while one writes, whatever one's post is.
func own(pattern string) bool {
	_, path, _ := strings.Cut(pattern, " ")
	if strings.HasPrefix(path, "/account/") || strings.HasPrefix(path, "/notices") || strings.HasPrefix(path, "/views") || strings.HasPrefix(path, "/sign-in/") {
		return true
	}
	return slices.Contains([]string{"/account", "/prefs", "/sign-out", "/sign-in", "/lookup", "/search", "/wishes/alike", "/wishes/new", "/api/v1/wishes"}, path)
}

// takes is what takes a table out: it is asked for by a form because it is numbered and written down, and changes nothing.
func takes(pattern string) bool {
	return slices.Contains([]string{"POST /dispatch/table", "POST /topics/table"}, pattern)
}

// Administrators see no business data, and an auditor changes nothing (domain rule on the three administrators).
func TestAdministratorsSeeNothingAndAuditorsChangeNothing(t *testing.T) {
	t.Parallel()
	visitor := map[string]int{}
	each(t, func(r access.Route, x access.Audience, in access.Situation, status int) {
		if x.Key == "vis" {
			visitor[r.Pattern+in.Key] = status
		}
		if x.Role == actor.Auditor && !strings.HasPrefix(r.Pattern, "GET ") && done(status) && !own(r.Pattern) && !takes(r.Pattern) {
			t.Errorf("%s %s: the auditor is answered %d", r.Pattern, in.Key, status)
		}
		if strings.HasSuffix(string(x.Role), "_admin") && in.Key != "" && done(status) && !done(visitor[r.Pattern+in.Key]) {
			t.Errorf("%s %s: the %s is answered %d, a visitor %d", r.Pattern, in.Key, x.Name, status, visitor[r.Pattern+in.Key])
		}
	})
}

// The staff of another community is as good as a neighbour where a wish is named.
func TestElsewhereIsNobodyHere(t *testing.T) {
	t.Parallel()
	neighbour := map[string]int{}
	each(t, func(r access.Route, x access.Audience, in access.Situation, status int) {
		switch {
		case in.Key == "":
		case x.Key == "nei":
			neighbour[r.Pattern+in.Key] = status
		case x.Key == "els" && status != neighbour[r.Pattern+in.Key]:
			t.Errorf("%s %s: %d, a neighbour %d", r.Pattern, in.Key, status, neighbour[r.Pattern+in.Key])
		}
	})
}

func TestEveryRoleAndStateIsThere(t *testing.T) {
	t.Parallel()
	keys := map[string]bool{}
	for _, x := range access.Audiences() {
		if keys[x.Key] || len(x.Key) != 3 {
			t.Errorf("%q is no key of its own", x.Key)
		}
		keys[x.Key] = true
	}
	for _, s := range wish.Flow.States {
		if !slices.ContainsFunc(access.Situations(), func(in access.Situation) bool { return in.State == s }) {
			t.Errorf("no situation is %s", s)
		}
	}
}

// Every question that a policy answers is printed: each exported function of a policy.go is asked in this package.
func TestEveryPolicyIsPrinted(t *testing.T) {
	t.Parallel()
	body, err := os.ReadFile("page.go")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../*/policy.go")
	if more, moreErr := filepath.Glob("../../*/*/policy.go"); moreErr == nil {
		files = append(files, more...)
	}
	if err != nil || len(files) < 5 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv != nil || !fn.Name.IsExported() {
				continue
			}
			if !strings.Contains(string(body), f.Name.Name+"."+fn.Name.Name) {
				t.Errorf("%s.%s is not asked in page.go: add a line to its table", f.Name.Name, fn.Name.Name)
			}
		}
	}
}

// The table is read as it is written, and a bad line is named.
func TestTheTableIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	routes := table(t)
	again, err := access.ParseRoutes(access.FormatRoutes(routes))
	if err != nil || len(again) != len(routes) || access.FormatRoutes(again) != access.FormatRoutes(routes) {
		t.Fatalf("%v: %d lines, then %d", err, len(routes), len(again))
	}
	for name, text := range map[string]string{
		"too few columns": "GET /x - 200\n",
		"no status":       "GET /x - abc" + strings.Repeat(" 200", len(access.Audiences())-1),
	} {
		if _, err := access.ParseRoutes("# head\n" + text); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

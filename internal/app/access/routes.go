package access

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed routes.txt
var routesText string

// Route is what one route answers to every audience, in the order of Audiences.
type Route struct {
	Pattern string // as it is registered: GET /wishes/{id}
	In      string // keys of the situations of the wish that it names; empty: it names none
	Status  []int
}

// Routes reads routes.txt. Each line names a pattern, the situations or “-”, and one status for each audience.
func Routes() ([]Route, error) { return ParseRoutes(routesText) }

// ParseRoutes reads a table of routes. An error names the line.
func ParseRoutes(text string) (out []Route, err error) {
	for n, line := range strings.Split(text, "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		if want := 3 + len(Audiences()); len(f) != want {
			return nil, fmt.Errorf("routes.txt, line %d: %d columns, not %d", n+1, len(f), want)
		}
		r := Route{Pattern: f[0] + " " + f[1], In: strings.Trim(f[2], "-")}
		if f[0] == "*" {
			r.Pattern = f[1]
		}
		for _, word := range f[3:] {
			var status int
			if _, err := fmt.Sscanf(word, "%3d", &status); err != nil {
				return nil, fmt.Errorf("routes.txt, line %d: %q is no status", n+1, word)
			}
			r.Status = append(r.Status, status)
		}
		out = append(out, r)
	}
	return out, nil
}

// FormatRoutes writes a table as ParseRoutes reads it, under a head that explains it: by path, one line for the situations
// in which everybody is answered alike.
func FormatRoutes(routes []Route) string {
	var b bytes.Buffer
	b.WriteString(routesHead)
	head := fmt.Sprintf("# %-45s %-11s", "route", "wish")
	for _, a := range Audiences() {
		head += " " + a.Key
	}
	b.WriteString(head + "\n")
	for _, r := range merged(routes) {
		method, path, ok := strings.Cut(r.Pattern, " ")
		if !ok {
			method, path = "*", r.Pattern
		}
		in := r.In
		if in == "" {
			in = "-"
		}
		line := fmt.Sprintf("%-6s %-40s %-11s", method, path, in)
		for _, s := range r.Status {
			line += fmt.Sprintf(" %3d", s)
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

const routesHead = `# What each route answers to each kind of caller. Columns: method, path, the situations of the wish that it names (letters below; - none),
# and a status for each audience. 200, 201 and 303 are done; 401 sign in first; 403 not yours to do; 404 nothing that you may see; 409 not as
# it stands now; 422 you may, but what was sent is incomplete.
# go test ./internal/app -run TestRoutes -update writes what is answered now: read the difference before it is committed.
`

// merged puts rows of one route with the same answers together, sorted by path and method.
func merged(routes []Route) (out []Route) {
	for _, r := range routes {
		i := slices.IndexFunc(out, func(x Route) bool {
			return x.Pattern == r.Pattern && slices.Equal(x.Status, r.Status) && (x.In == "") == (r.In == "")
		})
		if i < 0 {
			out = append(out, r)
		} else if !strings.Contains(out[i].In, r.In) {
			out[i].In += r.In
		}
	}
	slices.SortStableFunc(out, func(x, y Route) int { return strings.Compare(sortKey(x), sortKey(y)) })
	return out
}

func sortKey(r Route) string {
	method, path, ok := strings.Cut(r.Pattern, " ")
	if !ok {
		return r.Pattern
	}
	return path + " " + method
}

// walked prints the table of routes.
func walked(b *bytes.Buffer, routes []Route) {
	b.WriteString("\n## Route by route\n\nWhat each registered route answers: to a request as its form or client sends it, complete. 200, 201 and 303 are done; 401 sign in\n" +
		"first; 403 not yours to do; 404 nothing that you may see, the same to the byte as for an id that does not exist; 409 not as it stands\n" +
		"now; 422 you may, but what was sent is incomplete. Where a route names a wish, the letters say in which situations:\n\n")
	for _, s := range Situations() {
		colour := string(s.Colour)
		if colour == "" {
			colour = "not sorted"
		}
		fmt.Fprintf(b, "- %s: %s, %s, %s, at the %s\n", s.Key, strings.ReplaceAll(string(s.State), "_", " "), s.Visibility, colour, s.Unit)
	}
	b.WriteString("\n| route | wish |")
	for _, a := range Audiences() {
		fmt.Fprintf(b, " %s |", a.Key)
	}
	b.WriteString("\n|" + strings.Repeat(" --- |", len(Audiences())+2) + "\n")
	for _, r := range routes {
		fmt.Fprintf(b, "| `%s` | %s |", r.Pattern, r.In)
		for _, s := range r.Status {
			fmt.Fprintf(b, " %d |", s)
		}
		b.WriteString("\n")
	}
}

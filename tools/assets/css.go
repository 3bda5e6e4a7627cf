package main

import (
	"fmt"
	"regexp"
	"strings"
)

// keep lists the classes of Tabler that pages may use. Everything else of its 635 kB is left out: the stylesheet is
// the first thing that a slow phone has to wait for. Add a class here and to the base variables in linli.css together.
func keep(class string) bool {
	switch class {
	case "btn", "btn-primary", "form-control", "form-select", "form-label", "visually-hidden", "list-unstyled",
		"mt-0", "mb-0", "focus":
		return true
	}
	return false
}

// cut is the part of Tabler's stylesheet that our pages can meet: rules whose selectors name no class but kept ones,
// without the custom properties that nothing reads.
func cut(theirs, ours string) (string, error) {
	rules, err := parse(theirs)
	if err != nil {
		return "", err
	}
	rules = selectRules(rules)
	for {
		used := reads(render(rules) + ours)
		if !prune(rules, used) {
			break
		}
	}
	return render(rules), nil
}

// rule is one rule or at-rule; a group such as @media has rules inside, a style rule has declarations.
type rule struct {
	prelude string
	body    string
	inner   []*rule
	group   bool
}

func parse(css string) ([]*rule, error) {
	css = regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(css, "")
	var rules []*rule
	for css = strings.TrimSpace(css); css != ""; css = strings.TrimSpace(css) {
		open := outside(css, "{;")
		if open < 0 {
			return nil, fmt.Errorf("css: no rule in %.40q", css)
		}
		if css[open] == ';' { // @charset, @import
			css = css[open+1:]
			continue
		}
		length := outside(css[open+1:], "}")
		if length < 0 {
			return nil, fmt.Errorf("css: no end of %.40q", css)
		}
		r := &rule{prelude: strings.TrimSpace(css[:open]), body: css[open+1 : open+1+length]}
		if strings.HasPrefix(r.prelude, "@media") || strings.HasPrefix(r.prelude, "@supports") {
			inner, err := parse(r.body)
			if err != nil {
				return nil, err
			}
			r.inner, r.group = inner, true
		}
		rules = append(rules, r)
		css = css[open+length+2:]
	}
	return rules, nil
}

// outside is the place of the first of the characters that stands outside strings, brackets and inner blocks.
func outside(css, characters string) int {
	depth := 0
	for i := 0; i < len(css); i++ {
		c := css[i]
		if depth == 0 && strings.IndexByte(characters, c) >= 0 {
			return i
		}
		switch c {
		case '\\':
			i++
		case '"', '\'':
			for i++; i < len(css) && css[i] != c; i++ {
				if css[i] == '\\' {
					i++
				}
			}
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		}
	}
	return -1
}

// split divides a list at a separator, never inside strings and brackets.
func split(list, separator string) []string {
	var parts []string
	for {
		at := outside(list, separator)
		if at < 0 {
			return append(parts, list)
		}
		parts = append(parts, list[:at])
		list = list[at+1:]
	}
}

func selectRules(rules []*rule) []*rule {
	var kept []*rule
	for _, r := range rules {
		switch {
		case r.group:
			r.inner = selectRules(r.inner)
			if len(r.inner) > 0 {
				kept = append(kept, r)
			}
		case strings.HasPrefix(r.prelude, "@"): // key frames, fonts, properties: nothing here moves or loads
		default:
			var selectors []string
			for _, s := range split(r.prelude, ",") {
				if wanted(s) {
					selectors = append(selectors, s)
				}
			}
			if len(selectors) > 0 {
				r.prelude = strings.Join(selectors, ",")
				kept = append(kept, r)
			}
		}
	}
	return kept
}

func wanted(selector string) bool {
	plain := regexp.MustCompile(`"[^"]*"|'[^']*'`).ReplaceAllString(selector, "")
	if strings.Contains(strings.ReplaceAll(plain, "[data-bs-theme=", ""), "[data-") || strings.Contains(plain, "::-webkit-scrollbar") {
		return false // parts that we do not use, and another spelling of the theme
	}
	for _, m := range regexp.MustCompile(`\.(-?[_a-zA-Z][\w-]*)`).FindAllStringSubmatch(plain, -1) {
		if !keep(m[1]) {
			return false
		}
	}
	return true
}

func reads(css string) map[string]bool {
	used := map[string]bool{}
	for _, m := range regexp.MustCompile(`var\(\s*(--[\w-]+)`).FindAllStringSubmatch(css, -1) {
		used[m[1]] = true
	}
	return used
}

// prune drops custom properties that nothing reads and tells whether there was one.
func prune(rules []*rule, used map[string]bool) bool {
	dropped := false
	for _, r := range rules {
		if r.group {
			dropped = prune(r.inner, used) || dropped
			continue
		}
		var kept []string
		for _, d := range split(r.body, ";") {
			name, _, _ := strings.Cut(d, ":")
			name = strings.TrimSpace(name)
			if strings.HasPrefix(name, "--") && !used[name] {
				dropped = true
				continue
			}
			if name != "" {
				kept = append(kept, d)
			}
		}
		r.body = strings.Join(kept, ";")
	}
	return dropped
}

func render(rules []*rule) string {
	var b strings.Builder
	for _, r := range rules {
		body := r.body
		if r.group {
			body = render(r.inner)
		}
		if body != "" {
			b.WriteString(r.prelude + "{" + body + "}\n")
		}
	}
	return b.String()
}

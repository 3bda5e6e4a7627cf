package pabulib

import (
	"fmt"
	"io"
	"strings"
)

// Read reads one election, plain or packed with gzip. The error is of type Errors when the text is at fault: all of
// them, by line. Nothing is returned beside an error.
func Read(r io.Reader) (*Election, error) {
	text, err := load(r)
	if err != nil {
		return nil, err
	}
	p := &parser{
		e: &Election{}, meta: map[string]metaAt{}, ids: map[string]int32{}, voters: map[string]int{},
		headers: map[string]int{},
	}
	p.scan = scanner{text: string(text), line: 1, errs: &p.errs}
	p.sections()
	if len(p.errs) > 0 {
		return nil, p.errs.sorted()
	}
	return p.e, nil
}

type metaAt struct {
	value string
	line  int
}

type parser struct {
	e       *Election
	scan    scanner
	errs    Errors
	meta    map[string]metaAt
	ids     map[string]int32 // project id to index
	voters  map[string]int   // voter id to line
	headers map[string]int   // section to line of its name
	col     projectColumns
	vote    voteColumns
	counted []int64 // ballots naming each project, as written
	rows    [3]int  // rows of each section, also those that are at fault
	usable  [3]bool // the section's heading can be used
}

func (p *parser) fail(line int, zh, en string, args ...any) {
	p.errs = append(p.errs, Finding{line, fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)})
}

func (p *parser) warn(line int, zh, en string, args ...any) {
	p.e.Warnings = append(p.e.Warnings, Finding{line, fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)})
}

// order of the sections; each stands once.
var sections = [...]string{"META", "PROJECTS", "VOTES"}

func (p *parser) sections() {
	current, header := -1, false
	for {
		r, more := p.scan.next()
		if !more {
			break
		}
		if s := sectionName(r); s >= 0 {
			p.enter(s, current, r.line)
			current, header = s, true
			continue
		}
		if current < 0 {
			p.fail(r.line, "文件应以 META 开始", "the file must begin with META")
			return
		}
		if header {
			header = false
			p.usable[current] = p.header(current, r)
			continue
		}
		if p.rows[current]++; p.usable[current] { // rows under an unusable heading would be thousands of errors instead of one
			p.row(current, r)
		}
	}
	p.finish()
}

// sectionName is the section that a row opens, -1 for any other row.
func sectionName(r row) int {
	for _, f := range r.fields[1:] {
		if f != "" {
			return -1
		}
	}
	for i, s := range sections {
		if r.fields[0] == s {
			return i
		}
	}
	return -1
}

func (p *parser) enter(next, current, line int) {
	name := sections[next]
	if at, twice := p.headers[name]; twice {
		p.fail(line, "%s 部分重复,第一次在第%d行", "%s stands twice, first on line %d", name, at)
	} else if next != current+1 {
		p.fail(line, "%s 部分的次序不对", "%s is out of order", name)
	}
	p.headers[name] = line
	if next == 1 {
		p.readMeta()
	}
}

func (p *parser) header(section int, r row) bool {
	seen := map[string]bool{}
	for _, name := range r.fields {
		if seen[name] {
			p.fail(r.line, "列 %q 重复", "column %q stands twice", name)
		}
		seen[name] = true
	}
	switch section {
	case 0:
		if len(r.fields) < 2 || r.fields[0] != "key" || r.fields[1] != "value" {
			p.fail(r.line, "META 的表头应为 key;value", "META must be headed key;value")
			return false
		}
		return true
	case 1:
		p.e.ProjectColumns = r.fields
		return p.projectHeader(r)
	}
	p.e.VoteColumns = r.fields
	return p.voteHeader(r)
}

func (p *parser) row(section int, r row) {
	switch section {
	case 0:
		p.metaRow(r)
	case 1:
		if p.width(r, len(p.e.ProjectColumns)) {
			p.projectRow(r)
		}
	default:
		if p.width(r, len(p.e.VoteColumns)) {
			p.voteRow(r)
		}
	}
}

func (p *parser) width(r row, want int) bool {
	if len(r.fields) == want {
		return true
	}
	p.fail(r.line, "有%d个字段,表头有%d个", "%d fields where the heading has %d", len(r.fields), want)
	return false
}

func (p *parser) finish() {
	for _, s := range sections {
		if p.headers[s] == 0 {
			p.fail(max(1, p.scan.line-1), "文件到此结束,缺少 %s 部分", "the file ends here and section %s is missing", s)
		}
	}
	if p.headers["PROJECTS"] == 0 {
		p.readMeta()
	}
	p.counts("num_projects", p.rows[1], p.headers["PROJECTS"] > 0)
	p.counts("num_votes", p.rows[2], p.headers["VOTES"] > 0)
	p.totals()
}

// counts compares a number that META promises with the rows that were read.
func (p *parser) counts(key string, rows int, read bool) {
	m, ok := p.meta[key]
	if !ok || !read {
		return
	}
	n, ok := p.integer(key, m)
	if ok && n != rows && !p.scan.unclosed {
		p.fail(m.line, "%s 写的是%d,文件里有%d", "%s says %d, the file has %d", key, n, rows)
	}
}

// list cuts a list at commas; an empty text is an empty list.
func list(s string) []string {
	if s == "" {
		return nil
	}
	parts := strings.Split(s, ",")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

package org

import (
	"strings"
	"time"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/plain"
)

// Kind is what an organisation is.
type Kind string

// Kinds (domain.md A1).
const (
	CommunityCommittee Kind = "community_committee" // 社区居民委员会; one for a community
	PartyBranch        Kind = "party_branch"        // 邻里党支部
	Association        Kind = "association"         // 邻里和谐促进会
	PropertyFirm       Kind = "property_firm"       // 物业
	Unit               Kind = "unit"                // 单位: waterworks, works crew
	Street             Kind = "street"              // 街道办事处
	StreetOffice       Kind = "street_office"       // 街道科室
	SuperiorGroup      Kind = "superior_group"      // 上级工作组
	District           Kind = "district"            // 区, and the installation itself
	Bureau             Kind = "bureau"              // 区、市部门
)

// Kinds is all of them, in the order in which a form offers them.
func Kinds() []Kind {
	return []Kind{CommunityCommittee, PartyBranch, Association, PropertyFirm, Unit, Street, StreetOffice, SuperiorGroup, District, Bureau}
}

// Org is an organisation.
type Org struct {
	ID        string
	Kind      Kind
	Place     string // trimmed code; the organisation covers this subtree. Empty: everything
	Name      string // 崇川区钟秀街道中心村社区居民委员会
	ShortName string // 中心村社区居委会; empty: Name is short enough
	Phone     string // duty contact of the organisation, not of a person
	Hours     string // when somebody answers, as printed
	USCC      string // unified social credit code, upper case; empty: none
	// USCCOverride says who let a code stand that fails its check, and when; zero otherwise.
	USCCOverride Override
}

// Override is a supervisor's word.
type Override struct {
	By string // person id; empty: nobody, or the system
	At time.Time
}

// Short is the name as pages print it.
func (o Org) Short() string {
	if o.ShortName != "" {
		return o.ShortName
	}
	return o.Name
}

// USCCDoubtful tells whether the code fails its check and nobody has let it stand: the page shows a warning.
func (o Org) USCCDoubtful() bool {
	return o.USCC != "" && CheckUSCC(o.USCC) != nil && o.USCCOverride.At.IsZero()
}

// Appointment is a post held by a person.
type Appointment struct {
	ID     string
	Post   string
	Person string
	From   time.Time
	To     time.Time // first moment at which it is no longer held; zero: open
}

// Holder is a post and who holds it; Person is empty while it is vacant.
type Holder struct {
	Post        actor.Post
	Person      string
	Appointment string
	From        time.Time
}

// CombinedTitle is the titles of the posts of one person as they are printed together: 社区党委书记、居委会主任. One
// in which the person stands in says for whom: 社工、代沈秋 社区书记.
func CombinedTitle(posts []actor.Post) string {
	var titles []string
	seen := map[string]bool{}
	for _, p := range posts {
		if key := p.Title + p.For; !seen[key] {
			seen[key] = true
			if !p.Own() {
				titles = append(titles, "代"+p.ForName+" "+p.Title)
				continue
			}
			titles = append(titles, p.Title)
		}
	}
	return strings.Join(titles, "、")
}

// Limits of what is typed, in characters.
const (
	maxName  = 100
	maxShort = 30
	maxHours = 60
	maxTitle = 30
)

// checked is the organisation in normal form, or what is wrong with it field by field. A code that fails its check is
// not wrong.
func (o Org) checked() (Org, error) {
	var bad []errs.Field
	text := func(name string, s *string, least, most int) {
		*s = strings.Join(strings.Fields(*s), " ")
		switch n := plain.Length(*s); {
		case !plain.Clean(*s, false):
			bad = append(bad, errs.Field{Name: name, Key: "org.error.characters"})
		case n < least:
			bad = append(bad, errs.Field{Name: name, Key: "org.error.empty"})
		case n > most:
			bad = append(bad, errs.Field{Name: name, Key: "org.error.long", Args: []any{most}})
		}
	}
	text("name", &o.Name, 1, maxName)
	text("short_name", &o.ShortName, 0, maxShort)
	text("hours", &o.Hours, 0, maxHours)
	if !isKind(o.Kind) {
		bad = append(bad, errs.Field{Name: "kind", Key: "org.error.kind"})
	}
	if !placeOK(o.Kind, o.Place) {
		bad = append(bad, errs.Field{Name: "place", Key: "org.error.place"})
	}
	var ok bool
	if o.Phone, ok = dutyPhone(o.Phone); !ok {
		bad = append(bad, errs.Field{Name: "phone", Key: "org.error.phone"})
	}
	if o.USCC = NormalUSCC(o.USCC); len(o.USCC) > 0 && !plausibleUSCC(o.USCC) {
		bad = append(bad, errs.Field{Name: "uscc", Key: "org.uscc.characters"})
	}
	return o, errs.BadFields(bad)
}

func isKind(k Kind) bool {
	for _, x := range Kinds() {
		if k == x {
			return true
		}
	}
	return false
}

// placeOK: a code in its stored form, of the level that the kind has. Only the installation's own organisation stands
// above all places.
func placeOK(k Kind, code string) bool {
	if code == "" {
		return k == District || k == SuperiorGroup || k == Bureau
	}
	if c, err := place.Parse(code); err != nil || c != code {
		return false
	}
	switch k {
	case CommunityCommittee:
		return place.LevelOf(code) == place.Community
	case Street, StreetOffice:
		return place.LevelOf(code) == place.Town
	}
	return true
}

// dutyPhone is a number on which an organisation answers: a fixed line, a mobile, 400/800, or a short number like 12345.
func dutyPhone(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", true
	}
	if n, err := person.ParsePhone(s); err == nil {
		return n, true
	}
	d := strings.NewReplacer("-", "", " ", "").Replace(s)
	if strings.Trim(d, "0123456789") != "" {
		return s, false
	}
	switch {
	case len(d) == 10 && (strings.HasPrefix(d, "400") || strings.HasPrefix(d, "800")):
		return d[:3] + "-" + d[3:6] + "-" + d[6:], true
	case len(d) >= 3 && len(d) <= 6 && (d[0] == '1' || d[0] == '9'):
		return d, true
	case len(d) == 12 && d[0] == '0' && d[4:8] == "0000": // rings nowhere: for demonstrations and exercises
		return d[:4] + "-" + d[4:8] + " " + d[8:], true
	}
	return s, false
}

package open311

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"linli/internal/errs"
)

// Submission is a request being submitted, as POST Service Request has it.
type Submission struct {
	Service     string
	Description string
	AddressID   string
	Address     string // address_string
	Name        string // of who submits it: first_name and last_name
	Phone       string
	Unkept      []string // arguments that came and that nothing here keeps, by their names, in the order of the specification
}

// ReadSubmission reads the arguments of POST Service Request but for api_key and jurisdiction_id; what is empty counts as not
// sent. The fields are what is wrong.
func ReadSubmission(v url.Values) (s Submission, bad []errs.Field) {
	get := func(name string) string { return strings.TrimSpace(v.Get(name)) }
	wrong := func(name, key string) { bad = append(bad, errs.Field{Name: name, Key: key}) }
	s = Submission{
		Service: get("service_code"), Description: get("description"), AddressID: get("address_id"), Address: get("address_string"),
		Name: fullName(get("first_name"), get("last_name")), Phone: get("phone"),
	}
	if s.Service == "" {
		wrong("service_code", "open311.error.missing")
	}
	lat, long := get("lat"), get("long")
	placed := s.AddressID != "" || s.Address != ""
	switch {
	case lat != "" && !within(lat, 90):
		wrong("lat", "open311.error.degrees")
	case long != "" && !within(long, 180):
		wrong("long", "open311.error.degrees")
	case (lat == "") != (long == ""):
		wrong("lat", "open311.error.both")
	case !placed && lat != "":
		wrong("address_id", "open311.error.coordinates")
	case !placed:
		wrong("address_id", "open311.error.location")
	}
	s.unkept(v, get)
	return s, bad
}

// unkept notes what came and is not kept. A telephone belongs to somebody with a name.
func (s *Submission) unkept(v url.Values, get func(string) string) {
	for _, name := range []string{"lat", "long", "email", "device_id", "account_id", "phone", "media_url"} {
		if get(name) != "" && (name != "phone" || s.Name == "") {
			s.Unkept = append(s.Unkept, name)
		}
	}
	if s.Name == "" {
		s.Phone = ""
	}
	for name := range v {
		if strings.HasPrefix(name, "attribute[") {
			s.Unkept = append(s.Unkept, "attribute")
			return
		}
	}
}

// within tells whether a text is a number of degrees between minus and plus a bound.
func within(s string, bound float64) bool {
	if strings.Trim(s, "0123456789.+-eE") != "" { // no NaN, no hexadecimal
		return false
	}
	x, err := strconv.ParseFloat(s, 64)
	return err == nil && x >= -bound && x <= bound
}

// fullName is a name as it is said: the family name first where it is written in Chinese, else last.
func fullName(first, last string) string {
	if strings.ContainsFunc(first+last, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return strings.Join(strings.Fields(last), "") + strings.Join(strings.Fields(first), "")
	}
	return strings.Join(strings.Fields(first+" "+last), " ")
}

// maxParts bounds how many parts of an address are looked at: from the building up to the province there are fewer.
const maxParts = 8

// Readings are the ways in which an address names a place, from above to below with / between, two for each number of parts that
// are left out, the most exact first: written from the building up to the city, as the specification wants it, and from the city
// down to the building, as is written in China. What is left out is always at the end of what is most specific. Empty where there
// is no address, or no end of it.
func Readings(address string) (out [][2]string) {
	parts := strings.FieldsFunc(address, func(r rune) bool { return strings.ContainsRune(",，;；/／\n", r) })
	for i, x := range parts {
		parts[i] = strings.TrimSpace(x)
	}
	parts = slices.DeleteFunc(parts, func(x string) bool { return x == "" })
	if len(parts) > maxParts {
		return nil
	}
	for n := len(parts); n > 0; n-- {
		up := slices.Clone(parts[len(parts)-n:])
		slices.Reverse(up)
		out = append(out, [2]string{strings.Join(up, "/"), strings.Join(parts[:n], "/")})
	}
	return out
}

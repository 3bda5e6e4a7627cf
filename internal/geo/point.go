package geo

import (
	"math"
	"strconv"
	"strings"

	"linli/internal/errs"
)

// scale is how many units a degree has: 1e-7 degrees are about a centimetre.
const scale = 1e7

// Point is a place on the ground, in units of 1e-7 degrees of WGS-84 unless a System says otherwise.
type Point struct{ Lon, Lat int64 }

// At is the point at degrees, to the unit.
func At(lon, lat float64) Point {
	return Point{int64(math.Round(lon * scale)), int64(math.Round(lat * scale))}
}

// Degrees is the point in degrees, longitude first.
func (p Point) Degrees() (lon, lat float64) { return float64(p.Lon) / scale, float64(p.Lat) / scale }

// Valid tells whether the point is on the globe, and not at 0, 0, which is what devices say that know nothing.
func (p Point) Valid() bool {
	return p != Point{} && abs(p.Lon) <= 180*scale && abs(p.Lat) <= 90*scale
}

func abs(n int64) int64 { return max(n, -n) }

// String is the point as forms and addresses carry it: 120.8943,31.9802.
func (p Point) String() string { return degrees(p.Lon) + "," + degrees(p.Lat) }

func degrees(n int64) string { return strconv.FormatFloat(float64(n)/scale, 'f', -1, 64) }

// System is a coordinate system.
type System string

// The systems.
const (
	WGS84 System = "wgs84" // also CGCS2000
	GCJ02 System = "gcj02" // that of published maps in China
)

// ParseSystem reads the name of a system; empty is WGS-84. Invalid.
func ParseSystem(s string) (System, error) {
	switch v := System(strings.ToLower(strings.TrimSpace(s))); v {
	case "":
		return WGS84, nil
	case WGS84, GCJ02:
		return v, nil
	}
	return "", errs.New(errs.Invalid, "geo.system", s)
}

// longest is the most characters of a typed point.
const longest = 64

// ParsePoint reads a point as String writes it, in WGS-84; behind a space it may name another system, from which it is
// converted: “120.8985,31.9780 gcj02”. Invalid.
func ParsePoint(s string) (Point, error) {
	bad := errs.New(errs.Invalid, "geo.point")
	if len(s) > longest {
		return Point{}, bad
	}
	numbers, named, _ := strings.Cut(strings.TrimSpace(s), " ")
	system, err := ParseSystem(named)
	if err != nil {
		return Point{}, bad
	}
	east, north, ok := strings.Cut(numbers, ",")
	lon, lonErr := strconv.ParseFloat(east, 64)
	lat, latErr := strconv.ParseFloat(north, 64)
	if !ok || lonErr != nil || latErr != nil || !sound(lon, lat) {
		return Point{}, bad
	}
	p := At(lon, lat).From(system)
	if !p.Valid() {
		return Point{}, bad
	}
	return p, nil
}

// sound tells whether degrees are on the globe at all; infinities and what is no number are not.
func sound(lon, lat float64) bool { return math.Abs(lon) <= 180 && math.Abs(lat) <= 90 }

// earth is the mean radius of the earth in metres.
const earth = 6_371_008.8

// Metres is the distance between two points along the ground.
func Metres(a, b Point) float64 {
	rad := func(n int64) float64 { return float64(n) / scale * math.Pi / 180 }
	dLat, dLon := rad(b.Lat-a.Lat)/2, rad(b.Lon-a.Lon)/2
	h := math.Pow(math.Sin(dLat), 2) + math.Cos(rad(a.Lat))*math.Cos(rad(b.Lat))*math.Pow(math.Sin(dLon), 2)
	return 2 * earth * math.Asin(math.Sqrt(min(1, h)))
}

package geo

import "math"

// The ellipsoid of GCJ-02 (domain.md B3).
const (
	axis = 6378245.0
	ee   = 0.00669342162296594323
)

// shifted tells whether a point lies in the box in which GCJ-02 differs from WGS-84 (domain.md B3).
func shifted(lon, lat float64) bool {
	return lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271
}

// shift is how far GCJ-02 moves a point of WGS-84, in degrees; nothing outside its box.
func shift(lon, lat float64) (dLon, dLat float64) {
	if !shifted(lon, lat) {
		return 0, 0
	}
	x, y := lon-105, lat-35
	wave := func(t float64) float64 {
		return (20*math.Sin(6*x*math.Pi) + 20*math.Sin(2*x*math.Pi) + t) * 2 / 3
	}
	dLat = -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*math.Sqrt(math.Abs(x)) + wave(20*math.Sin(y*math.Pi)+40*math.Sin(y/3*math.Pi)) +
		(160*math.Sin(y/12*math.Pi)+320*math.Sin(y*math.Pi/30))*2/3
	dLon = 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*math.Sqrt(math.Abs(x)) + wave(20*math.Sin(x*math.Pi)+40*math.Sin(x/3*math.Pi)) +
		(150*math.Sin(x/12*math.Pi)+300*math.Sin(x/30*math.Pi))*2/3
	sin := math.Sin(lat / 180 * math.Pi)
	magic := 1 - ee*sin*sin
	root := math.Sqrt(magic)
	return dLon * 180 / (axis / root * math.Cos(lat/180*math.Pi) * math.Pi), dLat * 180 / ((axis * (1 - ee)) / (magic * root) * math.Pi)
}

// rounds of the fixed-point iteration back: two reach 1e-9 degrees (domain.md B3), the third is for the edge of the unit.
const rounds = 3

// To is a point of WGS-84 as another system has it.
func (p Point) To(s System) Point {
	if s != GCJ02 {
		return p
	}
	lon, lat := p.Degrees()
	dLon, dLat := shift(lon, lat)
	return At(lon+dLon, lat+dLat)
}

// From is a point of another system in WGS-84. Within some hundred metres of the edge of GCJ-02's box a point may come back as it
// is: there the two systems part, and no point of WGS-84 may lead to it.
func (p Point) From(s System) Point {
	if s != GCJ02 {
		return p
	}
	lon, lat := p.Degrees()
	wLon, wLat := lon, lat
	for range rounds {
		dLon, dLat := shift(wLon, wLat)
		wLon, wLat = lon-dLon, lat-dLat
	}
	return At(wLon, wLat)
}

// Package boundary is the outlines of places: brought in from GeoJSON files, dated as the places are, and lent to whoever draws a
// map (Atlas). An outline never decides anything: whose a wish is, its place says.
package boundary

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"linli/solve/siting/walk"
)

// solveWalkCmd finds the quickest walk between two places on a map file.
type solveWalkCmd struct {
	File    string `arg:"" type:"existingfile" help:"OpenStreetMap extract (PBF or XML) or drawn footpaths (GeoJSON), each also gzipped."`
	From    string `required:"" placeholder:"LAT,LON" help:"Where the walk begins."`
	To      string `required:"" placeholder:"LAT,LON" help:"Where it ends."`
	Profile string `enum:"adult,old,wheelchair" default:"adult" help:"Who walks: adult, old or wheelchair."`
	JSON    bool   `name:"json" help:"Print one JSON object."`
}

// Run reads the map and prints the walk.
func (c *solveWalkCmd) Run(ctx context.Context, o out) error {
	from, err := parsePlace(c.From)
	if err != nil {
		return err
	}
	to, err := parsePlace(c.To)
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	net, err := walk.Read(ctx, f)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	profile := map[string]func() walk.Profile{"adult": walk.Adult, "old": walk.Old, "wheelchair": walk.Wheelchair}[c.Profile]()
	route, err := net.Router(profile).Route(from, to)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(o).Encode(struct {
			Profile string `json:"profile"`
			walk.Route
		}{c.Profile, route})
	}
	_, err = fmt.Fprintf(o, "%s: %.0f m, %.1f min, %d steps, %.0f m up, %d points\n", c.Profile, route.Metres, route.Seconds/60, route.Steps, route.Climb,
		len(route.Path))
	return err
}

// parsePlace reads "LAT,LON" in degrees.
func parsePlace(s string) (walk.Place, error) {
	lat, lon, ok := strings.Cut(s, ",")
	a, errA := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	b, errB := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	p := walk.Place{Lat: a, Lon: b}
	if !ok || errA != nil || errB != nil || !p.OnEarth() {
		return walk.Place{}, fmt.Errorf("%q is not LAT,LON in degrees", s)
	}
	return p, nil
}

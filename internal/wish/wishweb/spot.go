package wishweb

import (
	"context"

	"linli/internal/geo"
	"linli/internal/web/i18n"
)

// Ground is what lies under the maps, where an installation has it; zero: the boundaries alone.
type Ground struct {
	Tiles       string     // address of pictures with {z}, {x} and {y}, on this installation's own host
	System      geo.System // in which the pictures are drawn; empty: WGS-84
	Attribution string     // whose map it is
	Approval    string     // its review number (审图号)
}

// SpotBox is the part of a form in which a spot may be picked on a map, or taken from the device. It is there with scripts only;
// without them the place and one's own words say where.
type SpotBox struct {
	Box    string // what the map shows at first, in degrees of its own system
	Areas  string // the outlines on it
	System geo.System
	Ground Ground
}

// On tells whether there is a map to pick on.
func (b SpotBox) On() bool { return b.Box != "" }

// SpotBox is the box for a form whose place is code; none where nothing is drawn there. A spot that was picked for another
// place stays: filing it says whether it is too far away.
func (d Deps) SpotBox(ctx context.Context, code string) (b SpotBox, err error) {
	if d.Spots == nil || code == "" {
		return b, nil
	}
	s, err := d.Spots.Atlas.Today(ctx)
	if err != nil {
		return b, err
	}
	around := s.Box(code[:min(len(code), NeighbourhoodWidth)])
	if around.Empty() {
		around = s.Box(code[:CommunityWidth])
	}
	if around.Empty() {
		return b, nil
	}
	b.System = d.Ground.System
	if b.System == "" {
		b.System = geo.WGS84
	}
	sw, ne := geo.Point{Lon: around.West, Lat: around.South}.To(b.System), geo.Point{Lon: around.East, Lat: around.North}.To(b.System)
	b.Box, b.Areas, b.Ground = sw.String()+","+ne.String(), "/map/areas.json?place="+code[:CommunityWidth], d.Ground
	return b, nil
}

// spotWords are the picking of a spot.
func spotWords() []i18n.Message {
	return []i18n.Message{
		{"spot.open", "在地图上选位置", "Pick the spot on the map"},
		{"spot.here", "用我现在的位置", "Use where I am now"},
		{"spot.hint", "可不选。只有您和办事的人看得到，邻居看不到。", "Optional. Only you and those who handle it see it, neighbours do not."},
		{"spot.map", "点一下就选中；用键盘：方向键移动，再按“就选中间这里”", "Press a spot to pick it; by keyboard: move with the arrow keys, then “Pick the middle”"},
		{"spot.middle", "就选中间这里", "Pick the middle"},
		{"spot.picked", "位置选好了", "The spot is picked"},
		{"spot.found", "用了您现在的位置", "Your present position is used"},
		{"spot.looking", "正在找您的位置……", "Looking for your position…"},
		{"spot.lost", "找不到您的位置，请在地图上选，或者写几个字", "Your position was not found; please pick it on the map, or say it in words"},
		{"spot.drop", "不要这个位置", "Take it away"},
		{"spot.far", "选的位置离这个社区太远。请重选，或者换个地方", "This spot is too far from the community. Please pick again, or choose another place"},
	}
}

package wishweb

import (
	"context"

	"linli/internal/geo"
	"linli/internal/place"
	"linli/internal/web/i18n"
)

// SpotBox is the part of a form in which a spot may be picked on a map, or taken from the device. It is there with scripts only;
// without them the place and one's own words say where.
type SpotBox struct {
	Box   string // what the map shows at first, in degrees
	Areas string // the outlines on it
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
	around := s.Box(place.NeighbourhoodOf(code))
	if around.Empty() {
		around = s.Box(code[:CommunityWidth])
	}
	if around.Empty() {
		return b, nil
	}
	return SpotBox{Box: Degrees(around), Areas: "/map/areas.json?place=" + code[:CommunityWidth]}, nil
}

// Degrees is a box as the script of the map reads it: its south-west and its north-east corner.
func Degrees(b geo.Box) string {
	return geo.Point{Lon: b.West, Lat: b.South}.String() + "," + geo.Point{Lon: b.East, Lat: b.North}.String()
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

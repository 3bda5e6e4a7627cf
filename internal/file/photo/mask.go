package photo

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"slices"
	"strconv"
	"strings"
)

// Mask is the cells of a grid over a picture that are to be made unrecognisable.
type Mask struct {
	Columns, Rows int
	Cells         []int // row × Columns + column, ascending
}

// columns is how many cells lie beside each other: on a phone each is wide enough for a finger's tip.
const columns = 12

// Grid is the empty mask over a picture of a size in pixels: its cells are about square.
func Grid(width, height int) Mask {
	m := Mask{Columns: columns, Rows: columns}
	if width > 0 {
		m.Rows = min(max((height*columns+width/2)/width, 3), 3*columns)
	}
	return m
}

// Has tells whether a cell is covered.
func (m Mask) Has(cell int) bool { return slices.Contains(m.Cells, cell) }

// With is the mask with these cells; those that do not lie in the grid are left out.
func (m Mask) With(cells []int) Mask {
	m.Cells = nil
	for _, c := range cells {
		if c >= 0 && c < m.Columns*m.Rows && !m.Has(c) {
			m.Cells = append(m.Cells, c)
		}
	}
	slices.Sort(m.Cells)
	return m
}

// String is the mask in one word, 12x16:5,6,17; ParseMask reads it.
func (m Mask) String() string {
	cells := make([]string, len(m.Cells))
	for i, c := range m.Cells {
		cells[i] = strconv.Itoa(c)
	}
	return fmt.Sprintf("%dx%d:%s", m.Columns, m.Rows, strings.Join(cells, ","))
}

// ParseMask reads what String has written; empty when it cannot be read.
func ParseMask(s string) (m Mask) {
	grid, list, _ := strings.Cut(s, ":")
	if _, err := fmt.Sscanf(grid, "%dx%d", &m.Columns, &m.Rows); err != nil || m.Columns != columns || m.Rows < 1 || m.Rows > 3*columns {
		return Mask{}
	}
	var cells []int
	for x := range strings.SplitSeq(list, ",") {
		if c, err := strconv.Atoi(x); err == nil {
			cells = append(cells, c)
		}
	}
	return m.With(cells)
}

// area is the pixels of a cell.
func (m Mask) area(cell int, at image.Rectangle) image.Rectangle {
	c, r := cell%m.Columns, cell/m.Columns
	return image.Rect(
		at.Min.X+c*at.Dx()/m.Columns, at.Min.Y+r*at.Dy()/m.Rows,
		at.Min.X+(c+1)*at.Dx()/m.Columns, at.Min.Y+(r+1)*at.Dy()/m.Rows,
	)
}

// Cover is a new picture in which all covered cells have one colour, the average of them all: nothing of what was there can
// be got back from it. An average of each would leave a face over many cells in coarse grain, and people are known by that.
// b is a picture that Read has made.
func (r *Reader) Cover(ctx context.Context, b []byte, m Mask) (Picture, error) {
	kind := Sniff(b)
	n, err := r.measure(b, kind)
	if err != nil {
		return Picture{}, err
	}
	if err := r.memory.Acquire(ctx, n); err != nil {
		return Picture{}, err
	}
	defer r.memory.Release(n)
	img, err := decode(b, kind)
	if err != nil {
		return Picture{}, err
	}
	at := image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy())
	out := image.NewNRGBA(at)
	draw.Draw(out, at, img, img.Bounds().Min, draw.Src)
	colour := image.NewUniform(m.average(out))
	for _, c := range m.Cells {
		draw.Draw(out, m.area(c, at), colour, image.Point{}, draw.Src)
	}
	return encode(out, kind)
}

// average is the average colour of the covered cells.
func (m Mask) average(img *image.NRGBA) color.NRGBA {
	var red, green, blue uint64
	n := uint64(0)
	for _, cell := range m.Cells {
		at := m.area(cell, img.Rect)
		for y := at.Min.Y; y < at.Max.Y; y++ {
			for x := at.Min.X; x < at.Max.X; x++ {
				c := img.NRGBAAt(x, y)
				red, green, blue, n = red+uint64(c.R), green+uint64(c.G), blue+uint64(c.B), n+1
			}
		}
	}
	n = max(n, 1)
	return color.NRGBA{uint8(red / n), uint8(green / n), uint8(blue / n), 255} //nolint:gosec // averages of bytes
}

// Package picture draws what the demonstration shows as photographs: nobody and no place is in them.
package picture

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
)

// Scene is a picture of the demonstration, drawn by the program: nobody's photograph.
type Scene func() image.Image

// Sizes of the drawn pictures, as a telephone held level takes them.
const (
	sceneWidth  = 1024
	sceneHeight = 768
)

// canvas is a picture being drawn.
type canvas struct{ *image.RGBA }

func newCanvas(c color.RGBA) canvas {
	x := canvas{image.NewRGBA(image.Rect(0, 0, sceneWidth, sceneHeight))}
	x.box(0, 0, sceneWidth, sceneHeight, c)
	return x
}

func (x canvas) box(left, top, right, bottom int, c color.RGBA) {
	draw.Draw(x, image.Rect(left, top, right, bottom), image.NewUniform(c), image.Point{}, draw.Src)
}

// disc is a round: a lamp, a wheel, a head.
func (x canvas) disc(cx, cy, r int, c color.RGBA) {
	for dy := -r; dy <= r; dy++ {
		for dx := -r; dx <= r; dx++ {
			if dx*dx+dy*dy <= r*r {
				x.SetRGBA(cx+dx, cy+dy, c)
			}
		}
	}
}

func grey(n uint8) color.RGBA { return color.RGBA{n, n, n, 255} }

// stairwell is the stairs of a house, with the lamp on or off.
func stairwell(lit bool) image.Image {
	wall, step, lamp := grey(52), uint8(40), grey(80)
	if lit {
		wall, step, lamp = color.RGBA{232, 222, 196, 255}, 150, color.RGBA{255, 240, 170, 255}
	}
	x := newCanvas(wall)
	for i := range 9 {
		top := 760 - 62*i
		x.box(200+70*i, top-62, sceneWidth, top, grey(step+uint8(i)*6)) //nolint:gosec // nine steps
	}
	x.box(90, 250, 190, 700, grey(step/2)) // a door
	x.box(505, 0, 519, 70, grey(30))
	x.disc(512, 100, 36, lamp)
	return x
}

// DarkStairs are the stairs without light.
func DarkStairs() image.Image { return stairwell(false) }

// LitStairs are the same with it.
func LitStairs() image.Image { return stairwell(true) }

// Ramp is a parcel locker that stands in the way of a ramp, and somebody who waits.
func Ramp() image.Image {
	x := newCanvas(color.RGBA{188, 208, 222, 255})
	x.box(0, 520, sceneWidth, sceneHeight, grey(150))
	for i := range 60 {
		x.box(120+9*i, 640-2*i, 420+9*i, 660, grey(186))
	}
	x.box(400, 240, 720, 640, color.RGBA{52, 98, 96, 255})
	for row := range 4 {
		for column := range 4 {
			x.box(412+76*column, 252+96*row, 480+76*column, 340+96*row, color.RGBA{74, 134, 130, 255})
		}
	}
	x.disc(850, 330, 44, color.RGBA{222, 184, 150, 255})
	x.box(800, 380, 900, 640, color.RGBA{122, 82, 70, 255})
	return x
}

// Parking is two cars on worn lines, each with its number plate.
func Parking() image.Image {
	x := newCanvas(color.RGBA{196, 214, 228, 255})
	x.box(0, 360, sceneWidth, sceneHeight, grey(108))
	for i := range 4 {
		x.box(90+280*i, 420, 98+280*i, 760, grey(138))
	}
	for i, c := range []color.RGBA{{150, 52, 46, 255}, {58, 84, 132, 255}} {
		at := 130 + 460*i
		x.box(at+60, 300, at+280, 400, c)
		x.box(at, 390, at+340, 560, c)
		x.box(at+80, 316, at+260, 390, grey(210))
		x.disc(at+70, 570, 40, grey(30))
		x.disc(at+270, 570, 40, grey(30))
		x.box(at+110, 500, at+230, 534, color.RGBA{40, 70, 170, 255})
		for n := range 6 {
			x.box(at+118+18*n, 508, at+130+18*n, 526, grey(245))
		}
	}
	return x
}

// garden is the path through a garden, with benches along it or without.
func garden(seats bool) image.Image {
	x := newCanvas(color.RGBA{196, 218, 236, 255})
	x.box(0, 300, sceneWidth, sceneHeight, color.RGBA{122, 158, 96, 255})
	for i := range 468 {
		x.box(420-i/2, 300+i, 560+i/2, 301+i, color.RGBA{206, 198, 184, 255})
	}
	for i := range 4 {
		at := 60 + 290*i
		x.box(at+34, 180, at+48, 330, color.RGBA{96, 70, 52, 255})
		x.disc(at+41, 150, 66, color.RGBA{74, 118, 66, 255})
	}
	for i := 0; seats && i < 3; i++ {
		left, top := 640+90*i, 360+110*i
		x.box(left, top, left+200, top+14, color.RGBA{150, 98, 58, 255})
		x.box(left, top+34, left+200, top+50, color.RGBA{150, 98, 58, 255})
		x.box(left+14, top, left+24, top+92, grey(40))
		x.box(left+176, top, left+186, top+92, grey(40))
	}
	return x
}

// EmptyGarden has nothing to sit on.
func EmptyGarden() image.Image { return garden(false) }

// Benches are the same garden with some.
func Benches() image.Image { return garden(true) }

// JPEG is the picture as a telephone would send it.
func (s Scene) JPEG() (*bytes.Buffer, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, s(), &jpeg.Options{Quality: 90})
	return &b, err
}

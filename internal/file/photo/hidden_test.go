package photo_test

import (
	"bytes"
	"image"
	"image/color"
	"testing"

	"pgregory.net/rapid"

	"linli/internal/file/photo"
)

// scenes is two pictures that look the same on white: where mask is set the pixel is not to be seen, and its colour differs.
func scenes(t *rapid.T) (one, other *image.NRGBA) {
	w, h := rapid.IntRange(1, 40).Draw(t, "width"), rapid.IntRange(1, 40).Draw(t, "height")
	colours := rapid.SampledFrom([]int{2, 200, 1 << 24}).Draw(t, "colours") // a drawing, and what has more than a palette holds
	seed := rapid.Uint32().Draw(t, "seed")
	next := func() uint32 { seed = seed*1664525 + 1013904223; return seed >> 8 }
	one, other = image.NewNRGBA(image.Rect(0, 0, w, h)), image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := int(next()) % colours
			shown := color.NRGBA{uint8(c), uint8(c >> 8), uint8(c >> 16), uint8(next()>>3 | 16)}
			if next()%3 == 0 {
				faint := uint8(next() >> 3 % 16)
				shown = color.NRGBA{uint8(next()), uint8(next()), uint8(next()), faint}
				other.SetNRGBA(x, y, color.NRGBA{uint8(next()), uint8(next()), uint8(next()), faint})
			} else {
				other.SetNRGBA(x, y, shown)
			}
			one.SetNRGBA(x, y, shown)
		}
	}
	return one, other
}

// What lies under a transparent pixel, or under one so faint that no eye sees it, is in nothing that is kept: two pictures
// that differ there alone become the same file and the same thumbnail, byte for byte.
func TestWhatCannotBeSeenIsNotKept(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		one, other := scenes(r)
		a, b := read(t, asPNG(t, one)), read(t, asPNG(t, other))
		if !bytes.Equal(a.Body, b.Body) || !bytes.Equal(a.Thumb, b.Thumb) {
			r.Fatalf("of a hidden colour something is left in %s", a.Media)
		}
	})
}

// hidden is a picture of a kind whose left half is transparent over colours that nobody is to see; its right half is grey.
func hidden(deep bool, w, h, colours int) image.Image {
	small, large := image.NewNRGBA(image.Rect(0, 0, w, h)), image.NewNRGBA64(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := uint16((y*w + x) * 977 % colours * (65535 / colours))
			c := color.NRGBA64{v, 65535 - v, v ^ 0x5a5a, 0}
			if x >= w/2 {
				c = color.NRGBA64{0x8080, 0x8080, 0x8080, 0xffff}
			}
			large.SetNRGBA64(x, y, c)
			small.SetNRGBA(x, y, color.NRGBA{uint8(c.R >> 8), uint8(c.G >> 8), uint8(c.B >> 8), uint8(c.A >> 8)})
		}
	}
	if deep {
		return large
	}
	return small
}

// Every way to transparency that a PNG has ends on white: few colours, many, sixteen bits, a palette, larger than is kept,
// and with cells covered in it.
func TestTransparencyEndsOnWhite(t *testing.T) {
	t.Parallel()
	palette := image.NewPaletted(image.Rect(0, 0, 64, 64), color.Palette{color.NRGBA{200, 10, 10, 0}, color.NRGBA{10, 200, 10, 0}, color.NRGBA{128, 128, 128, 255}})
	for i := range palette.Pix {
		palette.Pix[i] = uint8(i / 7 % 2)
		if i%64 >= 32 {
			palette.Pix[i] = 2
		}
	}
	for name, img := range map[string]image.Image{
		"of few colours":  hidden(false, 64, 64, 100),
		"of many colours": hidden(false, 64, 64, 2048),
		"of sixteen bits": hidden(true, 64, 64, 2048),
		"with a palette":  palette,
		"larger":          hidden(false, photo.Side+400, 80, 2048),
	} {
		p := read(t, asPNG(t, img))
		c, err := reader.Cover(t.Context(), asPNG(t, img), photo.Grid(64, 64).With([]int{11, 23}))
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range [][]byte{p.Body, p.Thumb, c.Body, c.Thumb} {
			kept, _, err := image.Decode(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			at := kept.Bounds()
			for y := range at.Dy() {
				for x := range at.Dx()/2 - 24 { // a JPEG smears the edge
					if got := color.NRGBAModel.Convert(kept.At(x, y)).(color.NRGBA); min(got.R, got.G, got.B) < 250 || got.A != 255 {
						t.Fatalf("%s: at %d, %d of %v is %v", name, x, y, at.Size(), got)
					}
				}
			}
		}
	}
}

package photo

import (
	"image"
	"image/draw"
)

// shrink makes an opaque picture at most side pixels long; a smaller one stays as it is. Each pixel is the average of those
// that it stands for, row by row: golang.org/x/image/draw keeps 32 bytes for each pixel of half the picture meanwhile, which
// for a telephone's photo are two hundred megabytes.
func shrink(img image.Image, side int) image.Image {
	at := img.Bounds()
	w, h := at.Dx(), at.Dy()
	most := max(w, h)
	if most <= side {
		return img
	}
	out := image.NewRGBA(image.Rect(0, 0, max(1, w*side/most), max(1, h*side/most)))
	to := out.Rect.Max
	row := image.NewRGBA(image.Rect(0, 0, w, 1))
	across, sum := make([]uint64, 3*to.X), make([]uint64, 3*to.X)
	y := 0
	for sy := range h {
		draw.Draw(row, row.Rect, img, image.Pt(at.Min.X, at.Min.Y+sy), draw.Src)
		narrow(across, row.Pix, w, to.X)
		// In units of which a row of the source has to.Y and one of the result h.
		for from, end := sy*to.Y, (sy+1)*to.Y; from < end; {
			n := min(end, (y+1)*h) - from
			for i, v := range across {
				sum[i] += v * uint64(n) //nolint:gosec // positive
			}
			if from += n; from == (y+1)*h {
				average(out.Pix[y*out.Stride:], sum, uint64(w)*uint64(h)) //nolint:gosec // positive
				clear(sum)
				y++
			}
		}
	}
	return out
}

// narrow sums a row of w pixels to fewer, each by the share that it has in them: w units to one of the result.
func narrow(to []uint64, pix []uint8, w, width int) {
	clear(to)
	x := 0
	for sx := range w {
		r, g, b := uint64(pix[4*sx]), uint64(pix[4*sx+1]), uint64(pix[4*sx+2])
		for from, end := sx*width, (sx+1)*width; from < end; {
			n := min(end, (x+1)*w) - from
			share := uint64(n) //nolint:gosec // positive
			to[3*x], to[3*x+1], to[3*x+2] = to[3*x]+r*share, to[3*x+1]+g*share, to[3*x+2]+b*share
			if from += n; from == (x+1)*w {
				x++
			}
		}
	}
}

// average writes the pixels of a row by their sums.
func average(pix []uint8, sum []uint64, n uint64) {
	for x := range len(sum) / 3 {
		for c := range 3 {
			pix[4*x+c] = uint8((sum[3*x+c] + n/2) / n) //nolint:gosec // an average of bytes
		}
		pix[4*x+3] = 255
	}
}

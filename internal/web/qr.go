package web

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// QR is a QR code as one path of an SVG picture, a unit for each module, with the quiet zone around it that readers
// need.
type QR struct {
	Size int
	Path string
}

// quiet is the white border that ISO/IEC 18004 asks for, in modules.
const quiet = 4

// EncodeQR draws a text with the error correction that paper needs (level M).
func EncodeQR(text string) (QR, error) {
	q, err := qr.Encode(text, qr.M)
	if err != nil {
		return QR{}, fmt.Errorf("qr: %w", err)
	}
	var path strings.Builder
	for y := range q.Size {
		for x := 0; x < q.Size; x++ {
			from := x
			for x < q.Size && q.Black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	return QR{Size: q.Size + 2*quiet, Path: path.String()}, nil
}

func (c QR) box() string { return fmt.Sprintf("0 0 %d %d", c.Size, c.Size) }

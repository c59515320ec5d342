// Package picture makes portraits: a picture that somebody sent becomes two
// square JPEGs, without the place, the date and the device that cameras write in.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // decoded beside JPEG
	"io"

	"golang.org/x/image/draw"

	shared "preau/base/picture"
)

// Limits of what is taken.
const (
	MaxBytes  = 5 << 20
	maxPixels = 40_000_000 // four bytes each once decoded: 160 MB
	smallest  = 96         // pixels of a side
)

// The sides of the portraits, in pixels.
const (
	Small = 96
	Large = 240
)

const quality = 82 // of the JPEG: a face of 96 pixels weighs about 3 kB

// Errors of Portraits, for errors.Is.
var (
	ErrKind  = errors.New("not a JPEG or PNG picture")
	ErrPixel = errors.New("too many pixels")
	ErrTiny  = errors.New("too few pixels")
)

// Portraits are the small and the large portrait of the picture that r holds:
// the middle square, upright, as JPEG. The number of pixels is read before they
// are decoded, so that a small file cannot ask for all the memory.
func Portraits(r io.Reader) (small, large []byte, err error) {
	body, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read picture: %w", err)
	}
	c, kind, err := image.DecodeConfig(bytes.NewReader(body))
	switch {
	case err != nil || kind != "jpeg" && kind != "png":
		return nil, nil, ErrKind
	case len(body) > MaxBytes || int64(c.Width)*int64(c.Height) > maxPixels:
		return nil, nil, ErrPixel
	case min(c.Width, c.Height) < smallest:
		return nil, nil, ErrTiny
	}
	m, _, err := image.Decode(bytes.NewReader(body))
	if err != nil {
		return nil, nil, ErrKind
	}
	turn := shared.Orientation(body)
	if small, err = square(m, Small, turn); err == nil {
		large, err = square(m, Large, turn)
	}
	return small, large, err
}

// square scales the middle square of m to a side, turns it upright and encodes
// it, on white where the picture is transparent.
func square(m image.Image, side, turn int) ([]byte, error) {
	b := m.Bounds()
	d := min(b.Dx(), b.Dy())
	from := image.Rect(0, 0, d, d).Add(b.Min).Add(image.Pt((b.Dx()-d)/2, (b.Dy()-d)/2))
	to := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.Draw(to, to.Bounds(), image.White, image.Point{}, draw.Src)
	draw.CatmullRom.Scale(to, to.Bounds(), m, from, draw.Over, nil)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, shared.Upright(to, turn), &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode picture: %w", err)
	}
	return out.Bytes(), nil
}

// Package picture makes portraits: a picture that somebody sent becomes two
// square JPEGs, without the place, the date and the device that cameras write in.
package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // decoded beside JPEG
	"io"

	"golang.org/x/image/draw"
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
	turn := orientation(body)
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
	if err := jpeg.Encode(&out, upright(to, turn), &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode picture: %w", err)
	}
	return out.Bytes(), nil
}

// upright undoes an orientation of EXIF (2.32, tag 0x0112) on a square: mirrored
// where it is even below five or odd from five, then turned.
func upright(m *image.RGBA, turn int) *image.RGBA {
	if turn < 2 || turn > 8 {
		return m
	}
	n := m.Bounds().Dx() - 1
	out := image.NewRGBA(m.Bounds())
	for y := range n + 1 {
		for x := range n + 1 {
			sx, sy := source(turn, x, y, n)
			out.SetRGBA(x, y, m.RGBAAt(sx, sy))
		}
	}
	return out
}

// source is where the pixel x, y of the upright picture is in the stored one.
func source(turn, x, y, n int) (int, int) {
	switch turn {
	case 2:
		return n - x, y
	case 3:
		return n - x, n - y
	case 4:
		return x, n - y
	case 5:
		return y, x
	case 6:
		return y, n - x
	case 7:
		return n - y, n - x
	default:
		return n - y, x
	}
}

// orientation reads how a camera was held from the EXIF segment of a JPEG; 1
// when it does not say.
func orientation(b []byte) int {
	if len(b) < 4 || b[0] != 0xFF || b[1] != 0xD8 {
		return 1
	}
	for at := 2; at+4 <= len(b) && b[at] == 0xFF && b[at+1] != 0xDA; {
		size := int(binary.BigEndian.Uint16(b[at+2:]))
		end := at + 2 + size
		if size < 2 || end > len(b) {
			return 1
		}
		if b[at+1] == 0xE1 && bytes.HasPrefix(b[at+4:end], []byte("Exif\x00\x00")) {
			return tag(b[at+10 : end])
		}
		at = end
	}
	return 1
}

// tag reads the orientation among the entries of a TIFF header's first directory.
func tag(b []byte) int {
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(b[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	entries := b[at+2:]
	for range order.Uint16(b[at:]) {
		if len(entries) < 12 {
			return 1
		}
		if order.Uint16(entries) == 0x0112 {
			return int(order.Uint16(entries[8:]))
		}
		entries = entries[12:]
	}
	return 1
}

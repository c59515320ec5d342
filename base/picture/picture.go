// Package picture makes a small, clean picture of one that people sent: read
// whole, redrawn and written anew, so that nothing of the file itself (metadata,
// a place, a script) stays.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"

	_ "image/jpeg" // JPEG is read

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // WebP is read
)

// maxPixels bounds what a picture may unfold to in memory: four bytes a pixel.
const maxPixels = 24_000_000

// Errors of PNG.
var (
	ErrUnread = errors.New("picture: not a picture that can be read")
	ErrHuge   = errors.New("picture: too many pixels")
)

// PNG reads a PNG, JPEG or WebP picture and gives it as a PNG whose sides are
// size pixels at most, its proportions kept.
func PNG(body []byte, size int) ([]byte, error) {
	head, _, err := image.DecodeConfig(bytes.NewReader(body))
	if err != nil || head.Width < 1 || head.Height < 1 {
		return nil, errors.Join(ErrUnread, err)
	}
	if head.Width > maxPixels/head.Height {
		return nil, ErrHuge
	}
	whole, _, err := image.Decode(bytes.NewReader(body))
	if err != nil {
		return nil, errors.Join(ErrUnread, err)
	}
	w, h := fit(head.Width, head.Height, size)
	small := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(small, small.Bounds(), whole, whole.Bounds(), draw.Src, nil)
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, small); err != nil {
		return nil, fmt.Errorf("write picture: %w", err)
	}
	return out.Bytes(), nil
}

// fit is the size of a picture brought within a square.
func fit(w, h, size int) (int, int) {
	if long := max(w, h); long > size {
		return max(1, w*size/long), max(1, h*size/long)
	}
	return w, h
}

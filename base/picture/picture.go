// Package picture makes a small, clean picture of one that people sent: read
// whole, redrawn and written anew, so that nothing of the file itself (metadata,
// a place, a script) stays.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // WebP is read
)

// maxPixels bounds what a picture may unfold to in memory: four bytes a pixel.
const maxPixels = 24_000_000

// Errors of PNG and JPEG.
var (
	ErrUnread = errors.New("picture: not a picture that can be read")
	ErrHuge   = errors.New("picture: too many pixels")
)

// PNG reads a PNG, JPEG or WebP picture and gives it as a PNG whose sides are
// size pixels at most, its proportions kept.
func PNG(body []byte, size int) ([]byte, error) {
	whole, err := decode(body)
	if err != nil {
		return nil, err
	}
	w, h := fit(whole.Bounds().Dx(), whole.Bounds().Dy(), size)
	small := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(small, small.Bounds(), whole, whole.Bounds(), draw.Src, nil)
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, small); err != nil {
		return nil, fmt.Errorf("write picture: %w", err)
	}
	return out.Bytes(), nil
}

// JPEG reads a photograph and gives it upright, as a JPEG whose sides are size
// pixels at most, on white where it is transparent.
func JPEG(body []byte, size int) ([]byte, error) {
	const quality = 82
	whole, err := decode(body)
	if err != nil {
		return nil, err
	}
	w, h := fit(whole.Bounds().Dx(), whole.Bounds().Dy(), size)
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(small, small.Bounds(), image.White, image.Point{}, draw.Src)
	draw.CatmullRom.Scale(small, small.Bounds(), whole, whole.Bounds(), draw.Over, nil)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, Upright(small, Orientation(body)), &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("write picture: %w", err)
	}
	return out.Bytes(), nil
}

// decode reads a picture whose pixels were counted before they are unfolded.
func decode(body []byte) (image.Image, error) {
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
	return whole, nil
}

// fit is the size of a picture brought within a square.
func fit(w, h, size int) (int, int) {
	if long := max(w, h); long > size {
		return max(1, w*size/long), max(1, h*size/long)
	}
	return w, h
}

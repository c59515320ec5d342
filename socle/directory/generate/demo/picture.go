package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
)

// Picture is a picture that goes with articles, and what it shows in words.
type Picture struct{ Name, Alt string }

// Pictures are the pictures; PNG draws them.
var Pictures = []Picture{
	{"livres", "Dessin : une rangée de livres de couleur sur une étagère"},
	{"gymnase", "Dessin : le sol d’un gymnase et ses lignes blanches"},
	{"planetarium", "Dessin : un ciel étoilé au-dessus d’une coupole"},
	{"cross", "Dessin : une piste ocre qui tourne dans l’herbe"},
	{"cour", "Dessin : la façade du collège et quatre tilleuls dans la cour"},
}

const width, height = 640, 360

// The colours of the drawings, those of the product's own palette.
var (
	paper = color.RGBA{0xfa, 0xf6, 0xee, 0xff}
	pine  = color.RGBA{0x1a, 0x5c, 0x49, 0xff}
	mint  = color.RGBA{0xe0, 0xef, 0xe7, 0xff}
	tile  = color.RGBA{0xc4, 0x55, 0x2f, 0xff}
	sand  = color.RGBA{0xe4, 0xda, 0xc7, 0xff}
	night = color.RGBA{0x1c, 0x29, 0x25, 0xff}
)

// PNG draws the picture of that name, 640 by 360; the same bytes at each call.
func PNG(name string) ([]byte, error) {
	draw := map[string]func(*image.RGBA){"livres": books, "gymnase": gym, "planetarium": sky, "cross": track, "cour": yard}[name]
	if draw == nil {
		return nil, fmt.Errorf("demo: no picture %q", name)
	}
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	draw(m)
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		return nil, fmt.Errorf("encode the picture %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// box fills a rectangle.
func box(m *image.RGBA, x0, y0, x1, y1 int, c color.RGBA) {
	for y := max(y0, 0); y < min(y1, height); y++ {
		for x := max(x0, 0); x < min(x1, width); x++ {
			m.SetRGBA(x, y, c)
		}
	}
}

// ellipse fills an ellipse.
func ellipse(m *image.RGBA, cx, cy, rx, ry int, c color.RGBA) {
	for y := max(cy-ry, 0); y < min(cy+ry, height); y++ {
		for x := max(cx-rx, 0); x < min(cx+rx, width); x++ {
			if dx, dy := x-cx, y-cy; dx*dx*ry*ry+dy*dy*rx*rx < rx*rx*ry*ry {
				m.SetRGBA(x, y, c)
			}
		}
	}
}

func books(m *image.RGBA) {
	box(m, 0, 0, width, height, paper)
	for i, c := range []color.RGBA{pine, tile, sand, night, tile, mint, pine, sand, tile, pine, night, mint} {
		box(m, 50+i*45, 90+i*37%60, 88+i*45, 290, c)
		box(m, 56+i*45, 130+i*37%60, 82+i*45, 136+i*37%60, paper)
	}
	box(m, 30, 290, width-30, 306, night)
}

func gym(m *image.RGBA) {
	box(m, 0, 0, width, height, tile)
	ellipse(m, width/2, height/2, 80, 80, paper)
	ellipse(m, width/2, height/2, 74, 74, tile)
	box(m, width/2-3, 20, width/2+3, height-20, paper)
	for _, y := range []int{20, height - 26} {
		box(m, 40, y, width-40, y+6, paper)
	}
	for _, x := range []int{40, width - 46} {
		box(m, x, 20, x+6, height-20, paper)
	}
}

func sky(m *image.RGBA) {
	box(m, 0, 0, width, height, night)
	for i := range 70 {
		x, y := i*197%width, i*89%220
		box(m, x, y, x+2+i%3, y+2+i%3, paper)
	}
	ellipse(m, width/2, height, 220, 130, pine)
	box(m, width/2-6, height-130, width/2+6, height-60, night)
}

func track(m *image.RGBA) {
	box(m, 0, 0, width, height, pine)
	ellipse(m, width/2, height/2, 290, 150, tile)
	for i := 1; i < 4; i++ {
		ellipse(m, width/2, height/2, 290-i*22, 150-i*22, paper)
		ellipse(m, width/2, height/2, 288-i*22, 148-i*22, tile)
	}
	ellipse(m, width/2, height/2, 200, 62, pine)
}

func yard(m *image.RGBA) {
	box(m, 0, 0, width, height, mint)
	box(m, 90, 110, 550, 280, paper)
	box(m, 76, 92, 564, 112, tile)
	for i := range 8 {
		box(m, 112+i*54, 140, 142+i*54, 180, pine)
		box(m, 112+i*54, 205, 142+i*54, 245, pine)
	}
	box(m, 0, 280, width, height, sand)
	for i := range 4 {
		box(m, 66+i*166, 240, 74+i*166, 310, night)
		ellipse(m, 70+i*166, 225, 42, 46, pine)
	}
}

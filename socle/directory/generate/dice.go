package generate

import "math/rand/v2"

// dice is chance that the seed fixes.
type dice struct{ *rand.Rand }

// chance is true in percent cases of a hundred.
func (d dice) chance(percent float64) bool { return d.Float64()*100 < percent }

// pick is any of list.
func pick[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

// common is one of list, the first ones more often, somewhat as family names are spread: the first of 300 comes
// about twelve times as often as the last.
func common[T any](d dice, list []T) T {
	f := d.Float64()
	return list[int(f*f*float64(len(list))*0.75+d.Float64()*float64(len(list))*0.25)]
}

// shuffle mixes list in place.
func shuffle[T any](d dice, list []T) {
	d.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

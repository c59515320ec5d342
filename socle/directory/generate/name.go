package generate

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed names.txt
var namesText string

// names are the lists of names.txt, by "kind origin".
var names = readNames(namesText)

// readNames reads lines of "kind origin word word…"; an underscore is a space inside a word.
func readNames(text string) map[string][]string {
	lists := map[string][]string{}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) < 3 || words[0] == "#" {
			continue
		}
		for i, w := range words {
			words[i] = strings.ReplaceAll(w, "_", " ")
		}
		lists[words[0]+" "+words[1]] = words[2:]
	}
	return lists
}

// oddNames are names that break careless software: they come once in each school.
var oddNames = []struct{ first, family string }{
	{"Éloïse", "d’Àrc-Nuñez"},
	{"Sean", "O'Neill"},
	{"Wei", "李"},
}

// origin is where the names of a family come from.
func (d dice) origin() string {
	f := d.Float64()
	for _, o := range []struct {
		name  string
		until float64
	}{{"fr", .72}, {"ma", .83}, {"ib", .90}, {"wa", .95}, {"as", .98}} {
		if f < o.until {
			return o.name
		}
	}
	return "es"
}

// familyName is a family name of that origin, now and then a double one.
func (d dice) familyName(origin string) string {
	name := common(d, names["family "+origin])
	if !strings.Contains(name, " ") && d.chance(4) {
		if other := pick(d, names["family fr"]); other != name && !strings.Contains(other, " ") {
			return name + "-" + other
		}
	}
	return name
}

// firstName is a first name; families of another origin give half of their children a name of it. Kind is girl, boy,
// woman or man.
func (d dice) firstName(kind, origin string) string {
	if (kind == "girl" || kind == "boy") && d.chance(30) {
		origin = "fr"
	}
	return common(d, names[kind+" "+origin])
}

// otherNames are all first names of somebody called first.
func (d dice) otherNames(first, kind string) []string {
	all := []string{first}
	for range d.IntN(3) {
		if n := pick(d, names[kind+" fr"]); n != first {
			all = append(all, n)
		}
	}
	return all
}

// landline is a telephone number of a range kept for fiction.
func (d dice) landline() string {
	return pick(d, []string{"019900", "026191", "035301", "046571", "053649"}) + fmt.Sprintf("%04d", d.IntN(10000))
}

// mobile is a mobile number of the range kept for fiction.
func (d dice) mobile() string { return "063998" + fmt.Sprintf("%04d", d.IntN(10000)) }

// address is an address in one of the towns around a school.
func (d dice) address(near Address) Address {
	a := Address{Town: near.Town, PostalCode: near.PostalCode}
	if d.chance(35) {
		a.Town, a.PostalCode = town(d.IntN(len(names["town fr"])))
	}
	a.Street = fmt.Sprintf("%d %s", 1+d.IntN(90), pick(d, names["street fr"]))
	if d.chance(12) {
		a.Street = fmt.Sprintf("%d bis %s", 1+d.IntN(60), pick(d, names["street fr"]))
	}
	return a
}

// town is the name and the postal code of an invented town.
func town(i int) (name, code string) {
	list := names["town fr"]
	i %= len(list)
	return list[i], fmt.Sprintf("999%02d", (i*4+10)%100)
}

// plain turns a name into the letters of a mail address.
func plain(s string) string {
	var out strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z':
			out.WriteRune(r)
		case strings.ContainsRune(" '’-", r):
			out.WriteByte('-')
		default:
			out.WriteString(unaccented[r])
		}
	}
	return strings.Trim(out.String(), "-")
}

// unaccented are the plain letters of the accented ones of names.txt.
var unaccented = func() map[rune]string {
	m := map[rune]string{'œ': "oe", 'æ': "ae"}
	for _, group := range []string{"aàâäáã", "cçćč", "eéèêë", "gğ", "iîïíı", "nñ", "oôöóõ", "sşš", "uùûüú", "yÿý"} {
		letters := []rune(group)
		for _, r := range letters[1:] {
			m[r] = string(letters[0])
		}
	}
	return m
}()

// mail is a mail address on the reserved domain; number keeps namesakes apart.
func mail(first, family, number string) string {
	a, b := plain(first), plain(family)
	if a == "" || b == "" {
		return "contact" + number + "@example.org"
	}
	return a + "." + b + number + "@example.org"
}

package imports

import (
	"preau/socle/directory/feed"
)

// fields are what the directory holds of a person, in the order of fieldNames.
type fields struct {
	text    [15]string
	sms     bool
	address bool
}

// The fields whose place is used by name.
const (
	fieldFamily = 1
	fieldFirst  = 2
	fieldSort   = 6
	fieldEmail  = 7
	fieldPhone  = 8
	fieldMobile = 9
	fieldStreet = 11
)

// fieldNames are the columns of directory_person that a feed fills, and the
// keys by which differences name them.
var fieldNames = [...]string{
	"civility", "family_name", "first_name", "birth_name", "other_names", "birth_date", "sort_key", "email", "phone", "mobile",
	"work_phone", "street", "postal_code", "town", "country", "sms_ok", "address_ok",
}

// dest is where a row of personFields is read.
func (f *fields) dest() []any {
	var all []any
	for i := range f.text {
		all = append(all, &f.text[i])
	}
	return append(all, &f.sms, &f.address)
}

// values are the fields as SQL takes them.
func (f fields) values() []any {
	all := make([]any, 0, len(fieldNames))
	for _, v := range f.text {
		all = append(all, v)
	}
	return append(all, f.sms, f.address)
}

func (f fields) name() string { return join(f.text[fieldFirst], f.text[fieldFamily]) }

// fieldsOf are the fields that a feed gives.
func fieldsOf(p *feed.Person) fields {
	return fields{
		text: [15]string{
			p.Civility, p.Family, p.First, p.Birth, p.Others, p.BirthDate, sortKey(p), p.Email, p.Phone, p.Mobile,
			p.Work, p.Street, p.PostalCode, p.Town, p.Country,
		},
		sms: p.SMS, address: p.Address,
	}
}

// over is what the directory holds once the feed has spoken: the feed decides,
// but what it leaves empty it does not erase, since a school completes what the
// ministry's files do not know. An address is taken whole.
func (f fields) over(before fields) fields {
	const street, country = 11, 14
	moved := f.text[street] != "" || f.text[street+2] != ""
	for i := range f.text {
		if f.text[i] == "" && !(moved && i >= street && i <= country) {
			f.text[i] = before.text[i]
		}
	}
	return f
}

// merge completes the fields of one hat with those of another: a teacher who is
// a guardian too is one person.
func (f fields) merge(other fields) fields {
	f = f.over(other)
	f.sms, f.address = f.sms || other.sms, f.address || other.address
	return f
}

// Change is one field that changes. Before is empty where nothing was.
type Change struct {
	Field  string `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// changes lists what differs, as people would list it: the sort key is the
// names' own affair.
func (f fields) changes(before fields) []Change {
	var all []Change
	for i := range f.text {
		if i != fieldSort && f.text[i] != before.text[i] {
			all = append(all, Change{fieldNames[i], before.text[i], f.text[i]})
		}
	}
	for i, pair := range [][2]bool{{before.sms, f.sms}, {before.address, f.address}} {
		if pair[0] != pair[1] {
			all = append(all, Change{fieldNames[len(f.text)+i], truth(pair[0]), truth(pair[1])})
		}
	}
	return all
}

func truth(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

package leaving

import (
	"github.com/a-h/templ"

	"preau/socle"
	"preau/socle/directory"
)

// Widget tells whoever is leaving, on their home page, the day on which their
// access closes.
func Widget(c *socle.Call, v *socle.View) (templ.Component, error) {
	all, err := directory.Leaving(v, c.Who.ID, c.Today())
	if err != nil || len(all) == 0 {
		return nil, err
	}
	names := map[directory.ID]string{}
	for _, l := range all {
		school, _, err := directory.LoadSchool(v, l.School)
		if err != nil {
			return nil, err
		}
		names[l.School] = school.Name
	}
	return notice(all, names), nil
}

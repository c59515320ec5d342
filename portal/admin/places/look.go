package places

import (
	"slices"

	"preau/base/ui"
	"preau/socle"
	"preau/socle/directory"
	"preau/socle/rights"
)

// Limits of a school's own picture.
const (
	maxLogo  = 500_000 // bytes, as it is sent
	logoSide = 256     // pixels, as it is kept
)

func showLook(_ *socle.Call, v *socle.View) (identity, error) { return loadSchool(v) }

func lookPage(c *socle.Call, m identity) socle.Page {
	return socle.Page{Title: c.T("admin.look.title"), Body: lookBody(m)}
}

type lookForm struct {
	Colour string    `form:"couleur"`
	Logo   socle.Ref `form:"logo"`
}

// Check takes one of the eight colours whose contrast was measured.
func (f *lookForm) Check(c *socle.Call) socle.Invalid {
	if !slices.ContainsFunc(ui.Colours, func(x ui.Colour) bool { return x.Name == f.Colour }) {
		return socle.Wrong("couleur", c.T("admin.look.bad"))
	}
	return nil
}

func saveLook(c *socle.Call, t *socle.Tx, f lookForm) (socle.See, error) {
	if _, err := t.Exec(`UPDATE directory_school SET colour = ?, version = version + 1 WHERE id = ?`, f.Colour, t.On()); err != nil {
		return socle.See{}, err
	}
	if f.Logo.Hash != "" {
		if err := setLogo(t, f.Logo); err != nil {
			return socle.See{}, err
		}
	}
	t.Say("a choisi la couleur et le logo de {0}", socle.ThingRef(rights.Places, t.On()))
	t.Publish("directory:" + string(t.On()))
	return socle.See{Path: schoolPath(t.On()) + "/apparence", Say: c.T("admin.look.saved")}, nil
}

// setLogo puts a logo in place of the one before.
func setLogo(t *socle.Tx, logo socle.Ref) error {
	if err := forgetLogo(t); err != nil {
		return err
	}
	if _, err := t.Exec(`UPDATE directory_school SET logo = ?, version = version + 1 WHERE id = ?`, logo.Hash, t.On()); err != nil {
		return err
	}
	return t.Attach(logo, rights.Places, t.On())
}

// forgetLogo lets go of the bytes of the logo there is.
func forgetLogo(t *socle.Tx) error {
	s, err := loadSchool(&t.View)
	if err != nil || s.Logo == "" {
		return err
	}
	return t.Detach(s.Logo, rights.Places, t.On())
}

func dropLogo(c *socle.Call, t *socle.Tx, _ struct{}) (socle.See, error) {
	if err := forgetLogo(t); err != nil {
		return socle.See{}, err
	}
	_, err := t.Exec(`UPDATE directory_school SET logo = '', version = version + 1 WHERE id = ?`, t.On())
	t.Say("a retiré le logo de {0}", socle.ThingRef(rights.Places, t.On()))
	t.Publish("directory:" + string(t.On()))
	return socle.See{Path: schoolPath(t.On()) + "/apparence", Say: c.T("admin.look.dropped")}, err
}

// giveLogo gives the logo to everyone: it stands on the door.
func giveLogo(c *socle.Call, v *socle.View) (socle.File, error) {
	school, ok, err := directory.LoadSchool(v, c.Path("school"))
	if err == nil && (!ok || school.Logo == "") {
		err = socle.ErrNotFound
	}
	return socle.File{Name: "logo.png", Type: "image/png", Hash: school.Logo, Inline: true, Public: true}, err
}

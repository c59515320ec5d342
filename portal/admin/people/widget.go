package people

import (
	"github.com/a-h/templ"

	"preau/socle"
	"preau/socle/signin"
)

// AccountsWidget tells how many of the school have opened their account.
func AccountsWidget(c *socle.Call, v *socle.View) (templ.Component, error) {
	share, err := signin.ShareOf(v, v.School(), c.Today())
	if err != nil || share.All == 0 {
		return nil, err
	}
	return accountsBody(share), nil
}

package cas

import (
	"encoding/xml"
	"errors"
	"strings"
	"testing"
	"time"
)

var ines = Person{User: `ines<"&>`, Attributes: []Attribute{{"displayName", []string{"Inès & Noé"}}, {"ENTEleveClasses", []string{"4e B", "4e C"}}}, IOU: "PGTIOU-1", Proxies: []string{"https://a.exemple/pgt"}}

// TestAnswers: what is written is read back as it was, whatever signs it holds.
func TestAnswers(t *testing.T) {
	var got struct {
		OK struct {
			User  string   `xml:"user"`
			Names []string `xml:"attributes>displayName"`
			Both  []string `xml:"attributes>ENTEleveClasses"`
			IOU   string   `xml:"proxyGrantingTicket"`
			By    []string `xml:"proxies>proxy"`
		} `xml:"authenticationSuccess"`
		No struct {
			Code string `xml:"code,attr"`
		} `xml:"authenticationFailure"`
	}
	if err := xml.Unmarshal(Success(ines), &got); err != nil || got.OK.User != ines.User || got.OK.Names[0] != "Inès & Noé" || len(got.OK.Both) != 2 || got.OK.IOU != "PGTIOU-1" || len(got.OK.By) != 1 {
		t.Errorf("%+v %v", got, err)
	}
	if err := xml.Unmarshal(Failure(InvalidTicket, "<x>"), &got); err != nil || got.No.Code != "INVALID_TICKET" {
		t.Errorf("%+v %v", got, err)
	}
	body, err := SuccessJSON(ines)
	if err != nil || !strings.Contains(string(body), `"serviceResponse":{"authenticationSuccess":{"user":"ines`) {
		t.Errorf("%s %v", body, err)
	}
}

// TestAsked: the ticket of a SAML request is found; a document that declares entities is refused.
func TestAsked(t *testing.T) {
	const request = `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body><samlp:Request xmlns:samlp="urn:oasis:names:tc:SAML:1.0:protocol" RequestID="_r1"><samlp:AssertionArtifact>ST-1</samlp:AssertionArtifact></samlp:Request></SOAP-ENV:Body></SOAP-ENV:Envelope>`
	if ticket, id, err := Asked(strings.NewReader(request)); err != nil || ticket != "ST-1" || id != "_r1" {
		t.Fatalf("%q %q %v", ticket, id, err)
	}
	for _, bad := range []string{
		"", "ST-1", strings.ReplaceAll(request, "ST-1", ""), `<!DOCTYPE a [<!ENTITY b "ST-1">]>` + request, strings.ReplaceAll(request, "ST-1", "&b;"),
		strings.Repeat("<a>", maxAsked), "<a>" + strings.Repeat(" ", maxAsked) + request,
	} {
		if ticket, _, err := Asked(strings.NewReader(bad)); !errors.Is(err, ErrAsked) {
			t.Errorf("%.60q gives %q", bad, ticket)
		}
	}
	at := SAML{ID: "1", InResponseTo: "_r1", Issuer: "https://ent.exemple", Service: "http://a/?b&c", At: time.Unix(0, 0), Life: 30 * time.Second}
	for _, body := range [][]byte{SuccessSAML(at, ines), FailureSAML(at, InvalidTicket, "<no>"), []byte(Logout("1", "ST-<1>", at.At))} {
		if err := xml.Unmarshal(body, new(struct{ XMLName xml.Name })); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
}

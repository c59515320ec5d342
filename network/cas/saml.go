package cas

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"time"
)

// instant is how SAML writes a time.
const instant = "2006-01-02T15:04:05Z"

// ErrAsked is the answer to a SAML request that holds no ticket.
var ErrAsked = errors.New("cas: no artifact in the request")

// maxAsked bounds a SAML request, in bytes.
const maxAsked = 16 << 10

// Asked is the ticket of a SAML 1.1 request, and its identifier (appendix of CAS:
// /samlValidate). A document that declares a type is refused: nothing in a request
// needs one.
func Asked(body io.Reader) (ticket, id string, err error) {
	d := xml.NewDecoder(io.LimitReader(body, maxAsked))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return "", "", ErrAsked
		}
		if err != nil {
			return "", "", errors.Join(ErrAsked, err)
		}
		switch at := token.(type) {
		case xml.Directive:
			return "", "", ErrAsked
		case xml.StartElement:
			for _, a := range at.Attr {
				if at.Name.Local == "Request" && a.Name.Local == "RequestID" {
					id = a.Value
				}
			}
			if at.Name.Local == "AssertionArtifact" {
				if err := d.DecodeElement(&ticket, &at); err != nil || ticket == "" {
					return "", "", errors.Join(ErrAsked, err)
				}
				return ticket, id, nil
			}
		}
	}
}

// SAML is what an answer of /samlValidate says around its person.
type SAML struct {
	ID, InResponseTo string // the answer's and the request's identifiers
	Issuer, Service  string
	At               time.Time
	Life             time.Duration
}

// SuccessSAML is the answer to a good ticket.
func SuccessSAML(s SAML, p Person) []byte {
	b := s.begin("Success", "")
	now, end := s.At.UTC().Format(instant), s.At.Add(s.Life).UTC().Format(instant)
	b.WriteString(`<Assertion xmlns="urn:oasis:names:tc:SAML:1.0:assertion" AssertionID="_a` + s.ID + `" IssueInstant="` + now + `" Issuer="`)
	escape(b, s.Issuer)
	b.WriteString(`" MajorVersion="1" MinorVersion="1"><Conditions NotBefore="` + now + `" NotOnOrAfter="` + end + `"><AudienceRestrictionCondition><Audience>`)
	escape(b, s.Service)
	b.WriteString(`</Audience></AudienceRestrictionCondition></Conditions>`)
	b.WriteString(`<AuthenticationStatement AuthenticationInstant="` + now + `" AuthenticationMethod="urn:oasis:names:tc:SAML:1.0:am:password">`)
	s.subject(b, p.User)
	b.WriteString(`</AuthenticationStatement>`)
	if len(p.Attributes) > 0 {
		b.WriteString(`<AttributeStatement>`)
		s.subject(b, p.User)
		for _, a := range p.Attributes {
			b.WriteString(`<Attribute AttributeName="` + a.Name + `" AttributeNamespace="http://www.ja-sig.org/products/cas/">`)
			for _, v := range a.Values {
				b.WriteString(`<AttributeValue>`)
				escape(b, v)
				b.WriteString(`</AttributeValue>`)
			}
			b.WriteString(`</Attribute>`)
		}
		b.WriteString(`</AttributeStatement>`)
	}
	b.WriteString(`</Assertion>`)
	return end11(b)
}

// FailureSAML is the answer to a bad one.
func FailureSAML(s SAML, code Code, says string) []byte {
	return end11(s.begin("Requester", string(code)+": "+says))
}

func (s SAML) begin(status, says string) *bytes.Buffer {
	b := bytes.NewBufferString(`<?xml version="1.0" encoding="UTF-8"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Body>` +
		`<Response xmlns="urn:oasis:names:tc:SAML:1.0:protocol" xmlns:samlp="urn:oasis:names:tc:SAML:1.0:protocol" IssueInstant="` + s.At.UTC().Format(instant) + `" MajorVersion="1" MinorVersion="1" ResponseID="_` + s.ID + `"`)
	if s.InResponseTo != "" {
		b.WriteString(` InResponseTo="`)
		escape(b, s.InResponseTo)
		b.WriteString(`"`)
	}
	b.WriteString(`><Status><StatusCode Value="samlp:` + status + `"></StatusCode>`)
	if says != "" {
		b.WriteString(`<StatusMessage>`)
		escape(b, says)
		b.WriteString(`</StatusMessage>`)
	}
	b.WriteString(`</Status>`)
	return b
}

func (s SAML) subject(b *bytes.Buffer, user string) {
	b.WriteString(`<Subject><NameIdentifier>`)
	escape(b, user)
	b.WriteString(`</NameIdentifier><SubjectConfirmation><ConfirmationMethod>urn:oasis:names:tc:SAML:1.0:cm:artifact</ConfirmationMethod></SubjectConfirmation></Subject>`)
}

func end11(b *bytes.Buffer) []byte {
	b.WriteString(`</Response></SOAP-ENV:Body></SOAP-ENV:Envelope>`)
	return b.Bytes()
}

// Logout is the request by which a service is told that a session ended: ticket is
// the one that had opened it there (§2.3.3, appendix C).
func Logout(id, ticket string, at time.Time) string {
	b := bytes.NewBufferString(`<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="LR-` + id + `" Version="2.0" IssueInstant="` + at.UTC().Format(instant) + `">` +
		`<saml:NameID xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">@NOT_USED@</saml:NameID><samlp:SessionIndex>`)
	escape(b, ticket)
	b.WriteString(`</samlp:SessionIndex></samlp:LogoutRequest>`)
	return b.String()
}

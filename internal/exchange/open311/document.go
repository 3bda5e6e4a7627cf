package open311

import (
	"encoding/json"
	"encoding/xml"
)

// Text is a value that may be empty: an empty element in XML, null in JSON, as the specification's examples have it (the Spark
// convention).
type Text string

// MarshalJSON writes null for an empty text.
func (t Text) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(t))
}

// Service is a service request type: a topic.
type Service struct {
	Code        Text `xml:"service_code" json:"service_code"`
	Name        Text `xml:"service_name" json:"service_name"`
	Description Text `xml:"description" json:"description"`
	Metadata    bool `xml:"metadata" json:"metadata"` // there is a service definition that says something
	Type        Text `xml:"type" json:"type"`         // Realtime
	Keywords    Text `xml:"keywords" json:"keywords"` // comma separated
	Group       Text `xml:"group" json:"group"`
}

// Realtime is the type of every service here: the id of a request is in the answer to its submission.
const Realtime = "realtime"

// Definition is the attributes of a service.
type Definition struct {
	XMLName    xml.Name   `xml:"service_definition" json:"-"`
	Code       Text       `xml:"service_code" json:"service_code"`
	Attributes Attributes `xml:"attributes" json:"attributes"`
}

// Attribute is one of them. Here all are told only (Variable false): nothing more needs to be sent.
type Attribute struct {
	Variable            bool   `xml:"variable" json:"variable"`
	Code                Text   `xml:"code" json:"code"`
	Datatype            Text   `xml:"datatype" json:"datatype"`
	Required            bool   `xml:"required" json:"required"`
	DatatypeDescription Text   `xml:"datatype_description" json:"datatype_description"`
	Order               int    `xml:"order" json:"order"` // from 1
	Description         Text   `xml:"description" json:"description"`
	Values              Values `xml:"values" json:"values"`
}

// Value is a choice of an attribute.
type Value struct {
	Key  Text `xml:"key" json:"key"`
	Name Text `xml:"name" json:"name"`
}

// Request is a service request: a wish as everybody reads it.
type Request struct {
	ID          Text `xml:"service_request_id" json:"service_request_id"`
	Status      Text `xml:"status" json:"status"` // Open or Closed
	StatusNotes Text `xml:"status_notes" json:"status_notes"`
	ServiceName Text `xml:"service_name" json:"service_name"`
	ServiceCode Text `xml:"service_code" json:"service_code"`
	Description Text `xml:"description" json:"description"`
	Agency      Text `xml:"agency_responsible" json:"agency_responsible"`
	Notice      Text `xml:"service_notice" json:"service_notice"`
	Requested   Text `xml:"requested_datetime" json:"requested_datetime"` // as Stamp writes it, like the two below
	Updated     Text `xml:"updated_datetime" json:"updated_datetime"`
	Expected    Text `xml:"expected_datetime" json:"expected_datetime"`
	Address     Text `xml:"address" json:"address"` // from the most specific to the most general
	AddressID   Text `xml:"address_id" json:"address_id"`
	Zipcode     Text `xml:"zipcode" json:"zipcode"` // not kept, so empty; the same of the two below
	Lat         Text `xml:"lat" json:"lat"`
	Long        Text `xml:"long" json:"long"`
	MediaURL    Text `xml:"media_url" json:"media_url"`

	Notes Notes `xml:"notes,omitempty" json:"notes,omitempty"` // where they were asked for (Extensions, Update History)
}

// Note is a step of a request that neighbours read.
type Note struct {
	At          Text `xml:"datetime" json:"datetime"`
	Description Text `xml:"description" json:"description"`
	Type        Text `xml:"type" json:"type"` // the act: accept, answer
}

// Accepted is the answer to a submission.
type Accepted struct {
	ID      Text `xml:"service_request_id" json:"service_request_id"`
	Notice  Text `xml:"service_notice" json:"service_notice"`
	Account Text `xml:"account_id" json:"account_id"`
}

// Named is the id of a request behind a token.
type Named struct {
	ID    Text `xml:"service_request_id" json:"service_request_id"`
	Token Text `xml:"token" json:"token"`
}

// Problem is one thing that is wrong.
type Problem struct {
	Code        int  `xml:"code" json:"code"`
	Description Text `xml:"description" json:"description"`
}

// Discovery says where the interface is (https://wiki.open311.org/Service_Discovery).
type Discovery struct {
	XMLName    xml.Name  `xml:"discovery" json:"-"`
	Changeset  Text      `xml:"changeset" json:"changeset"` // as Changeset writes it
	Contact    Text      `xml:"contact" json:"contact"`
	KeyService Text      `xml:"key_service" json:"key_service"`
	Endpoints  Endpoints `xml:"endpoints" json:"endpoints"`
}

// Endpoint is one place where it is.
type Endpoint struct {
	Specification Text    `xml:"specification" json:"specification"`
	URL           Text    `xml:"url" json:"url"`
	Changeset     Text    `xml:"changeset" json:"changeset"`
	Type          Text    `xml:"type" json:"type"` // production or test
	Formats       Formats `xml:"formats" json:"formats"`
}

// Specification is how a discovery names this version.
const Specification = "http://wiki.open311.org/GeoReport_v2"

// The lists of the documents: in JSON an array, never null; in XML an element around the elements.
type (
	Services   []Service
	Attributes []Attribute
	Values     []Value
	Requests   []Request
	Notes      []Note
	Receipts   []Accepted
	Tokens     []Named
	Problems   []Problem
	Endpoints  []Endpoint
	Formats    []Text
)

// MarshalXML writes services.
func (l Services) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	return wrapped(e, "services", "service", l)
}

// MarshalXML writes attributes.
func (l Attributes) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	return wrapped(e, "attributes", "attribute", l)
}

// MarshalXML writes values.
func (l Values) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	return wrapped(e, "values", "value", l)
}

// MarshalXML writes service_requests.
func (l Requests) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	return wrapped(e, "service_requests", "request", l)
}

// MarshalXML writes notes.
func (l Notes) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	return wrapped(e, "notes", "note", l)
}

// MarshalXML writes service_requests.
func (l Receipts) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	return wrapped(e, "service_requests", "request", l)
}

// MarshalXML writes service_requests.
func (l Tokens) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	return wrapped(e, "service_requests", "request", l)
}

// MarshalXML writes errors.
func (l Problems) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	return wrapped(e, "errors", "error", l)
}

// MarshalXML writes endpoints.
func (l Endpoints) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	return wrapped(e, "endpoints", "endpoint", l)
}

// MarshalXML writes formats.
func (l Formats) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	return wrapped(e, "formats", "format", l)
}

// wrapped writes a list as an element around its elements.
func wrapped[T any](e *xml.Encoder, outer, inner string, list []T) error {
	start := xml.StartElement{Name: xml.Name{Local: outer}}
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	for _, x := range list {
		if err := e.EncodeElement(x, xml.StartElement{Name: xml.Name{Local: inner}}); err != nil {
			return err
		}
	}
	return e.EncodeToken(start.End())
}

// MarshalJSON writes an array.
func (l Services) MarshalJSON() ([]byte, error) { return array(l) }

// MarshalJSON writes an array.
func (l Attributes) MarshalJSON() ([]byte, error) { return array(l) }

// MarshalJSON writes an array.
func (l Values) MarshalJSON() ([]byte, error) { return array(l) }

// MarshalJSON writes an array.
func (l Requests) MarshalJSON() ([]byte, error) { return array(l) }

// array is a list that is never null. It takes the type apart, or it would ask itself.
func array[T any](list []T) ([]byte, error) {
	if list == nil {
		list = []T{}
	}
	return json.Marshal(list)
}

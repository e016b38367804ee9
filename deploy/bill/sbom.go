package main

import (
	"encoding/json"
	"fmt"
	"io"
)

// The document, as far as it is used here; see cyclonedx.org/docs/1.6/json.
type (
	bom struct {
		Format      string      `json:"bomFormat"`
		SpecVersion string      `json:"specVersion"`
		Version     int         `json:"version"`
		Metadata    metadata    `json:"metadata"`
		Components  []component `json:"components"`
	}
	metadata struct {
		Component component `json:"component"`
	}
	component struct {
		Type     string          `json:"type"`
		Ref      string          `json:"bom-ref"`
		Name     string          `json:"name"`
		Version  string          `json:"version"`
		PURL     string          `json:"purl,omitempty"`
		Licences []licenceChoice `json:"licenses,omitempty"`
	}
	licenceChoice struct {
		Licence licenceID `json:"license"`
	}
	licenceID struct {
		ID string `json:"id"`
	}
)

// writeSBOM writes the bill of materials of a release. It has neither a time nor a
// number of its own, so that the same release has the same bill.
func writeSBOM(out io.Writer, release string, parts []part) error {
	doc := bom{
		Format: "CycloneDX", SpecVersion: "1.6", Version: 1,
		Metadata: metadata{component{Type: "application", Ref: "chalkline", Name: "chalkline", Version: release, Licences: licencesOf("MIT")}},
	}
	for _, p := range parts {
		doc.Components = append(doc.Components, component{
			Type: "library", Ref: p.purl, Name: p.name, Version: p.version, PURL: p.purl, Licences: licencesOf(p.kindsOf()...),
		})
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(doc); err != nil {
		return fmt.Errorf("writing the bill of materials: %w", err)
	}
	return nil
}

func licencesOf(names ...string) []licenceChoice {
	choices := make([]licenceChoice, len(names))
	for i, name := range names {
		choices[i].Licence.ID = name
	}
	return choices
}

package web

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed zones.txt
var zoneList string

// zones are the time zones that are offered, by name.
var zones = strings.Fields(zoneList)

// zoneChoice is a select of time zones with one chosen.
type zoneChoice struct {
	Chosen string
	Zones  []string
}

// newZoneChoice offers all zones, and the chosen one too when it goes by an old
// name; with none chosen it is UTC.
func newZoneChoice(chosen string) zoneChoice {
	if chosen == "" {
		chosen = "UTC"
	}
	if slices.Contains(zones, chosen) {
		return zoneChoice{Chosen: chosen, Zones: zones}
	}
	return zoneChoice{Chosen: chosen, Zones: append([]string{chosen}, zones...)}
}

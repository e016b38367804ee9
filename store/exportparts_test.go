package store

import (
	"regexp"
	"slices"
	"strings"
)

var tableNamed = regexp.MustCompile(`(?:FROM|JOIN) (\w+) t\b`)

// ExportedTables are the tables whose rows an export has.
func ExportedTables() []string {
	var out []string
	for _, p := range exported {
		out = append(out, tableNamed.FindStringSubmatch(p.from)[1])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ExportTable is the table of the parts in docs/your-data.md.
func ExportTable() string {
	var b strings.Builder
	b.WriteString("\n| part | what it is | fields |\n|---|---|---|\n")
	for _, p := range exported {
		b.WriteString("| `" + p.name + "` | " + p.about + " |")
		for i, f := range p.list() {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(" `" + f.name + "`")
			switch f.kind {
			case "day", "json":
				b.WriteString(" (" + map[string]string{"day": "a day", "json": "an object, or null"}[f.kind] + ")")
			}
		}
		b.WriteString(" |\n")
	}
	b.WriteByte('\n')
	return b.String()
}

package feed

import (
	"regexp"
	"strings"
)

var (
	address    = regexp.MustCompile(`\S+@\S+`)
	nameInside = regexp.MustCompile(`^\s*\S+@\S+\s*\(([^)]+)\)\s*$`)
)

// authorsOf reads the names in author elements, each of which may hold several
// and the mail addresses of some. Addresses are left out: nobody asked to be
// written to.
func authorsOf(elements []string) []string {
	var names []string
	known := make(map[string]bool)
	for _, element := range elements {
		if found := nameInside.FindStringSubmatch(element); found != nil {
			element = found[1]
		}
		element = address.ReplaceAllString(lineOf(element), "")
		for _, name := range split(element) {
			name = strings.Trim(name, " ,;()<>")
			if role := strings.LastIndexByte(name, '('); role > 0 && !strings.Contains(name[role:], ")") {
				name = strings.TrimSpace(name[:role]) // "(Narrator" had its end trimmed
			}
			name = cutBytes(name, maxName)
			if name == "" || known[name] || len(names) == maxAuthors {
				continue
			}
			known[name] = true
			names = append(names, name)
		}
	}
	return names
}

// split parts a list of names. A comma also stands between the two halves of
// "Family, Given", so it parts names only where every part is a whole one.
func split(list string) []string {
	if strings.Contains(list, ";") {
		return strings.Split(list, ";")
	}
	parts := strings.Split(strings.ReplaceAll(strings.ReplaceAll(list, ", and ", ", "), " and ", ", "), ", ")
	if len(parts) < 2 {
		return []string{list}
	}
	for _, part := range parts {
		if words := len(strings.Fields(part)); words < 2 || words > 5 {
			return []string{list}
		}
	}
	return parts
}

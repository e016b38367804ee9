package feed

import (
	"bytes"
	"html"
	"regexp"
	"strings"
)

// maxEntity is the length of the longest reference that is looked for, in bytes.
const maxEntity = 40

// decode replaces the references in character data. Those of HTML count beside
// those of XML and those that the document declares; what is none, such as the
// one in "?a=1&copy=2", stays as it is.
func (s *shared) decode(data []byte) string {
	at := bytes.IndexByte(data, '&')
	if at < 0 {
		return string(data)
	}
	var out strings.Builder
	out.Grow(len(data))
	for {
		out.Write(data[:at])
		data = data[at:]
		end := bytes.IndexByte(data[:min(len(data), maxEntity)], ';')
		if value, ok := s.reference(data, end); ok {
			out.WriteString(value)
			data = data[end+1:]
		} else {
			out.WriteByte('&')
			data = data[1:]
		}
		if at = bytes.IndexByte(data, '&'); at < 0 {
			out.Write(data)
			return out.String()
		}
	}
}

// reference is what the reference that ends at end stands for.
func (s *shared) reference(data []byte, end int) (string, bool) {
	if end < 2 || bytes.ContainsAny(data[1:end], " \t\r\n&<") {
		return "", false
	}
	name := string(data[1:end])
	switch name {
	case "amp":
		return "&", true
	case "lt":
		return "<", true
	case "gt":
		return ">", true
	case "quot":
		return `"`, true
	case "apos":
		return "'", true
	}
	if value, declared := s.entities[name]; declared {
		s.expanded += len(value)
		return value, s.expanded <= maxExpanded
	}
	written := string(data[:end+1])
	value := html.UnescapeString(written)
	if value == written || value == html.UnescapeString(written[:end])+";" {
		return "", false
	}
	return value, true
}

var declared = regexp.MustCompile(`<!ENTITY\s+([A-Za-z_][\w.-]*)\s+(?:"([^"]*)"|'([^']*)')\s*>`)

// The limits of what a document may declare.
const (
	maxDoctype  = 16 << 10
	maxEntities = 300
)

// entitiesOf are the entities that a document declares in front of its root.
// Their values are read once: one that refers to another stays a reference,
// so that none can grow.
func entitiesOf(doc []byte) map[string]string {
	root := bytes.Index(doc, []byte("<!DOCTYPE"))
	if root < 0 || root > maxDoctype {
		return nil
	}
	size := doctype(doc[root:])
	found := declared.FindAllSubmatch(doc[root:root+min(size, maxDoctype)], maxEntities)
	if found == nil {
		return nil
	}
	var plain shared
	entities := make(map[string]string, len(found))
	for _, f := range found {
		value := f[2]
		if f[2] == nil {
			value = f[3]
		}
		entities[string(f[1])] = plain.decode(value)
	}
	return entities
}

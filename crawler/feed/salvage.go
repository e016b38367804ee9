package feed

import (
	"bytes"
	"regexp"
	"slices"
)

var (
	itemStart = regexp.MustCompile(`<(?:[A-Za-z]\w*:)?(?:item|entry)[\s>]`)
	itemEnd   = regexp.MustCompile(`</(?:[A-Za-z]\w*:)?(?:item|entry)\s*>`)
)

// The limits of salvage: it parses each item on its own behind a copy of what
// stands before the first.
const (
	maxHead    = 32 << 10
	maxSalvage = 500
)

// salvage reads the items of a broken document one by one, so that a cut in
// the last or a fault in one costs only that one.
func salvage(doc []byte, parse func([]byte) (channel, error)) (_ channel, lost int, ok bool) {
	first := itemStart.FindIndex(doc)
	if first == nil || first[0] > maxHead {
		return channel{}, 0, false
	}
	head, rest := doc[:first[0]], doc[first[0]:]
	tail := closers(head)
	var whole channel
	for range maxSalvage {
		start := itemStart.FindIndex(rest)
		if start == nil {
			break
		}
		rest = rest[start[0]:]
		end := itemEnd.FindIndex(rest)
		if end == nil {
			lost++
			break
		}
		snippet := slices.Concat(head, rest[:end[1]], tail)
		rest = rest[end[1]:]
		if guard(snippet) != nil {
			lost++
			continue
		}
		one, err := parse(snippet)
		if err != nil || len(one.entries) == 0 {
			lost++
			continue
		}
		one.entries = slices.Concat(whole.entries, one.entries)
		whole = one
	}
	return whole, lost, len(whole.entries) > 0
}

// closers are the end tags of the elements that head leaves open.
func closers(head []byte) []byte {
	var open [][]byte
	for {
		at := bytes.IndexByte(head, '<')
		if at < 0 {
			break
		}
		head = head[at:]
		found := markup(head)
		name := fullName(head[1:found.size])
		switch {
		case found.kind == tagOpen && !found.empty:
			open = append(open, name)
		case found.kind == tagClose && len(open) > 0:
			open = open[:len(open)-1]
		}
		head = head[found.size:]
	}
	var tail []byte
	for _, name := range slices.Backward(open) {
		tail = slices.Concat(tail, []byte("</"), name, []byte(">"))
	}
	return tail
}

// fullName is the name at the start of a tag's inside, prefix and all.
func fullName(inside []byte) []byte {
	if end := bytes.IndexAny(inside, " \t\r\n/>"); end >= 0 {
		return inside[:end]
	}
	return inside
}

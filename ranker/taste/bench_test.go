package taste

import "testing"

func BenchmarkSpace(b *testing.B) {
	bags := inventedBags(2000)
	b.ReportAllocs()
	for b.Loop() {
		NewSpace(bags)
	}
}

func BenchmarkRead(b *testing.B) {
	item := invented(1, 0)
	b.ReportAllocs()
	for b.Loop() {
		Read(item, nil)
	}
}

func BenchmarkVector(b *testing.B) {
	bags := inventedBags(2000)
	s := NewSpace(bags)
	b.ReportAllocs()
	for b.Loop() {
		s.Vector(bags[0])
	}
}

// thirty words of a reader.
func thirty(s *Space) Evidence {
	var e Evidence
	for id := range 30 {
		e.Examples = append(e.Examples, said(s, 80*(id%20)+1+id, "useful", id))
	}
	return e
}

func BenchmarkLearn(b *testing.B) {
	s := NewSpace(inventedBags(2000))
	e := thirty(s)
	b.ReportAllocs()
	for b.Loop() {
		s.Learn(e, now)
	}
}

func BenchmarkScore(b *testing.B) {
	s := NewSpace(inventedBags(2000))
	m := s.Learn(thirty(s), now)
	v := said(s, 1001, "useful", 0).Vector
	b.ReportAllocs()
	for b.Loop() {
		m.Score(v)
	}
}

package taste

import (
	"encoding/binary"
	"math"
)

// Marshal is the space as bytes, a few megabytes.
func (s *Space) Marshal() []byte {
	k := len(s.strength)
	data := make([]byte, 0, 1<<20+len(s.part))
	data = append(data, Version)
	data = binary.AppendUvarint(data, uint64(s.items)) //nolint:gosec // at most MaxSample
	data = appendFloat(data, s.spread)
	data = binary.AppendUvarint(data, uint64(k))
	for _, x := range s.strength {
		data = appendFloat(data, x)
	}
	next := 0
	for f, n := range s.frequency {
		if n == 0 {
			continue
		}
		data = binary.AppendUvarint(data, uint64(f-next))
		next = f + 1
		data = binary.AppendUvarint(data, uint64(n))
		data = appendFloat32(data, s.centre[f])
		at := int(s.row[f])
		if at == 0 {
			data = append(data, 0)
			continue
		}
		data = append(data, 1)
		data = appendFloat32(data, s.scale[at-1])
		for _, x := range s.part[(at-1)*k : at*k] {
			data = append(data, byte(x)) //nolint:gosec // taken back as signed
		}
	}
	data = binary.AppendUvarint(data, uint64(features-next))
	for _, v := range s.references {
		data = binary.AppendUvarint(data, uint64(len(v.index)))
		for n, f := range v.index {
			data = binary.AppendUvarint(data, uint64(f))
			data = appendFloat32(data, v.value[n])
		}
	}
	return data
}

func appendFloat32(data []byte, x float32) []byte {
	return binary.LittleEndian.AppendUint32(data, math.Float32bits(x))
}

// ReadSpace reads what Marshal made. The error is ErrStale when it is of another
// version.
func ReadSpace(data []byte) (*Space, error) {
	r := reader{data: data}
	if version := r.bytes(1); r.failed || version[0] != Version {
		return nil, r.fault(ErrStale)
	}
	items, spread, k := r.uvarint(), r.float64(), r.uvarint()
	if r.failed || items > MaxSample || k > mostDirections || spread < leastSpread {
		return nil, r.fault(errCorrupt)
	}
	s := emptySpace(int(items))
	s.spread = spread
	for range k {
		strength := r.float64()
		if !(strength > 0) {
			return nil, r.fault(errCorrupt)
		}
		s.strength = append(s.strength, strength)
	}
	for next := uint64(0); ; {
		step := r.uvarint()
		if r.failed || step > features-next {
			return nil, r.fault(errCorrupt)
		}
		if next += step; next == features {
			break
		}
		if !s.readFeature(&r, next) {
			return nil, r.fault(errCorrupt)
		}
		next++
	}
	s.weighFeatures()
	s.placeCentre()
	for len(r.data) > 0 {
		if !s.readReference(&r) {
			return nil, r.fault(errCorrupt)
		}
	}
	s.sign()
	return s, nil
}

func (s *Space) readFeature(r *reader, f uint64) bool {
	n := r.uvarint()
	s.centre[f] = r.float32()
	directed := r.bytes(1)[0]
	if r.failed || n == 0 || n > MaxSample || directed > 1 {
		return false
	}
	s.frequency[f] = uint16(n)
	if directed == 0 {
		return true
	}
	s.scale = append(s.scale, r.float32())
	s.row[f] = uint32(len(s.scale)) //nolint:gosec // at most features
	for _, x := range r.bytes(len(s.strength)) {
		s.part = append(s.part, int8(x)) //nolint:gosec // written as signed
	}
	return !r.failed
}

func (s *Space) readReference(r *reader) bool {
	v := Vector{along: make([]float32, len(s.strength))}
	n := r.uvarint()
	for range n {
		f, x := r.uvarint(), r.float32()
		if r.failed || f >= features {
			return false
		}
		v.index, v.value = append(v.index, uint32(f)), append(v.value, x)
		s.project(uint32(f), x, v.along)
	}
	s.references = append(s.references, v)
	return !r.failed && len(s.references) <= references
}

package taste

import (
	"encoding/binary"
	"math"
)

// Marshal is the bag as bytes: its version, then the terms.
func (b Bag) Marshal() []byte {
	data := make([]byte, 0, 1+3*len(b.terms))
	data = append(data, Version)
	next := uint32(0)
	for _, t := range b.terms {
		data = binary.AppendUvarint(data, uint64(t.feature-next))
		data = binary.AppendUvarint(data, uint64(max(0, t.count)))
		next = t.feature + 1
	}
	return data
}

// ReadBag reads what Bag.Marshal made. The error is ErrStale when it is of another
// version.
func ReadBag(data []byte) (Bag, error) {
	r := reader{data: data}
	if version := r.bytes(1); r.failed || version[0] != Version {
		return Bag{}, r.fault(ErrStale)
	}
	var b Bag
	for next := uint64(0); !r.failed && len(r.data) > 0; {
		step, count := r.uvarint(), r.uvarint()
		if r.failed || step >= features || next+step >= features || count > math.MaxInt32 {
			return Bag{}, r.fault(errCorrupt)
		}
		b.terms = append(b.terms, term{uint32(next + step), float32(count)})
		next += step + 1
	}
	return b, nil
}

package taste

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// ErrStale says that a stored model is of another version or space, and is to be
// learned anew.
var ErrStale = errors.New("the model is of another version or space")

// errCorrupt says that bytes are no model.
var errCorrupt = errors.New("the bytes are no model")

// Marshal is the model as bytes: its version, space and numbers. A weight takes
// two bytes, and so small ones that are nothing beside the largest are left out.
func (m *Model) Marshal() []byte {
	data := make([]byte, 0, 64+4*(len(m.along)+len(m.weight)))
	data = append(data, Version)
	data = binary.LittleEndian.AppendUint64(data, m.space)
	data = appendFloat(data, m.offset)
	data = appendFloat(data, m.limit)
	data = binary.AppendUvarint(data, uint64(len(m.along)))
	for _, x := range m.along {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(x))
	}
	largest := float32(0)
	for _, x := range m.weight {
		largest = max(largest, x, -x)
	}
	unit := largest / math.MaxInt16
	data = binary.LittleEndian.AppendUint32(data, math.Float32bits(unit))
	next := uint32(0)
	for at, f := range m.places.features() {
		x := int16(0)
		if unit > 0 {
			x = int16(math.Round(float64(m.weight[at] / unit)))
		}
		if x == 0 {
			continue
		}
		data = binary.AppendUvarint(data, uint64(f-next))
		data = binary.LittleEndian.AppendUint16(data, uint16(x))
		next = f + 1
	}
	return data
}

func appendFloat(data []byte, x float64) []byte {
	return binary.LittleEndian.AppendUint64(data, math.Float64bits(x))
}

// Model reads what Marshal made. The error is ErrStale when it is of another
// version or space.
func (s *Space) Model(data []byte) (*Model, error) {
	r := reader{data: data}
	if version := r.bytes(1); r.failed || version[0] != Version {
		return nil, r.fault(ErrStale)
	}
	m := &Model{space: r.uint64()}
	if r.failed || m.space != s.id {
		return nil, r.fault(ErrStale)
	}
	m.offset, m.limit = r.float64(), r.float64()
	if k := r.uvarint(); k > 0 {
		if k != uint64(len(s.strength)) {
			return nil, r.fault(errCorrupt)
		}
		for range k {
			m.along = append(m.along, r.float32())
		}
	}
	unit := r.float32()
	type weight struct {
		feature uint32
		x       float32
	}
	var list []weight
	for next := uint64(0); !r.failed && len(r.data) > 0; {
		step := r.uvarint()
		x := int16(r.uint16()) //nolint:gosec // written as signed
		if r.failed || step >= features || next+step >= features {
			return nil, r.fault(errCorrupt)
		}
		list = append(list, weight{uint32(next + step), float32(x) * unit})
		next += step + 1
	}
	if r.failed || m.limit < 0 || unit < 0 {
		return nil, r.fault(errCorrupt)
	}
	if len(list) == 0 {
		return &Model{space: m.space, limit: m.limit}, nil
	}
	m.places = newPlaces()
	for _, w := range list {
		m.places.add(w.feature)
		m.weight = append(m.weight, w.x)
	}
	m.places.count()
	return m, nil
}

// reader takes numbers from the front of bytes until there are none left, or one
// is none.
type reader struct {
	data   []byte
	failed bool
}

// fault is the error of a model that could not be read.
func (r *reader) fault(err error) error {
	if r.failed {
		err = errCorrupt
	}
	return fmt.Errorf("reading a model: %w", err)
}

func (r *reader) bytes(n int) []byte {
	if len(r.data) < n {
		r.failed = true
		return make([]byte, n)
	}
	taken := r.data[:n]
	r.data = r.data[n:]
	return taken
}

func (r *reader) uint16() uint16 { return binary.LittleEndian.Uint16(r.bytes(2)) }

func (r *reader) uint64() uint64 { return binary.LittleEndian.Uint64(r.bytes(8)) }

func (r *reader) uvarint() uint64 {
	x, n := binary.Uvarint(r.data)
	if n <= 0 {
		r.failed = true
		return 0
	}
	r.data = r.data[n:]
	return x
}

func (r *reader) float32() float32 {
	x := math.Float32frombits(binary.LittleEndian.Uint32(r.bytes(4)))
	r.finite(float64(x))
	return x
}

func (r *reader) float64() float64 {
	x := math.Float64frombits(r.uint64())
	r.finite(x)
	return x
}

func (r *reader) finite(x float64) {
	if math.IsNaN(x) || math.Abs(x) > math.MaxFloat32 {
		r.failed = true
	}
}

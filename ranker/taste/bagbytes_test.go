package taste

import (
	"errors"
	"reflect"
	"testing"
)

func TestABagIsReadBackAsItWas(t *testing.T) {
	t.Parallel()
	for n := range 50 {
		b := Read(invented(n+1, n), nil)
		got, err := ReadBag(b.Marshal())
		if err != nil || !reflect.DeepEqual(got, b) {
			t.Fatalf("bag %d: %v, want %v (%v)", n, got, b, err)
		}
	}
	if got, err := ReadBag(Bag{}.Marshal()); err != nil || len(got.terms) != 0 {
		t.Errorf("an empty bag is %v (%v)", got, err)
	}
	data := Read(invented(1, 1), nil).Marshal()
	for n := range data {
		_, _ = ReadBag(data[:n]) // must not panic
	}
	data[0]++
	if _, err := ReadBag(data); !errors.Is(err, ErrStale) {
		t.Errorf("a bag of another version: %v", err)
	}
	if _, err := ReadBag(nil); err == nil {
		t.Error("no bytes are a bag")
	}
}

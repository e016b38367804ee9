package labels

import (
	"strings"
	"testing"
)

func TestLabelsAreRead(t *testing.T) {
	t.Parallel()
	list, err := Designs()
	if err != nil {
		t.Fatal(err)
	}
	sets := map[string]int{}
	for _, d := range list {
		sets[d.Set]++
	}
	if sets[Train] != 2380 || sets[Test] != 420 {
		t.Errorf("read %v labels", sets)
	}
}

func TestBrokenLabelsAreRefused(t *testing.T) {
	t.Parallel()
	const head = "id,set,label,alternatives,participants\n"
	for _, c := range []struct{ name, file, want string }{
		{"nothing", "", "the first line must be"},
		{"another head", "id,label\na,RCT\n", "the first line must be"},
		{"a field is missing", head + "a,train,RCT\n", "wrong number of fields"},
		{"twice", head + "a,train,RCT,,\na,test,RCT,,\n", "a must be there once"},
		{"no such set", head + "a,dev,RCT,,\n", "in the set train or test"},
		{"no number", head + "a,train,RCT,,many\n", "participants of a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := readDesigns(c.file); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

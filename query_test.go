package chalkline_test

import (
	"reflect"
	"testing"

	"chalkline"
)

// TestQuotationMarksOfAllKindsMakeAPhrase: telephones put “ and ” where " was
// typed, and Spanish writes «».
func TestQuotationMarksOfAllKindsMakeAPhrase(t *testing.T) {
	t.Parallel()
	want, err := chalkline.ParseQuery(`"spaced practice" maths -"mental set"`)
	if err != nil || len(want.Wanted) != 2 || !want.Wanted[0].Phrase || !want.Barred[0].Phrase {
		t.Fatalf("straight quotes: %+v, %v", want, err)
	}
	for _, text := range []string{`“spaced practice” maths -“mental set”`, `«spaced practice» maths -«mental set»`, `„spaced practice“ maths -„mental set“`} {
		if got, err := chalkline.ParseQuery(text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v, want %+v", text, got, err, want)
		}
	}
}

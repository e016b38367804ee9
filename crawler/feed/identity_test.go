package feed

import (
	"testing"
	"time"

	"chalkline"
)

func keyOf(item chalkline.Item) string {
	items, _ := identify([]chalkline.Item{item})
	return items[0].Key
}

func TestKeyOutlivesEdits(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	item := chalkline.Item{GUID: "g", URL: "https://a.example/1", Title: "One", Text: "x", Published: at}
	for _, c := range []struct {
		name          string
		before, after chalkline.Item
		same          bool
	}{
		{"title and link change under a guid", item, chalkline.Item{GUID: "g", URL: "https://a.example/2", Title: "Two"}, true},
		{"the guid changes", item, chalkline.Item{GUID: "h", URL: item.URL, Title: item.Title}, false},
		{"the title changes over a link", chalkline.Item{URL: item.URL, Title: "One"}, chalkline.Item{URL: item.URL, Title: "Two"}, true},
		{"the text changes without guid or link", chalkline.Item{Title: "One", Text: "x", Published: at}, chalkline.Item{Title: "One", Text: "y", Published: at}, true},
		{"the date differs without guid or link", chalkline.Item{Title: "One", Published: at}, chalkline.Item{Title: "One", Published: at.AddDate(0, 0, 7)}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if same := keyOf(c.before) == keyOf(c.after); same != c.same {
				t.Errorf("same key: %v, want %v", same, c.same)
			}
		})
	}
}

func TestReusedGuidsAreToldApart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		items []chalkline.Item
		want  int
	}{
		{"several links", []chalkline.Item{{GUID: "g", URL: "https://a.example/1"}, {GUID: "g", URL: "https://a.example/2"}, {GUID: "h"}}, 3},
		{"one link, several titles", []chalkline.Item{{GUID: "g", URL: "https://a.example/", Title: "One"}, {GUID: "g", URL: "https://a.example/", Title: "Two"}}, 2},
		{"the same item twice", []chalkline.Item{{GUID: "g", URL: "https://a.example/1", Title: "One"}, {GUID: "g", URL: "https://a.example/1", Title: "One"}}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			items, warnings := identify(append([]chalkline.Item(nil), c.items...))
			if len(items) != c.want {
				t.Errorf("%d items, want %d", len(items), c.want)
			}
			if len(warnings) == 0 {
				t.Error("nothing is said about it")
			}
		})
	}
}

func TestAReusedGuidKeepsItsKeyWhileItIsReused(t *testing.T) {
	t.Parallel()
	one, two := chalkline.Item{GUID: "g", URL: "https://a.example/1"}, chalkline.Item{GUID: "g", URL: "https://a.example/2"}
	three := chalkline.Item{GUID: "g", URL: "https://a.example/3"}
	before, _ := identify([]chalkline.Item{two, one})
	after, _ := identify([]chalkline.Item{three, two, one})
	if before[0].Key != after[1].Key || before[1].Key != after[2].Key {
		t.Error("a new article changes the keys of the old ones")
	}
}

package web

import (
	"net/http"

	"chalkline"
	"chalkline/store"
)

// neighboursPage says how this instance treats the sites that it reads.
type neighboursPage struct {
	Hosts []neighbour
	Asked int
	Saved int // share of answers that said "nothing new", in percent
}

type neighbour struct{ store.Visits }

// Share is the share of answers that said "nothing new", in percent.
func (n neighbour) Share() int { return percent(n.NotModified, n.Asked) }

// Size is how much the host sent.
func (n neighbour) Size() chalkline.Text {
	if n.Bytes < 1<<20 {
		return chalkline.Textf("%s KB", chalkline.Decimal{Value: float64((n.Bytes + 1023) >> 10)})
	}
	return chalkline.Textf("%s MB", chalkline.Decimal{Value: float64(n.Bytes) / (1 << 20), Digits: 1})
}

func percent(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return part * 100 / whole
}

// getNeighbours is public: whoever finds us in a log should find this page.
func (s *server) getNeighbours(w http.ResponseWriter, r *http.Request) error {
	visits, err := s.DB.Neighbours(r.Context())
	if err != nil {
		return err
	}
	var page neighboursPage
	quiet := 0
	for _, v := range visits {
		page.Hosts = append(page.Hosts, neighbour{v})
		page.Asked += v.Asked
		quiet += v.NotModified
	}
	page.Saved = percent(quiet, page.Asked)
	return s.render(w, r, "neighbours", chalkline.Textf("Good neighbours"), page)
}

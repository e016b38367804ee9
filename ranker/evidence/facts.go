package evidence

import (
	"strconv"

	"chalkline"
)

// readFacts finds everything a text states about its study but the design.
func (r *reading) readFacts() {
	r.readSizes()
	for i := range r.sentences {
		s := &r.sentences[i]
		r.readStated(s)
		r.readLoss(s)
		r.readContext(s)
	}
	r.readFinding()
}

// readStated finds the yes-or-no facts of cues.yaml; each is noted once.
func (r *reading) readStated(s *sentence) {
	for i := range r.m.facts {
		f := &r.m.facts[i]
		if (f.Own && s.cited) || r.has(f.Signal, f.Value) || f.Points != "" && r.stated[f.Points] {
			continue
		}
		if !r.m.matches(s, f.match) || r.m.matches(s, f.unless) {
			continue
		}
		weight := 0.0
		if f.Points != "" {
			weight = r.state(f.Points)
		}
		r.signal(s, f.Signal, f.Value, weight)
	}
}

func (r *reading) has(name, value string) bool {
	for _, s := range r.signals {
		if s.Name == name && (value == "" || s.Value == value) {
			return true
		}
	}
	return false
}

// addSizes turns the counts into signals, as far as they fit the design.
func (r *reading) addSizes(design chalkline.Design) {
	if r.m.Class(design) == classSynthesis || design == chalkline.DesignLR {
		if r.studies.value > 0 {
			weight := 0.0
			switch {
			case r.m.Class(design) != classSynthesis:
			case r.studies.value >= 20:
				weight = r.state("studies_many")
			case r.studies.value < 5:
				weight = r.state("studies_few")
			}
			r.signal(&r.sentences[r.studies.sentence], chalkline.SignalStudies, strconv.Itoa(r.studies.value), weight)
		}
		if r.n.value > 0 {
			r.signal(&r.sentences[r.n.sentence], chalkline.SignalParticipants, strconv.Itoa(r.n.value), 0)
		}
		return
	}
	weight, few := r.stateSizes(design)
	if r.n.value > 0 {
		r.signal(&r.sentences[r.n.sentence], chalkline.SignalParticipants, strconv.Itoa(r.n.value), weight)
		weight = 0
	}
	if r.units.value > 0 {
		weight += few
		r.signal(&r.sentences[r.units.sentence], chalkline.SignalSchools, strconv.Itoa(r.units.value), weight)
	}
}

// stateSizes states what the counts are worth: the size of the sample, and too
// few schools or classes in an arm.
func (r *reading) stateSizes(design chalkline.Design) (size, few float64) {
	if !sizeless[design] {
		size = r.sizeWeight()
	}
	if design == chalkline.DesignCRCT && r.units.value > 0 && r.units.value < 2*fewestClusters {
		few = r.state("few_clusters")
	}
	return size, few
}

// sizeless are the designs that estimate no effect and no share of people, so
// that few are no fault and many no merit.
var sizeless = map[chalkline.Design]bool{
	chalkline.DesignQUAL: true, chalkline.DesignCS: true, chalkline.DesignTH: true, chalkline.DesignLR: true, chalkline.DesignMEAS: true,
}

// fewestClusters is how many schools or classes an arm needs.
const fewestClusters = 4

// sizeWeight is what the size of the sample adds.
func (r *reading) sizeWeight() float64 {
	n, units := r.n.value, r.units.value
	switch {
	case n >= 2000 || units >= 50:
		return r.state("size_very_large")
	case n >= 500 || units >= 20:
		return r.state("size_large")
	case n >= 350 && units >= 2:
		return r.state("size_fair")
	case n == 0:
		return 0
	case n < 50:
		return r.state("size_tiny")
	case n < 100:
		return r.state("size_small")
	}
	return 0
}

package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"chalkline"
	"chalkline/ranker/evidence"
)

// evidenceCmd measures designs and sizes on labelled abstracts.
type evidenceCmd struct{}

// evidenceReport holds the figures. Labels of edu_gold come from two
// independent readers; a prediction is strictly right when its coarse class is
// that of the first label, leniently right when it is that of either label or
// of an alternative. Those of edu_fresh are this project's own, on abstracts from
// which nothing was made; there the second label is the first.
type evidenceReport struct {
	Gold            goldFigures   `json:"edu_gold"`
	Fresh           goldFigures   `json:"edu_fresh"`
	PubMed          pubmedFigures `json:"pubmed"`
	StudyTypeTeller tellerFigures `json:"studytypeteller"`
	PsycInfo        psycFigures   `json:"psycinfo"`
	PsyNamic        sizeFigures   `json:"psynamic"`
	MSPerItem       float64       `json:"ms_per_item"`
}

type pubmedFigures struct {
	N            int     `json:"n"`
	RCTPrecision float64 `json:"rct_precision"`
	RCTRecall    float64 `json:"rct_recall"`
	ECE          float64 `json:"ece"` // of the probability of those taken for trials
}

type tellerFigures struct {
	N     int     `json:"n"`
	RCTF1 float64 `json:"rct_f1"`
	SRF1  float64 `json:"sr_f1"`
}

type psycFigures struct {
	N        int     `json:"n"`
	ReviewF1 float64 `json:"review_f1"`
	QualF1   float64 `json:"qual_f1"`
}

type sizeFigures struct {
	N              int     `json:"n"`
	BucketAccuracy float64 `json:"size_bucket_accuracy"`
}

// abstract is a line of any of the sets; each fills the fields it has.
type abstract struct {
	Title            string   `json:"title"`
	Abstract         string   `json:"abstract"`
	Text             string   `json:"text"`
	Journal          string   `json:"journal"`
	DOI              string   `json:"doi"`
	Label            string   `json:"label"`
	Label2           string   `json:"label2"`
	Alternatives     []string `json:"alt_labels"`
	Alternatives2    []string `json:"alt_labels2"`
	Participants     *int     `json:"n_participants"`
	PublicationTypes []string `json:"publication_types"`
	Derived          string   `json:"derived"`
	Bucket           string   `json:"bucket"`
}

func (a abstract) document() evidence.Document {
	title, text := a.Title, a.Abstract
	if a.Text != "" {
		title, text, _ = strings.Cut(a.Text, `^\n`)
	}
	return evidence.Document{Item: chalkline.Item{Title: title, Text: text, Venue: a.Journal, DOI: a.DOI}}
}

// judge appraises abstracts and keeps the time.
type judge struct {
	model *evidence.Model
	items int
	spent time.Duration
}

func (j *judge) appraise(a abstract) chalkline.Appraisal {
	d := a.document()
	start := time.Now()
	result := j.model.Appraise(d)
	j.spent += time.Since(start)
	j.items++
	return result
}

// class is the coarse class of an appraisal's design.
func (j *judge) class(a abstract) string { return j.model.Class(j.appraise(a).Design) }

// Run measures and prints.
func (evidenceCmd) Run(o output) error {
	j := &judge{model: evidence.Default()}
	var r evidenceReport
	for _, set := range []struct {
		folder  string
		keep    func(string) bool
		measure func(*judge, []abstract)
	}{
		{"edu_gold", nil, r.measureGold},
		{"pubmed_pubtypes", nil, r.measurePubMed},
		{"studytypeteller", nil, r.measureTeller},
		{"psycinfo_methodology", nil, r.measurePsyc},
		{"psynamic", func(name string) bool { return strings.Contains(name, "n_participants") }, r.measureSizes},
	} {
		list, err := readLines[abstract](filepath.Join(o.Data, "evidence", set.folder), set.keep)
		if errors.Is(err, errNoData) {
			continue // a folder may hold only some of the sets; n is 0 for the others
		}
		if err != nil {
			return err
		}
		set.measure(j, list)
	}
	if err := r.measureFresh(j, o.Data); err != nil {
		return err
	}
	if j.items == 0 {
		return fmt.Errorf("none of the labelled sets is in %s: %w", filepath.Join(o.Data, "evidence"), errNoData)
	}
	r.MSPerItem = round(float64(j.spent.Microseconds()) / 1000 / float64(j.items))
	return o.print(r, r.table)
}

// labelClass is the coarse class of a label.
func (j *judge) labelClass(code string) string { return j.model.Class(chalkline.Design(code)) }

// participants is the number an appraisal found, 0 for none.
func participants(a chalkline.Appraisal) int {
	s, ok := a.Signal(chalkline.SignalParticipants)
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(s.Value)
	if err != nil {
		return 0
	}
	return n
}

// measurePubMed counts a secondary analysis as a trial, as MEDLINE does.
func (r *evidenceReport) measurePubMed(j *judge, list []abstract) {
	var o outcomes
	var c calibration
	for _, a := range list {
		result := j.appraise(a)
		class := j.model.Class(result.Design)
		trial, labelled := class == "rct" || class == "rct_secondary", slices.Contains(a.PublicationTypes, "Randomized Controlled Trial")
		o.add(trial, labelled)
		if trial { // of the others it is not known which of many designs they are
			c.add(result.Probability, labelled)
		}
	}
	r.PubMed = pubmedFigures{len(list), o.precision(), o.recall(), c.ece()}
}

func (r *evidenceReport) measureTeller(j *judge, list []abstract) {
	var trials, reviews outcomes
	for _, a := range list {
		class := j.class(a)
		trials.add(class == "rct" || class == "rct_secondary", strings.HasPrefix(a.Label, "Human-RCT"))
		reviews.add(class == "synthesis", a.Label == "Human-systematic-review")
	}
	r.StudyTypeTeller = tellerFigures{len(list), trials.f1(), reviews.f1()}
}

func (r *evidenceReport) measurePsyc(j *judge, list []abstract) {
	var reviews, qualitative outcomes
	for _, a := range list {
		class := j.class(a)
		labelled := a.Derived == "literature_review" || a.Derived == "systematic_review" || a.Derived == "meta_analysis"
		reviews.add(class == "synthesis" || class == "literature_review", labelled)
		qualitative.add(class == "qualitative", a.Derived == "qualitative")
	}
	r.PsycInfo = psycFigures{len(list), reviews.f1(), qualitative.f1()}
}

func (r *evidenceReport) measureSizes(j *judge, list []abstract) {
	right := 0
	for _, a := range list {
		if inBucket(participants(j.appraise(a)), a.Bucket) {
			right++
		}
	}
	r.PsyNamic = sizeFigures{len(list), share(right, len(list))}
}

// inBucket says whether n lies in a bucket such as "21-40" or "≥1000"; buckets
// without a number mean that none is stated.
func inBucket(n int, bucket string) bool {
	if least, ok := strings.CutPrefix(bucket, "≥"); ok {
		from, err := strconv.Atoi(least)
		return err == nil && n >= from
	}
	low, high, ok := strings.Cut(bucket, "-")
	from, errLow := strconv.Atoi(low)
	to, errHigh := strconv.Atoi(high)
	if !ok || errLow != nil || errHigh != nil {
		return n == 0
	}
	return n >= from && n <= to
}

func (r evidenceReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(set, measure string, value any) { _, _ = fmt.Fprintf(t, "%s\t%s\t%v\n", set, measure, value) }
	r.Gold.rows("edu_gold", line)
	r.Fresh.rows("edu_fresh", line)
	line("pubmed", "n", r.PubMed.N)
	line("pubmed", "RCT precision", r.PubMed.RCTPrecision)
	line("pubmed", "RCT recall", r.PubMed.RCTRecall)
	line("pubmed", "calibration error", r.PubMed.ECE)
	line("studytypeteller", "n", r.StudyTypeTeller.N)
	line("studytypeteller", "RCT F1", r.StudyTypeTeller.RCTF1)
	line("studytypeteller", "systematic review F1", r.StudyTypeTeller.SRF1)
	line("psycinfo", "n", r.PsycInfo.N)
	line("psycinfo", "review F1", r.PsycInfo.ReviewF1)
	line("psycinfo", "qualitative F1", r.PsycInfo.QualF1)
	line("psynamic", "n", r.PsyNamic.N)
	line("psynamic", "size bucket accuracy", r.PsyNamic.BucketAccuracy)
	line("all", "ms an item", r.MSPerItem)
	_ = t.Flush() // a table that cannot be written has nobody to tell
	r.Gold.confusion("edu_gold", w)
	r.Fresh.confusion("edu_fresh", w)
}

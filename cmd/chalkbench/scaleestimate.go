package main

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"
)

// What is assumed of a large instance.
const (
	assumedFeedAsks    = 24.0  // feed requests of a reader in a day, nearly all answered with 304
	assumed304         = 0.040 // ms of processor time for one, as chalkbench serve measures
	assumedDigests     = 0.8   // digests a reader and day
	assumedSendHours   = 2.0   // within which the day's digests are to be out
	assumedPickHours   = 4.0   // within which the day's picks are to be made
	assumedPolls       = 8.0   // of a source in a day
	assumedItems       = 2.0   // new ones of a source in a day
	assumedSources     = 500.0 // at a thousand readers; they grow with the square root of the readers
	assumedPickRows    = 4.0   // rows written for a reader's day: picks, edition, delivery and its states
	assumedSourcesMost = 200_000.0
)

// estimate is what so many readers would take; nothing of it is measured at that
// size.
type estimate struct {
	Readers    float64 `json:"readers"`
	Measured   bool    `json:"measured"` // always false
	Sources    float64 `json:"sources"`
	PickCores  float64 `json:"pick_cores"`     // to make the day's picks in time
	MailCores  float64 `json:"mail_cores"`     // to make and send the day's digests in time
	FeedCores  float64 `json:"feed_cores"`     // for feeds that are asked for evenly
	CrawlCores float64 `json:"crawl_cores"`    // for polls and what they bring
	Database   float64 `json:"database_cores"` // of PostgreSQL, for picks and digests in time; 0 when measured on SQLite
	Mails      float64 `json:"mails_per_s"`    // while digests are sent
	FeedAsks   float64 `json:"feeds_per_s"`    // evenly over the day
	Writes     float64 `json:"writes_per_s"`   // rows, while picks are made
	GBPerYear  float64 `json:"gb_per_year"`
}

// estimates are those of a thousand to a hundred million readers.
func (r scaleReport) estimates() (list []estimate) {
	pick, digest := r.Cost[costNames[4]], r.Cost[costNames[5]].CPU+r.Cost[costNames[6]].CPU
	stored := r.Cost[costNames[5]].Stored + r.Cost[costNames[6]].Stored
	poll, item := r.Cost[costNames[1]].CPU, r.Cost[costNames[2]].CPU+r.Cost[costNames[0]].CPU/20
	itemStored := r.Cost[costNames[2]].Stored + r.Cost[costNames[0]].Stored/20
	for _, n := range []float64{1e3, 1e4, 1e5, 1e6, 1e7, 1e8} {
		sources := min(assumedSources*math.Sqrt(n/1000), assumedSourcesMost)
		e := estimate{
			Readers: n, Sources: math.Round(sources),
			PickCores:  n * pick.CPU / 1000 / (assumedPickHours * 3600),
			MailCores:  n * assumedDigests * digest / 1000 / (assumedSendHours * 3600),
			FeedCores:  n * assumedFeedAsks * assumed304 / 1000 / 86_400,
			CrawlCores: sources * (assumedPolls*poll + assumedItems*item) / 1000 / 86_400,
			Database: n*pick.DatabaseCPU/1000/(assumedPickHours*3600) +
				n*assumedDigests*(r.Cost[costNames[5]].DatabaseCPU+r.Cost[costNames[6]].DatabaseCPU)/1000/(assumedSendHours*3600),
			Mails:     n * assumedDigests / (assumedSendHours * 3600),
			FeedAsks:  n * assumedFeedAsks / 86_400,
			Writes:    n * assumedPickRows / (assumedPickHours * 3600),
			GBPerYear: 365 * (n*(pick.Stored+assumedDigests*stored) + sources*assumedItems*itemStored) / 1e9,
		}
		for _, x := range []*float64{&e.PickCores, &e.MailCores, &e.FeedCores, &e.CrawlCores, &e.Database, &e.Mails, &e.FeedAsks, &e.Writes, &e.GBPerYear} {
			*x = round(*x)
		}
		list = append(list, e)
	}
	return list
}

func (r scaleReport) estimateTable(w io.Writer) {
	fmt.Fprintf(w, "\nEstimated, not measured, from the costs above: %v feed requests a reader and day, %v digests within %v hours, picks within %v hours, %v sources at 1,000 readers and more with their square root, each polled %v times and with %v items a day.\n",
		assumedFeedAsks, assumedDigests, assumedSendHours, assumedPickHours, assumedSources, assumedPolls, assumedItems)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "readers\tsources\tcores: picks\tdigests\tfeeds\tcrawling\tdatabase\tmails/s\tfeeds/s\trows/s\tGB a year\t")
	for _, e := range r.Estimate {
		fmt.Fprintf(t, "%.0f\t%.0f\t%.2f\t%.2f\t%.2f\t%.3f\t%.2f\t%.1f\t%.1f\t%.1f\t%.1f\t\n", e.Readers, e.Sources, e.PickCores, e.MailCores, e.FeedCores, e.CrawlCores, e.Database, e.Mails, e.FeedAsks, e.Writes, e.GBPerYear)
	}
	_ = t.Flush() // a table that cannot be written has nobody to tell
}

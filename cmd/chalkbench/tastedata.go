package main

import (
	"bufio"
	"compress/gzip"
	"crypto/sha1"
	"errors"
	"fmt"
	"iter"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"chalkline"
	"chalkline/ranker/taste"
)

// papers are the papers of the collection as bags of words, and the libraries of
// its readers by their lines.
type papers struct {
	bags      []taste.Bag
	arrival   []bool // by paper
	libraries [][]int
}

// readPapers reads a folder of the collection.
func readPapers(dir string) (p papers, err error) {
	var vocabulary []string
	err = eachLine(filepath.Join(dir, "vocabulary.dat.gz"), func(line string) error {
		vocabulary = append(vocabulary, strings.TrimSpace(line))
		return nil
	})
	if err != nil {
		return p, err
	}
	err = eachLine(filepath.Join(dir, "mult.dat.gz"), func(line string) error {
		bag, err := countedWords(line, vocabulary)
		p.bags = append(p.bags, bag)
		p.arrival = append(p.arrival, hashOf(fmt.Sprintf("item:%d", len(p.arrival)), 5) == 0)
		return err
	})
	if err != nil {
		return p, err
	}
	err = eachLine(filepath.Join(dir, "users.dat.gz"), func(line string) error {
		var library []int
		for n, field := range strings.Fields(line) {
			id, err := strconv.Atoi(field)
			if err != nil || id < 0 || n > 0 && id >= len(p.bags) {
				return fmt.Errorf("%q is no number of a paper", field)
			}
			if n > 0 { // the first says how many there are
				library = append(library, id)
			}
		}
		p.libraries = append(p.libraries, library)
		return nil
	})
	return p, err
}

// countedWords reads a line as "n term:count ...".
func countedWords(line string, vocabulary []string) (taste.Bag, error) {
	var bad error
	bag := taste.Counted(func(yield func(string, int) bool) {
		_, pairs, _ := strings.Cut(line, " ")
		for pair := range strings.FieldsSeq(pairs) {
			name, times, _ := strings.Cut(pair, ":")
			term, err := strconv.Atoi(name)
			count, err2 := strconv.Atoi(times)
			if err := errors.Join(err, err2); err != nil || term < 0 || term >= len(vocabulary) {
				bad = fmt.Errorf("%q is no term and count", pair)
				return
			}
			if !yield(vocabulary[term], count) {
				return
			}
		}
	})
	return bag, bad
}

// hashOf is the SHA-1 of text as a number, modulo n.
func hashOf(text string, n int64) int64 {
	sum := sha1.Sum([]byte(text))
	number := new(big.Int).SetBytes(sum[:])
	return number.Mod(number, big.NewInt(n)).Int64()
}

// eachLine reads a compressed file.
func eachLine(name string, read func(line string) error) error {
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("opening data: %w", err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	lines := bufio.NewScanner(unpacked)
	lines.Buffer(make([]byte, 0, 1<<20), lineLimit)
	for number := 1; lines.Scan(); number++ {
		if err := read(lines.Text()); err != nil {
			return fmt.Errorf("%s line %d: %w", name, number, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	return nil
}

// What a reader must have to count.
const (
	leastKnown    = 5
	leastArrivals = 1
)

// tasteReader is a reader's papers, those that are known and those that arrive.
type tasteReader struct {
	known, arrivals []int
}

// readers are the readers that take part; held-back ones only when all are asked
// for.
func (p papers) readers(all bool) iter.Seq[tasteReader] {
	return func(yield func(tasteReader) bool) {
		for line, library := range p.libraries {
			if !all && hashOf(strconv.Itoa(line), 10) < 4 {
				continue
			}
			var r tasteReader
			for _, paper := range library {
				if p.arrival[paper] {
					r.arrivals = append(r.arrivals, paper)
				} else {
					r.known = append(r.known, paper)
				}
			}
			if !yield(r) {
				return
			}
		}
	}
}

func (r tasteReader) counts() bool {
	return len(r.known) >= leastKnown && len(r.arrivals) >= leastArrivals
}

// ids are the known papers as items: 1 more than their number.
func (r tasteReader) ids() []chalkline.ItemID {
	ids := make([]chalkline.ItemID, len(r.known))
	for n, paper := range r.known {
		ids[n] = chalkline.ItemID(paper + 1)
	}
	return ids
}

package taste

import (
	"math"
	"math/rand/v2"
	"slices"
)

const (
	oversampled = 16 // directions that are looked for beyond those asked for
	rounds      = 3  // of the power iteration
)

// matrix holds numbers by rows.
type matrix struct {
	rows, columns int
	cells         []float32
}

func newMatrix(rows, columns int) matrix {
	return matrix{rows, columns, make([]float32, rows*columns)}
}

func (m matrix) row(i int) []float32 { return m.cells[i*m.columns : (i+1)*m.columns] }

// strongest finds the k strongest right singular vectors of the vectors that stand
// below each other, as the columns of a matrix with a row for each of n features,
// and the squares of their singular values, largest first. There may be fewer.
//
// It is the randomised power iteration of Halko, Martinsson and Tropp (2011),
// doi:10.1137/090771806, on the product of the matrix with itself.
func strongest(vectors []Vector, row []uint32, n, k int) (matrix, []float64) {
	random := rand.New(rand.NewPCG(Version, 1)) //nolint:gosec // the same each time
	found := newMatrix(n, min(k+oversampled, n))
	for i := range found.cells {
		found.cells[i] = float32(random.NormFloat64())
	}
	for range rounds {
		found = squared(vectors, row, found).orthogonal()
	}
	if found.columns == 0 {
		return found, nil
	}
	// Within what was found, the directions are those of the small product.
	values, turn := eigen(gramOfProduct(vectors, row, found))
	k = min(k, len(values))
	for j := range k {
		if values[j] <= values[0]*1e-6 {
			k = j
			break
		}
	}
	return found.times(turn, k), values[:k]
}

// along is a vector times a matrix.
func (m matrix) along(v Vector, row []uint32, sum []float32) {
	clear(sum)
	for n, f := range v.index {
		if at := row[f]; at > 0 {
			axpy(v.value[n], m.row(int(at-1)), sum)
		}
	}
}

// axpy adds a times x to y.
func axpy(a float32, x, y []float32) {
	y = y[:len(x)]
	for i := range x {
		y[i] += a * x[i]
	}
}

// squared is A'A m, where the rows of A are the vectors.
func squared(vectors []Vector, row []uint32, m matrix) matrix {
	out, sum := newMatrix(m.rows, m.columns), make([]float32, m.columns)
	for _, v := range vectors {
		m.along(v, row, sum)
		for n, f := range v.index {
			if at := row[f]; at > 0 {
				axpy(v.value[n], sum, out.row(int(at-1)))
			}
		}
	}
	return out
}

// gramOfProduct is (A m)'(A m).
func gramOfProduct(vectors []Vector, row []uint32, m matrix) [][]float64 {
	gram, sum := square(m.columns), make([]float32, m.columns)
	for _, v := range vectors {
		m.along(v, row, sum)
		addOuter(gram, sum)
	}
	return mirrored(gram)
}

// orthogonal gives columns of length 1 at right angles that span the same space;
// columns that add nothing are left out.
func (m matrix) orthogonal() matrix {
	gram := square(m.columns)
	for i := range m.rows {
		addOuter(gram, m.row(i))
	}
	values, turn := eigen(mirrored(gram))
	k := 0
	for k < len(values) && values[k] > values[0]*1e-9 && values[k] > 0 {
		for i := range turn {
			turn[i][k] /= math.Sqrt(values[k])
		}
		k++
	}
	return m.times(turn, k)
}

// times is the matrix times the first k columns of turn.
func (m matrix) times(turn [][]float64, k int) matrix {
	out := newMatrix(m.rows, k)
	if k == 0 {
		return out
	}
	narrow := make([][]float32, len(turn))
	for i, from := range turn {
		narrow[i] = make([]float32, k)
		for j := range k {
			narrow[i][j] = float32(from[j])
		}
	}
	for i := range m.rows {
		for j, x := range m.row(i) {
			axpy(x, narrow[j], out.row(i))
		}
	}
	return out
}

func square(n int) [][]float64 {
	cells := make([]float64, n*n)
	list := make([][]float64, n)
	for i := range list {
		list[i] = cells[i*n : (i+1)*n]
	}
	return list
}

// addOuter adds x'x to the upper half of a matrix.
func addOuter(sum [][]float64, x []float32) {
	for i, a := range x {
		if a == 0 {
			continue
		}
		to, from, a := sum[i][i:], x[i:], float64(a)
		for j, b := range from {
			to[j] += a * float64(b)
		}
	}
}

// mirrored copies the upper half of a matrix to the lower one.
func mirrored(m [][]float64) [][]float64 {
	for i := range m {
		for j := range i {
			m[i][j] = m[j][i]
		}
	}
	return m
}

// sweeps is how often the rotations of eigen go round at most; about ten are
// needed.
const sweeps = 30

// eigen gives the eigenvalues of a symmetric matrix, largest first, and its
// eigenvectors as columns, by Jacobi's rotations. It overwrites the matrix.
func eigen(m [][]float64) (values []float64, vectors [][]float64) {
	n := len(m)
	turned := square(n) // rows are the vectors while they turn
	for i := range n {
		turned[i][i] = 1
	}
	for range sweeps {
		off, all := 0.0, 0.0
		for i := range n {
			for j := range n {
				all += m[i][j] * m[i][j]
				if i != j {
					off += m[i][j] * m[i][j]
				}
			}
		}
		if off <= all*1e-20 {
			break
		}
		for p := range n {
			for q := p + 1; q < n; q++ {
				rotate(m, turned, p, q)
			}
		}
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case m[a][a] > m[b][b]:
			return -1
		case m[a][a] < m[b][b]:
			return 1
		}
		return 0
	})
	values, vectors = make([]float64, n), square(n)
	for j, from := range order {
		values[j] = m[from][from]
		for i := range n {
			vectors[i][j] = turned[from][i]
		}
	}
	return values, vectors
}

// rotate makes the cell p, q of a symmetric matrix 0.
func rotate(m, turned [][]float64, p, q int) {
	if math.Abs(m[p][q]) <= 1e-300 {
		return
	}
	theta := (m[q][q] - m[p][p]) / (2 * m[p][q])
	t := 1 / (math.Abs(theta) + math.Sqrt(theta*theta+1))
	if theta < 0 {
		t = -t
	}
	cos := 1 / math.Sqrt(t*t+1)
	sin := t * cos
	for i := range m {
		a, b := m[i][p], m[i][q]
		m[i][p], m[i][q] = cos*a-sin*b, sin*a+cos*b
	}
	turn(m[p], m[q], cos, sin)
	turn(turned[p], turned[q], cos, sin)
}

func turn(p, q []float64, cos, sin float64) {
	q = q[:len(p)]
	for i, a := range p {
		b := q[i]
		p[i], q[i] = cos*a-sin*b, sin*a+cos*b
	}
}

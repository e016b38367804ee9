// Package deploy_test checks what can be checked of the files for operators without
// starting what they describe.
package deploy_test

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// stack is what the tests look at of a compose file.
type stack struct {
	Services map[string]struct {
		Image       string            `yaml:"image"`
		Build       string            `yaml:"build"`
		Ports       []string          `yaml:"ports"`
		Environment map[string]string `yaml:"environment"`
		Networks    any               `yaml:"networks"`
		Privileged  bool              `yaml:"privileged"`
		SecurityOpt []string          `yaml:"security_opt"`
	} `yaml:"services"`
	Secrets map[string]struct {
		File string `yaml:"file"`
	} `yaml:"secrets"`
}

const (
	full  = "../compose.yaml"
	small = "compose.small.yaml"
)

func readStack(t *testing.T, name string) stack {
	t.Helper()
	var s stack
	if err := yaml.Unmarshal([]byte(read(t, name)), &s); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if len(s.Services) == 0 {
		t.Fatalf("%s has no services", name)
	}
	return s
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// settings are the keys and the variables of all settings, from the guide, whose
// table is checked against the program.
func settings(t *testing.T) (keys, variables []string) {
	t.Helper()
	rows := regexp.MustCompile("(?m)^\\| `--([a-z-]+)` \\| `(CHALKLINE_[A-Z_]+)` ").FindAllStringSubmatch(read(t, "../docs/operating.md"), -1)
	for _, row := range rows {
		keys, variables = append(keys, row[1]), append(variables, row[2])
	}
	if len(rows) < 20 {
		t.Fatalf("found %d settings in the guide", len(rows))
	}
	return keys, variables
}

func TestEveryVariableIsASetting(t *testing.T) {
	t.Parallel()
	_, variables := settings(t)
	files := []string{full, "../Dockerfile"}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !entry.IsDir() && !strings.HasSuffix(entry.Name(), ".go") {
			files = append(files, entry.Name())
		}
	}
	for _, name := range files {
		for _, variable := range regexp.MustCompile(`\bCHALKLINE_[A-Z_]+`).FindAllString(read(t, name), -1) {
			if !slices.Contains(variables, variable) {
				t.Errorf("%s names %s, which is no setting", name, variable)
			}
		}
	}
}

func TestImagesAreOfAVersion(t *testing.T) {
	t.Parallel()
	pinned := regexp.MustCompile(`^[a-z/]+:v?\d+\.\d+(\.\d+)?$`)
	for _, name := range []string{full, small} {
		for service, s := range readStack(t, name).Services {
			if s.Build == "" && !pinned.MatchString(s.Image) {
				t.Errorf("%s: %s runs %q, not an image of one version", name, service, s.Image)
			}
			if s.Privileged || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
				t.Errorf("%s: %s may gain privileges", name, service)
			}
		}
	}
	if from := regexp.MustCompile(`(?m)^FROM (\S+)`).FindStringSubmatch(read(t, "../Dockerfile")); !pinned.MatchString(from[1]) {
		t.Errorf("Dockerfile builds with %q, not an image of one version", from[1])
	}
}

func TestOnlyTheProxyIsReachedFromOutside(t *testing.T) {
	t.Parallel()
	for service, s := range readStack(t, full).Services {
		if (len(s.Ports) > 0) != (service == "caddy") {
			t.Errorf("%s publishes the ports %v", service, s.Ports)
		}
	}
	for service, s := range readStack(t, small).Services {
		for _, port := range s.Ports {
			if !strings.HasPrefix(port, "127.0.0.1:") {
				t.Errorf("%s publishes %s beyond this machine", service, port)
			}
		}
	}
}

func TestBothChalklinesBelieveTheProxyOnly(t *testing.T) {
	t.Parallel()
	services := readStack(t, full).Services
	front, _ := services["caddy"].Networks.(map[string]any)["front"].(map[string]any)
	address, _ := front["ipv4_address"].(string)
	chalklines := strings.Fields(services["caddy"].Environment["CHALKLINES"])
	if address == "" || len(chalklines) != 2 {
		t.Fatalf("the proxy is at %q, in front of %v", address, chalklines)
	}
	for _, chalkline := range chalklines {
		name, _, _ := strings.Cut(chalkline, ":")
		if got := services[name].Environment["CHALKLINE_TRUSTED_PROXIES"]; got != address {
			t.Errorf("%s believes %q, the proxy is at %q", name, got, address)
		}
	}
}

// TestPrepare runs deploy/prepare in a folder of its own.
func TestPrepare(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "deploy"), 0o700); err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(dir, "deploy", "prepare")
	if err := os.WriteFile(script, []byte(read(t, "prepare")), 0o600); err != nil {
		t.Fatal(err)
	}
	prepare := func(args ...string) (string, error) {
		out, err := exec.CommandContext(t.Context(), "sh", append([]string{script}, args...)...).CombinedOutput()
		return string(out), err
	}
	for _, wrong := range [][]string{nil, {"https://picks.example.org"}, {"a b"}, {"--help"}, {"a", "b"}} {
		if out, err := prepare(wrong...); err == nil {
			t.Errorf("prepare %q succeeds: %s", wrong, out)
		}
	}
	if out, err := prepare("picks.example.org"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if env := read(t, filepath.Join(dir, ".env")); !strings.Contains(env, "\nDOMAIN=picks.example.org\n") {
		t.Errorf(".env is %q", env)
	}
	if info, err := os.Stat(filepath.Join(dir, "secrets")); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("others may enter secrets/: %v, %v", info, err)
	}
	before := map[string]string{}
	for name, secret := range readStack(t, full).Secrets {
		before[name] = read(t, filepath.Join(dir, secret.File))
	}

	keys, _ := settings(t)
	for line := range strings.Lines(before["chalkline"]) {
		key, _, isSetting := strings.Cut(strings.TrimPrefix(line, "# "), ":")
		if isSetting && !slices.Contains(keys, key) {
			t.Errorf("the settings begin with %q, which is no setting", key)
		}
	}
	var values map[string]string
	if err := yaml.Unmarshal([]byte(before["chalkline"]), &values); err != nil {
		t.Fatal(err)
	}
	if len(before["postgres"]) != 64 || !strings.Contains(values["database"], ":"+before["postgres"]+"@postgres/") {
		t.Errorf("PostgreSQL and the settings have different passwords")
	}
	if key := values["meili-key"]; len(key) != 64 || key == before["postgres"] || !strings.Contains(before["meilisearch"], `"`+key+`"`) {
		t.Errorf("Meilisearch and the settings have different keys")
	}

	if out, err := prepare("other.example.org"); err != nil {
		t.Fatalf("again: %v: %s", err, out)
	}
	for name, secret := range readStack(t, full).Secrets {
		if read(t, filepath.Join(dir, secret.File)) != before[name] {
			t.Errorf("a second run changes %s", secret.File)
		}
	}
	if err := os.Remove(filepath.Join(dir, "secrets", "postgres")); err != nil {
		t.Fatal(err)
	}
	if out, err := prepare("picks.example.org"); err == nil {
		t.Errorf("a lost password is made anew beside the database that has the old one: %s", out)
	}
}

func TestUnitsAreEquallyHardened(t *testing.T) {
	t.Parallel()
	hardening := func(name string) string {
		_, rest, found := strings.Cut(read(t, name), "# It reads the system")
		lines, _, ended := strings.Cut(rest, "\n\n")
		if !found || !ended {
			t.Fatalf("%s has no hardening", name)
		}
		return lines
	}
	want := hardening("chalkline.service")
	for _, name := range []string{"chalkline@.service", "chalkline-backup.service"} {
		if hardening(name) != want {
			t.Errorf("%s is not hardened as chalkline.service is", name)
		}
	}
	for _, name := range []string{"chalkline.service", "chalkline@.service", "chalkline-backup.service"} {
		if unit := read(t, name); !strings.Contains(unit, "\nDynamicUser=yes\nUser=chalkline\n") {
			t.Errorf("%s does not share the user of the others, and would take their folder away", name)
		}
	}
}

// TestTheImageIsBuiltFromAllOfTheProgram finds folders that .dockerignore forgets.
func TestTheImageIsBuiltFromAllOfTheProgram(t *testing.T) {
	t.Parallel()
	list := exec.CommandContext(t.Context(), "go", "list", "-deps",
		"-f", `{{if not .Standard}}{{if .Module.Main}}{{$p := .ImportPath}}{{range .GoFiles}}{{$p}}/{{.}}{{"\n"}}{{end}}{{range .EmbedFiles}}{{$p}}/{{.}}{{"\n"}}{{end}}{{end}}{{end}}`,
		"./cmd/chalkline", "./deploy/bill")
	list.Dir = ".."
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	ignored := strings.Fields(regexp.MustCompile(`(?m)^#.*$`).ReplaceAllString(read(t, "../.dockerignore"), ""))
	files := strings.Fields(string(out))
	if len(files) < 100 {
		t.Fatalf("go list names %d files", len(files))
	}
	for _, file := range files {
		file = strings.TrimPrefix(file, "chalkline/")
		if !sent(file, ignored) {
			t.Errorf("%s is a part of the program and not sent to the build", file)
		}
	}
}

// sent tells whether .dockerignore lets a file through: the last line that matches
// the file, or a folder it is in, decides.
func sent(file string, lines []string) bool {
	pass := true
	for _, line := range lines {
		pattern, again := strings.CutPrefix(line, "!")
		pattern, anywhere := strings.CutPrefix(pattern, "**/")
		pattern = strings.TrimSuffix(pattern, "/")
		for name := file; name != "."; name = path.Dir(name) {
			whole, _ := path.Match(pattern, name)
			base, _ := path.Match(pattern, path.Base(name))
			if whole || anywhere && base {
				pass = again
			}
		}
	}
	return pass
}

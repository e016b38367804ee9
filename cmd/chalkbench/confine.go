package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// limits are what a program may use.
type limits struct {
	memory int64 // in bytes
	cores  float64

	how     string   // what holds the program to it
	folders []string // of control groups that were made
}

// groupFolder is where Linux has its control groups.
const groupFolder = "/sys/fs/cgroup/"

// confine prepares to hold a program to limits by control groups of version 2 or
// 1, whichever may be made here, else by systemd. The folders have to be removed
// when the program has ended.
func confine(ctx context.Context, memory int64, cores float64) (*limits, error) {
	l := &limits{memory: memory, cores: cores}
	quota := strconv.Itoa(int(100_000 * cores))
	name := fmt.Sprintf("chalkbench-%d", os.Getpid())
	if err := l.group("cgroup 2", map[string]map[string]string{
		groupFolder + name: {"memory.max": strconv.FormatInt(memory, 10), "cpu.max": quota + " 100000"},
	}); err == nil {
		return l, nil
	}
	if err := l.group("cgroup 1", map[string]map[string]string{
		groupFolder + "memory/" + name: {"memory.limit_in_bytes": strconv.FormatInt(memory, 10)},
		groupFolder + "cpu/" + name:    {"cpu.cfs_quota_us": quota},
	}); err == nil {
		return l, nil
	}
	if exec.CommandContext(ctx, "systemd-run", "--scope", "--quiet", "true").Run() == nil {
		l.how = "systemd"
		return l, nil
	}
	return nil, errNotConfined
}

var errNotConfined = errors.New("nothing here holds a program to its limits: neither control groups that may be made nor systemd; try as root")

// group makes control groups with those settings.
func (l *limits) group(how string, folders map[string]map[string]string) (err error) {
	l.how = how
	defer func() {
		if err != nil {
			l.remove()
		}
	}()
	for folder, settings := range folders {
		if err := os.Mkdir(folder, 0o755); err != nil {
			return fmt.Errorf("making a control group: %w", err)
		}
		l.folders = append(l.folders, folder)
		for name, value := range settings {
			// Not created: a file that is not there is a setting that the system does not know.
			f, err := os.OpenFile(filepath.Join(folder, name), os.O_WRONLY, 0)
			if err != nil {
				return fmt.Errorf("setting a limit: %w", err)
			}
			_, err = f.WriteString(value)
			if err := errors.Join(err, f.Close()); err != nil {
				return fmt.Errorf("setting a limit: %w", err)
			}
		}
	}
	return nil
}

// command is a program under the limits. It is the process itself that is started,
// not one around it.
func (l *limits) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	env := append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", max(1, int(l.cores))))
	var cmd *exec.Cmd
	if l.how == "systemd" {
		cmd = exec.CommandContext(ctx, "systemd-run", append([]string{
			"--scope", "--quiet", "--property=MemoryMax=" + strconv.FormatInt(l.memory, 10), fmt.Sprintf("--property=CPUQuota=%d%%", int(100*l.cores)), program,
		}, args...)...)
	} else {
		// A shell puts itself into the groups and then becomes the program.
		script := ""
		for _, folder := range l.folders {
			script += "echo $$ > " + folder + "/cgroup.procs && "
		}
		cmd = exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", script + `exec "$0" "$@"`, program}, args...)...)
	}
	cmd.Env = env
	return cmd
}

// remove removes the control groups; what is in them must have ended.
func (l *limits) remove() {
	for _, folder := range l.folders {
		for range 20 {
			if os.Remove(folder) == nil {
				break
			}
			time.Sleep(50 * time.Millisecond) // the system takes a moment to see that it is empty
		}
	}
	l.folders = nil
}

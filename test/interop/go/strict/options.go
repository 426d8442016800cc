package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net/url"
	"sync"
	"time"
)

// never is a duration that does not end while a test runs.
const never = 365 * 24 * time.Hour

// options are flags, and can be changed while the server runs by
// POST /options?NAME=VALUE.
type options struct {
	mu     sync.Mutex
	values values
	count  int // of tasks
}

type values struct {
	task           time.Duration
	stragglerEvery int
	straggler      time.Duration
	guestBoot      time.Duration
	guestShutdown  string // a duration, "never" or "reboot"
	guestBack      time.Duration
	touchEvery     time.Duration
	forgotten      string // "fault" or "silent"
	noAttemptTask  bool
}

func newOptions() *options {
	o := &options{}
	flags := o.flagSet(&o.values)
	flags.VisitAll(func(f *flag.Flag) { flag.Var(f.Value, f.Name, f.Usage) })
	return o
}

func (o *options) flagSet(v *values) *flag.FlagSet {
	flags := flag.NewFlagSet("options", flag.ContinueOnError)
	flags.DurationVar(&v.task, "task", 50*time.Millisecond, "time that a task takes")
	flags.IntVar(&v.stragglerEvery, "straggler-every", 0, "each Nth task is a straggler; 0: none")
	flags.DurationVar(&v.straggler, "straggler", 30*time.Second, "time that a straggler takes")
	flags.DurationVar(&v.guestBoot, "guest-boot", 100*time.Millisecond, "time from a start to running Tools; below 0: never")
	flags.StringVar(&v.guestShutdown, "guest-shutdown", "100ms", "what a guest does that is to shut down: goes off after this time, never, or reboot")
	flags.DurationVar(&v.guestBack, "guest-back", 0, "time after which somebody starts a guest that has shut down; 0: nobody does")
	flags.DurationVar(&v.touchEvery, "touch-every", 0, "mean time between moves of some VM's changeVersion, 0: none")
	flags.StringVar(&v.forgotten, "forgotten", "silent", "what CreateListView does with a forgotten task: silent or fault")
	flags.BoolVar(&v.noAttemptTask, "attempted-without-task", false, "PowerOnMultiVM_Task names no task for what it attempted")
	return flags
}

func (o *options) get() values {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.values
}

func (o *options) set(query url.Values) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	changed := o.values
	flags := o.flagSet(&changed)
	// Making the flags has put their defaults into changed.
	changed = o.values
	for name := range query {
		if err := flags.Set(name, query.Get(name)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	o.values = changed
	return nil
}

// taskTime is the time that the next task takes.
func (o *options) taskTime() time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.count++
	if n := o.values.stragglerEvery; n > 0 && o.count%n == 0 {
		return o.values.straggler
	}
	return o.values.task
}

// shutdownTime is the time that a guest takes to go off, or whether it reboots
// instead.
func shutdownTime(text string) (d time.Duration, reboots bool, err error) {
	switch text {
	case "never":
		return never, false, nil
	case "reboot":
		return 0, true, nil
	}
	d, err = time.ParseDuration(text)
	return d, false, err
}

// around is a random time whose mean is d.
func around(d time.Duration) time.Duration {
	return time.Duration(rand.Int64N(int64(2*d) + 1))
}

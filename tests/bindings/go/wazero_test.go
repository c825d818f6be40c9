//go:build !cgo

package deskql

import (
	"errors"
	"runtime"
	"strings"
	"testing"
)

// afresh gives a test instances of its own.
func afresh(t *testing.T, pages uint32) {
	before := loaded.engines
	loaded = loader{pages: pages}
	t.Cleanup(func() { loaded = loader{pages: memoryPages, engines: before} })
}

func TestInstances(t *testing.T) {
	afresh(t, memoryPages)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	one, _ := currentEngine()
	if other, err := currentEngine(); other != one || err != nil {
		t.Error("one that is idle is used again", err)
	}
	one.mutex.Lock()
	other, err := currentEngine()
	if other == one || err != nil {
		t.Fatal("one that is busy is not waited for", err)
	}
	other.mutex.Lock()
	if third, err := currentEngine(); third != one && third != other || err != nil {
		t.Error("there are two processors", err)
	}
	one.mutex.Unlock()
	other.mutex.Unlock()
}

func TestAnInstanceThatFailed(t *testing.T) {
	afresh(t, memoryPages)
	query, err := Prepare("id = 1", nil)
	if err != nil {
		t.Fatal(err)
	}
	// Memory that there is not.
	query.document.handle.address = 0xfffffff0
	for i := 0; i < 2; i++ {
		if _, err := query.Compile(nil); err == nil || !strings.Contains(err.Error(), "the library failed") {
			t.Error(err)
		}
	}
	if compiled, err := Compile("id = 1", nil); err != nil || compiled.Query == "" {
		t.Error("there is no other instance", err)
	}
}

func TestMemory(t *testing.T) {
	afresh(t, 64)
	var status StatusError
	if _, err := Parse(strings.Repeat(" ", 8<<20), nil); !errors.As(err, &status) || status != statusNoMemory {
		t.Error(err)
	}
	if _, err := Compile("id = 1", nil); err != nil {
		t.Error(err)
	}
	afresh(t, memoryPages)
	for i := 0; i < 60000; i++ {
		if _, err := Prepare("id = 1 and status in (1, 2)", nil); err != nil {
			t.Fatal(err)
		}
	}
	var taken uint32
	for _, engine := range loaded.engines {
		taken += engine.instance.Memory().Size()
	}
	if taken > 160<<20 {
		t.Errorf("%d MiB for queries that nobody has any more", taken>>20)
	}
}

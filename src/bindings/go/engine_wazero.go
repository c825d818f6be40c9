//go:build !cgo

package deskql

import (
	"context"
	_ "embed"
	"encoding/binary"
	"fmt"
	"math"
	"runtime"
	"sync"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

//go:embed deskql.wasm
var module []byte

// An instance of the library as WebAssembly, whose calls take turns. One that failed is replaced; its handles give its error.
type engine struct {
	kept
	mutex     sync.Mutex
	instance  api.Module
	functions map[string]api.Function
	failure   error
}

// As glue.c asserts them.
const (
	addressSize   = 4
	valueSize     = 16
	valueOffset   = 8
	bindingSize   = 24
	bindingOffset = 8
)

var byteOrder = binary.LittleEndian

// loader compiles the module when it is first needed, and starts an instance where all others are busy, one a processor at most.
type loader struct {
	mutex    sync.Mutex
	pages    uint32
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
	engines  []*engine
	last     int
}

// memoryPages of 64 KiB each are the most that an instance takes: 1 GiB.
const memoryPages = 1 << 14

var loaded = loader{pages: memoryPages}

func currentEngine() (*engine, error) { return loaded.engine() }

func (l *loader) engine() (made *engine, err error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for _, idle := range l.engines {
		if idle.mutex.TryLock() {
			idle.mutex.Unlock()
			return idle, nil
		}
	}
	if len(l.engines) >= runtime.GOMAXPROCS(0) {
		l.last = (l.last + 1) % len(l.engines)
		return l.engines[l.last], nil
	}
	background := context.Background()
	if l.compiled == nil {
		l.runtime = wazero.NewRuntimeWithConfig(background, wazero.NewRuntimeConfig().WithMemoryLimitPages(l.pages))
		if l.compiled, err = l.runtime.CompileModule(background, module); err != nil {
			return nil, fmt.Errorf("deskql: the module cannot be compiled: %w", err)
		}
	}
	configuration := wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize")
	instance, err := l.runtime.InstantiateModule(background, l.compiled, configuration)
	if err != nil {
		return nil, fmt.Errorf("deskql: the module cannot be started: %w", err)
	}
	made = &engine{instance: instance, functions: map[string]api.Function{}}
	l.engines = append(l.engines, made)
	return made, nil
}

func (l *loader) forget(failed *engine) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for i, engine := range l.engines {
		if engine == failed {
			l.engines = append(l.engines[:i:i], l.engines[i+1:]...)
			return
		}
	}
}

// run calls an export, unless one has failed before: the instance may be anyhow then.
func (e *engine) run(function string, stack []uint64) uint64 {
	if e.failure != nil {
		return 0
	}
	found := e.functions[function]
	if found == nil {
		found = e.instance.ExportedFunction(function)
		e.functions[function] = found
	}
	if err := found.CallWithStack(context.Background(), stack); err != nil {
		e.failure = fmt.Errorf("deskql: the library failed: %w", err)
		e.instance.Close(context.Background())
		loaded.forget(e)
		return 0
	}
	return stack[0]
}

func (e *engine) invoke(function string, wanted int, f *frame) (answer reply, err error) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	var one [1]uint64
	if size := uint64(len(f.memory)); size > 0 {
		one[0] = size
		// Sizes of the module have 32 bits.
		if size > math.MaxUint32 || e.run("malloc", one[:]) == 0 && e.failure == nil {
			return reply{}, StatusError(statusNoMemory)
		}
		start := one[0]
		defer func() { e.run("free", []uint64{start}) }()
		f.settle(start)
		if e.failure == nil && !e.instance.Memory().Write(uint32(start), f.memory) {
			return reply{}, StatusError(statusNoMemory)
		}
	}
	answer.result = e.run(function, f.slots[:])
	if wanted&withMade != 0 {
		answer.made = e.run("made", one[:])
	}
	if wanted&withText != 0 {
		start, length := e.run("text", one[:]), e.run("text_length", []uint64{0})
		if e.failure == nil {
			text, _ := e.instance.Memory().Read(uint32(start), uint32(length))
			answer.text = string(text)
		}
	}
	return answer, e.failure
}

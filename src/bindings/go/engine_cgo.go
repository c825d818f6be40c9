//go:build cgo

package deskql

// #cgo CFLAGS: -O2 -DNDEBUG -DDESKQL_STATIC
// #include "deskql.h"
// #include "glue.h"
import "C"

import (
	"encoding/binary"
	"runtime"
	"unsafe"
)

// The library, linked to the program.
type engine struct{ kept }

const (
	addressSize   = int(unsafe.Sizeof(uintptr(0)))
	valueSize     = C.sizeof_deskql_value
	valueOffset   = int(unsafe.Offsetof(C.deskql_value{}.as))
	bindingSize   = C.sizeof_deskql_binding
	bindingOffset = int(unsafe.Offsetof(C.deskql_binding{}.value))
)

var byteOrder = func() binary.ByteOrder {
	if one := uint16(1); *(*byte)(unsafe.Pointer(&one)) == 0 {
		return binary.BigEndian
	}
	return binary.LittleEndian
}()

var functions = func() map[string]C.size_t {
	numbers := map[string]C.size_t{}
	for i := C.size_t(0); C.dql_glue_name(i) != nil; i++ {
		numbers[C.GoString(C.dql_glue_name(i))] = i
	}
	return numbers
}()

var linked engine

func currentEngine() (*engine, error) { return &linked, nil }

func (e *engine) invoke(function string, wanted int, f *frame) (answer reply, err error) {
	var memory unsafe.Pointer
	if len(f.memory) > 0 {
		memory = unsafe.Pointer(&f.memory[0])
	}
	f.settle(uint64(uintptr(memory)))
	if wanted&withText != 0 {
		// The text is the thread's.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
	}
	from := C.dql_glue_call(functions[function], (*C.uint64_t)(&f.slots[0]), memory)
	answer.result, answer.made = uint64(from.result), uint64(from.made)
	if wanted&withText != 0 {
		answer.text = C.GoStringN(from.text, C.int(from.length))
	}
	return answer, nil
}

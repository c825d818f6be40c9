package deskql

import (
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// Statuses of the library.
const (
	statusOK       = 0
	statusNoMemory = 2
	statusInvalid  = 5
)

// StatusError says that a call could not do its work: no memory, or an option that is wrong.
type StatusError int

func (e StatusError) Error() string {
	answer, err := call("status_text", withText, number(int(e)))
	if err != nil {
		return fmt.Sprintf("deskql: status %d", int(e))
	}
	return "deskql: " + answer.text
}

// handle is a thing in the library's memory. It is freed when nobody has it any more, and before those that it needs.
type handle struct {
	engine  *engine
	address uint64
	needs   *handle
}

// The garbage collector does not see the library's memory, and would come too seldom: it is called whenever so many bytes were taken.
const mostUnseen = 64 << 20

var unseen int64

// newHandle is for what a call made of a text of that length, perhaps in the memory of an old one.
func newHandle(old *handle, answer reply, free string, needs *handle, length int) *handle {
	if old != nil {
		return old
	}
	made := &handle{answer.engine, answer.made, needs}
	runtime.SetFinalizer(made, func(h *handle) { invoke(free, 0, []argument{ref(h)}) })
	if atomic.AddInt64(&unseen, int64(8192+32*length)) > mostUnseen {
		atomic.StoreInt64(&unseen, 0)
		runtime.GC()
	}
	return made
}

// argument is one of a call: a number, an address in a handle's keeping, or what is copied for the call.
type argument struct {
	kind   int
	number uint64
	keeper *handle
	text   string
	params map[string]any
}

const (
	isNumber = iota
	isName
	isBytes
	isBindings
)

func number[T ~int | ~int64 | ~uint32](value T) argument { return argument{number: uint64(value)} }

func flag(value bool) argument {
	if value {
		return number(1)
	}
	return number(0)
}

// ref is the handle's address; 0 for nil.
func ref(h *handle) argument {
	if h == nil {
		return number(0)
	}
	return within(h, h.address)
}

// within is an address that is good as long as there is the handle.
func within(h *handle, address uint64) argument { return argument{number: address, keeper: h} }

// name is a text that ends with a NUL; none for an empty one.
func name(value string) argument { return argument{kind: isName, text: value} }

// bytes are two arguments: where a text is, and its length.
func bytes(value string) argument { return argument{kind: isBytes, text: value} }

// bindings are two arguments: where they are, and how many.
func bindings(params map[string]any) argument { return argument{kind: isBindings, params: params} }

// frame is the arguments of one call, and the memory that they point into, as offsets until it is known where it is.
type frame struct {
	slots  [12]uint64
	used   int
	memory []byte
	// Where there are addresses: in the slots, and in the memory.
	slotPlaces, places []place
}

type place struct{ at, offset int }

var frames = sync.Pool{New: func() any { return new(frame) }}

func (f *frame) slot(value uint64) {
	f.slots[f.used] = value
	f.used++
}

func (f *frame) counted(offset, count int) {
	f.slotPlaces = append(f.slotPlaces, place{f.used, offset})
	f.used++
	f.slot(uint64(count))
}

// copied puts a text and a NUL behind it into the memory.
func (f *frame) copied(text string) int {
	offset := len(f.memory)
	f.memory = append(append(f.memory, text...), 0)
	return offset
}

func (f *frame) copiedName(text string) (int, error) {
	if strings.IndexByte(text, 0) >= 0 {
		return 0, fmt.Errorf("deskql: %q is no name", text)
	}
	return f.copied(text), nil
}

// block takes memory that numbers and addresses can be written to, and holds zeros.
func (f *frame) block(size int) int {
	offset := (len(f.memory) + 7) &^ 7
	f.memory = append(f.memory, make([]byte, offset+size-len(f.memory))...)
	return offset
}

// put writes an address or a size, as wide as the library's are.
func (f *frame) put(at int, value uint64) {
	if addressSize == 4 {
		byteOrder.PutUint32(f.memory[at:], uint32(value))
	} else {
		byteOrder.PutUint64(f.memory[at:], value)
	}
}

// settle makes addresses of offsets.
func (f *frame) settle(start uint64) {
	for _, p := range f.slotPlaces {
		f.slots[p.at] = start + uint64(p.offset)
	}
	for _, p := range f.places {
		f.put(p.at, start+uint64(p.offset))
	}
}

func (f *frame) add(a argument) (err error) {
	offset := 0
	switch a.kind {
	case isNumber:
		f.slot(a.number)
	case isName:
		if a.text == "" {
			f.slot(0)
		} else if offset, err = f.copiedName(a.text); err == nil {
			f.slotPlaces = append(f.slotPlaces, place{f.used, offset})
			f.used++
		}
	case isBytes:
		f.counted(f.copied(a.text), len(a.text))
	case isBindings:
		if offset, err = f.bindings(a.params); err == nil {
			f.counted(offset, len(a.params))
		}
	}
	return err
}

// Memory of longer texts is not kept for the next.
const longText = 1 << 16

func (f *frame) release() {
	if cap(f.memory) <= longText {
		f.used, f.memory, f.slotPlaces, f.places = 0, f.memory[:0], f.slotPlaces[:0], f.places[:0]
		frames.Put(f)
	}
}

// What is wanted of a call beside its result.
const (
	withMade = 1 << iota
	withText
)

type reply struct {
	engine       *engine
	result, made uint64
	text         string
}

// invoke calls a function of glue.c, in the instance that its handles belong to.
func invoke(function string, wanted int, arguments []argument) (answer reply, err error) {
	f := frames.Get().(*frame)
	defer f.release()
	var at *engine
	for _, argument := range arguments {
		if argument.keeper != nil {
			at = argument.keeper.engine
		}
		if err := f.add(argument); err != nil {
			return reply{}, err
		}
	}
	if at == nil {
		if at, err = currentEngine(); err != nil {
			return reply{}, err
		}
	}
	answer, err = at.invoke(function, wanted, f)
	answer.engine = at
	runtime.KeepAlive(arguments)
	return answer, err
}

// call is for the functions whose result is a status. An invalid text is not an error, but reply.valid() is false.
func call(function string, wanted int, arguments ...argument) (reply, error) {
	answer, err := invoke(function, wanted, arguments)
	if err == nil && answer.result != statusOK && answer.result != statusInvalid {
		err = StatusError(answer.result)
	}
	return answer, err
}

func (r reply) valid() bool { return r.result == statusOK }

// read is for functions that answer with JSON.
func read(to any, function string, arguments ...argument) error {
	answer, err := call(function, withText, arguments...)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(answer.text), to)
}

// count is for functions whose result is a number.
func count(function string, arguments ...argument) (int, error) {
	answer, err := invoke(function, 0, arguments)
	return int(answer.result), err
}

// findingsOf reads the list that a function gives for a handle.
func findingsOf(h *handle, list string) ([]Finding, int, error) {
	of, err := invoke(list, 0, []argument{ref(h)})
	if err != nil {
		return nil, 0, err
	}
	address := within(h, of.result)
	if any, err := count("deskql_findings_count", address); any == 0 || err != nil {
		return nil, 0, err
	}
	answer, err := call("findings", withText, address, number(uint32(math.MaxUint32)), name(""))
	if err != nil {
		return nil, 0, err
	}
	omitted, err := count("deskql_findings_omitted", address)
	return readFindings(answer.text), omitted, err
}

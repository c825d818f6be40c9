package deskql

import (
	"fmt"
	"math"
	"reflect"
	"sort"
	"time"
)

// As in deskql/plan.h.
const (
	valueNull = 1 + iota
	valueInteger
	valueNumber
	valueString
	valueBoolean
	valueTime
	valueDate
	valueText
	valueList
)

// bindings writes an array of deskql_binding.
func (f *frame) bindings(params map[string]any) (int, error) {
	names := make([]string, 0, len(params))
	for name := range params {
		names = append(names, name)
	}
	sort.Strings(names)
	start := f.block(len(names) * bindingSize)
	for i, name := range names {
		at := start + i*bindingSize
		offset, err := f.copiedName(name)
		if err != nil {
			return 0, err
		}
		f.places = append(f.places, place{at, offset})
		if err := f.value(at+bindingOffset, params[name], false); err != nil {
			return 0, fmt.Errorf("deskql: the parameter %s: %w", name, err)
		}
	}
	return start, nil
}

func (f *frame) scalar(at int, kind uint32, bits uint64) error {
	byteOrder.PutUint32(f.memory[at:], kind)
	byteOrder.PutUint64(f.memory[at+valueOffset:], bits)
	return nil
}

// boolean writes a byte, since a bool of C may have no other bits.
func (f *frame) boolean(at int, value bool) error {
	byteOrder.PutUint32(f.memory[at:], valueBoolean)
	if value {
		f.memory[at+valueOffset] = 1
	}
	return nil
}

// list writes an address and a number.
func (f *frame) list(at int, kind uint32, offset, count int) {
	byteOrder.PutUint32(f.memory[at:], kind)
	f.places = append(f.places, place{at + valueOffset, offset})
	f.put(at+valueOffset+addressSize, uint64(count))
}

func (f *frame) text(at int, kind uint32, text string) error {
	f.list(at, kind, f.copied(text), len(text))
	return nil
}

// value writes a deskql_value.
func (f *frame) value(at int, value any, isItem bool) error {
	switch v := value.(type) {
	case nil:
		return f.scalar(at, valueNull, 0)
	case time.Time:
		return f.scalar(at, valueTime, uint64(v.UnixMilli()))
	case Date:
		days := time.Date(v.Year, v.Month, v.Day, 0, 0, 0, 0, time.UTC).Unix() / 86400
		byteOrder.PutUint32(f.memory[at+valueOffset:], uint32(days))
		byteOrder.PutUint32(f.memory[at:], valueDate)
		return nil
	case Text:
		return f.text(at, valueText, string(v))
	}
	reflected := reflect.ValueOf(value)
	switch reflected.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return f.scalar(at, valueInteger, uint64(reflected.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if reflected.Uint() > math.MaxInt64 {
			return fmt.Errorf("%d does not fit into 64 bits with a sign", reflected.Uint())
		}
		return f.scalar(at, valueInteger, reflected.Uint())
	case reflect.Float32, reflect.Float64:
		return f.scalar(at, valueNumber, math.Float64bits(reflected.Float()))
	case reflect.Bool:
		return f.boolean(at, reflected.Bool())
	case reflect.String:
		return f.text(at, valueString, reflected.String())
	case reflect.Slice, reflect.Array:
		if isItem {
			return fmt.Errorf("a list in a list")
		}
		items := f.block(reflected.Len() * valueSize)
		f.list(at, valueList, items, reflected.Len())
		for i := 0; i < reflected.Len(); i++ {
			if err := f.value(items+i*valueSize, reflected.Index(i).Interface(), true); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("a %T is no value", value)
}

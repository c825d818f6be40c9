#ifndef FUZZ_FUZZ_QUERY_H
#define FUZZ_FUZZ_QUERY_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer's name for it. Aborts where something does not hold. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif

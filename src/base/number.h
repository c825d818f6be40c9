/* Numbers in JSON's grammar, read the same whatever the program's locale. */
#ifndef DQL_BASE_NUMBER_H
#define DQL_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An optional minus and digits; false where it does not fit into 64 bits. */
bool dql_integer_read(const char *text, size_t length, int64_t *integer);
/* Puts an integer, which has at most DQL_INTEGER_LENGTH bytes, and gives its end. */
#define DQL_INTEGER_LENGTH 20u
char *dql_integer_put(char *at, int64_t integer);
/* The nearest double; infinite where it is beyond all of them. */
double dql_number_read(const char *text, size_t length);

#endif

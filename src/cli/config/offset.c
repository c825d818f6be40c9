/* An offset from UTC, as `+02:00`. */
#include "cli/config/settings.h"

#include <string.h>

static bool two_digits(const char *text, int32_t *number) {
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') return false;
    *number = (text[0] - '0') * 10 + (text[1] - '0');
    return true;
}

bool dql_cli_read_offset(const char *text, int32_t *minutes) {
    int32_t hour;
    int32_t minute;
    if (strcmp(text, "Z") == 0) text = "+00:00";
    bool good = strlen(text) == 6 && (text[0] == '+' || text[0] == '-') && two_digits(text + 1, &hour) &&
                text[3] == ':' && two_digits(text + 4, &minute) && hour < 24 && minute < 60;
    if (!good) return false;
    *minutes = (text[0] == '-' ? -1 : 1) * (hour * 60 + minute);
    return true;
}

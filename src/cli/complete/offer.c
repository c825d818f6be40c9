/* What is offered for what is typed. */
#include "cli/complete/complete.h"

#include <string.h>

void dql_cli_offer(dql_cli_offers *offers, const char *word, const char *more, const char *about) {
    size_t typed = strlen(offers->typed);
    if (strncmp(word, offers->typed, typed) != 0) return;
    char whole[DQL_CLI_LONGEST_OFFER];
    int length = snprintf(whole, sizeof whole, "%s%s%s", word, more ? " " : "", more ? more : "");
    if (length < 0 || (size_t)length >= sizeof whole) return;
    printf("%s\t%s\t%s\n", whole, about, whole + typed);
    memcpy(offers->last, whole, sizeof whole);
    offers->count++;
}

void dql_cli_offer_each(dql_cli_offers *offers, const char *words, const char *about) {
    while (*words) {
        char word[32];
        size_t length = strcspn(words, " ");
        snprintf(word, sizeof word, "%.*s", (int)length, words);
        dql_cli_offer(offers, word, NULL, about);
        words += length + strspn(words + length, " ");
    }
}

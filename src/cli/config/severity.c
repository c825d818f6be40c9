/* Which severity the warnings of a code have: --allow and --severity, and the same of a configuration. */
#include "cli/config/settings.h"

#include <string.h>

/* A code with what is behind it is longer than any that exists. */
#define LONGEST_CODE 64

static const char *slug_at(const void *context, size_t index) {
    (void)context;
    const deskql_code_info *info = deskql_codes_at(index);
    return info ? info->slug : NULL;
}

const char *dql_cli_nearest_code(const char *text) {
    return deskql_nearest_name(text, strlen(text), slug_at, NULL);
}

dql_cli_level dql_cli_level_find(const char *word) {
    static const struct {
        const char *word;
        dql_cli_level level;
    } levels[] = {
        {"off", DQL_CLI_OFF}, {"note", DQL_CLI_AS_NOTE}, {"warning", DQL_CLI_AS_WARNING}, {"error", DQL_CLI_AS_ERROR}};
    for (size_t i = 0; word && i < sizeof levels / sizeof levels[0]; i++) {
        if (strcmp(levels[i].word, word) == 0) return levels[i].level;
    }
    return DQL_CLI_AS_IT_IS;
}

/* ---- The command line ------------------------------------------------------------------------------------------------ */

/* The code of CODE=LEVEL, and its level; `level` is NULL where there is no `=`. */
typedef struct setting {
    char code[LONGEST_CODE];
    const char *level;
} setting;

static setting split(const dql_cli_given *given) {
    setting made = {"", "off"};
    size_t length = strlen(given->value);
    if (given->option == DQL_OPTION_SEVERITY) {
        const char *equals = strchr(given->value, '=');
        made.level = equals ? equals + 1 : NULL;
        if (equals) length = (size_t)(equals - given->value);
    }
    if (length >= sizeof made.code) length = sizeof made.code - 1;
    memcpy(made.code, given->value, length);
    made.code[length] = '\0';
    return made;
}

static bool sets_code(dql_cli_option_id option) {
    return option == DQL_OPTION_ALLOW || option == DQL_OPTION_SEVERITY;
}

static bool check_code(const dql_cli_given *given, const char *text) {
    const char *option = dql_cli_options[given->option].name;
    const deskql_code_info *info = deskql_codes_find(text);
    if (info && info->severity == DESKQL_WARNING) return true;
    if (info) {
        dql_cli_error("`--%s` cannot be `%s`", option, given->value);
        dql_cli_hint("%s is an error; only warnings can be %s", info->code_text,
                     given->option == DQL_OPTION_ALLOW ? "allowed" : "changed");
        return false;
    }
    dql_cli_error("`--%s` cannot be `%s`: there is no such code", option, given->value);
    const char *nearest = dql_cli_nearest_code(text);
    if (nearest) dql_cli_hint("a similar code exists: `%s`", nearest);
    return false;
}

/* A code that is allowed and has a severity too: one of them is not meant. */
static bool check_alone(const dql_cli_call *call, size_t index, const deskql_code_info *info) {
    for (size_t i = 0; i < index; i++) {
        const dql_cli_given *before = &call->given[i];
        if (!sets_code(before->option) || before->option == call->given[index].option) continue;
        setting other = split(before);
        if (deskql_codes_find(other.code) != info) continue;
        dql_cli_error("`--allow` and `--severity` cannot both be given for %s", info->code_text);
        dql_cli_hint("`--allow %s` is short for `--severity %s=off`", info->code_text, info->code_text);
        return false;
    }
    return true;
}

bool dql_cli_levels_check(const dql_cli_call *call) {
    for (size_t i = 0; i < call->count; i++) {
        const dql_cli_given *given = &call->given[i];
        if (!sets_code(given->option)) continue;
        setting made = split(given);
        if (!made.level || dql_cli_level_find(made.level) == DQL_CLI_AS_IT_IS)
            return dql_cli_refuse("it is written as CODE=LEVEL; the level is off, note, warning or error",
                                  "`--severity` cannot be `%s`", given->value);
        if (!check_code(given, made.code) || !check_alone(call, i, deskql_codes_find(made.code))) return false;
    }
    return true;
}

/* ---- All of it ------------------------------------------------------------------------------------------------------- */

static void set_level(unsigned char *levels, const char *code, const char *level) {
    const deskql_code_info *info = deskql_codes_find(code);
    if (info && info->code < DQL_CLI_MOST_CODES) levels[info->code] = (unsigned char)dql_cli_level_find(level);
}

void dql_cli_levels_read(const dql_cli_call *call, const dql_cli_configuration *configuration,
                         unsigned char levels[DQL_CLI_MOST_CODES]) {
    const deskql_json_value *item = configuration ? deskql_json_value_first(configuration->allow) : NULL;
    for (; item; item = deskql_json_value_next(item)) set_level(levels, deskql_json_value_text(item, NULL), "off");
    item = configuration ? deskql_json_value_first(configuration->severity) : NULL;
    for (; item; item = deskql_json_value_next(item))
        set_level(levels, deskql_json_value_key(item, NULL), deskql_json_value_text(item, NULL));
    for (size_t i = 0; i < call->count; i++) {
        if (!sets_code(call->given[i].option)) continue;
        setting made = split(&call->given[i]);
        set_level(levels, made.code, made.level);
    }
}

bool dql_cli_set_severity(const dql_cli_settings *settings, int code, deskql_severity *severity) {
    if (*severity == DESKQL_ERROR || code >= DQL_CLI_MOST_CODES) return true;
    dql_cli_level level = (dql_cli_level)settings->levels[code];
    /* Nothing makes a note count for an exit status. */
    if (*severity == DESKQL_NOTE) return level != DQL_CLI_OFF;
    switch (level) {
    case DQL_CLI_AS_IT_IS:
        return true;
    case DQL_CLI_AS_ERROR:
        *severity = DESKQL_ERROR;
        return true;
    case DQL_CLI_AS_WARNING:
        *severity = DESKQL_WARNING;
        return true;
    case DQL_CLI_AS_NOTE:
        *severity = DESKQL_NOTE;
        return true;
    case DQL_CLI_OFF:
        return false;
    }
    return true;
}

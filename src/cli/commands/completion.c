/* deskql completion: the scripts of the shells, which ask the program itself what a word may become. */
#define _POSIX_C_SOURCE 200809L
#include "cli/complete/complete.h"

#include <stdlib.h>
#include <string.h>

/* Where nothing is offered, the shell offers files. */
static const char bash[] = //
    "# Completion of deskql for bash.\n"
    "_deskql() {\n"
    "    local rest=${COMP_LINE:0:COMP_POINT} words=() last=-1 word about i\n"
    "    # Bash divides words at `=`, `:` and the like as well.\n"
    "    for ((i = 0; i <= COMP_CWORD; i++)); do\n"
    "        word=${COMP_WORDS[i]}\n"
    "        if [[ $i == 0 || $rest == [[:space:]]* ]]; then\n"
    "            rest=${rest#\"${rest%%[![:space:]]*}\"}\n"
    "            words[++last]=\n"
    "        fi\n"
    "        if ((i == COMP_CWORD)); then word=$rest; fi\n"
    "        words[last]+=$word\n"
    "        rest=${rest#\"$word\"}\n"
    "    done\n"
    "    COMPREPLY=()\n"
    "    while IFS=$'\\t' read -r word about rest; do\n"
    "        # What replaces the word that bash sees; for the list that is shown, the word that is meant.\n"
    "        if [[ $COMP_TYPE == 63 ]]; then COMPREPLY+=(\"$word\"); else COMPREPLY+=(\"$2$rest\"); fi\n"
    "    done < <(\"$1\" completion bash -- \"${words[@]:1}\" 2>/dev/null)\n"
    "}\n"
    "complete -o default -F _deskql deskql\n";

static const char zsh[] = //
    "#compdef deskql\n"
    "# Completion of deskql for zsh.\n"
    "_deskql() {\n"
    "    local word about rest piece\n"
    "    local -a found shown\n"
    "    while IFS=$'\\t' read -r word about rest; do\n"
    "        found+=(\"$word\")\n"
    "        shown+=(\"$word  -- $about\")\n"
    "        piece=${word%\"$rest\"}\n"
    "    done < <(\"$words[1]\" completion zsh -- \"${(@)words[2,CURRENT-1]}\" \"$IPREFIX$QIPREFIX$PREFIX\" "
    "2>/dev/null)\n"
    "    if ((! $#found)); then\n"
    "        _files\n"
    "        return\n"
    "    fi\n"
    "    # Only the last piece of a query is completed.\n"
    "    IPREFIX+=${PREFIX%\"$piece\"}\n"
    "    PREFIX=$piece\n"
    "    compadd -l -d shown -- \"${found[@]}\"\n"
    "}\n"
    "if [[ $funcstack[1] == _deskql ]]; then _deskql; else compdef _deskql deskql; fi\n";

static const char fish[] = //
    "# Completion of deskql for fish.\n"
    "function __deskql_complete\n"
    "    set -l words (commandline -opc)\n"
    "    set -l token (commandline -ct)\n"
    "    # Quotes that are open cannot be taken off by `string unescape`.\n"
    "    set -l plain (string unescape -- \"$token\"; or string replace -r '^[\\'\"]' '' -- \"$token\")\n"
    "    set -l found ($words[1] completion fish -- $words[2..-1] \"$token\" 2>/dev/null)\n"
    "    for line in $found\n"
    "        set -l parts (string split \\t -- $line)\n"
    "        printf '%s%s\\t%s\\n' \"$plain\" $parts[3] $parts[2]\n"
    "    end\n"
    "    if not count $found >/dev/null\n"
    "        __fish_complete_path \"$token\"\n"
    "    end\n"
    "end\n"
    "complete -c deskql -f -a '(__deskql_complete)'\n";

static const struct {
    const char *shell;
    const char *script;
} scripts[] = {{"bash", bash}, {"zsh", zsh}, {"fish", fish}};

static dql_cli_status wrong_shell(const char *shell) {
    if (shell) {
        dql_cli_error("there is no completion for `%s`", shell);
    } else {
        dql_cli_error("completion needs the name of a shell");
    }
    dql_cli_hint("it is one of: %s", DQL_CLI_SHELLS);
    return DQL_CLI_FAILED;
}

static dql_cli_status complete(const dql_cli_call *call, size_t count) {
    char **words = calloc(count, sizeof *words);
    bool good = words != NULL;
    for (size_t i = 0; good && i < count; i++) {
        words[i] = strdup(dql_cli_operand(call, i + 1));
        good = words[i] != NULL;
    }
    if (good) dql_cli_complete_call(words, count);
    for (size_t i = 0; words && i < count; i++) free(words[i]);
    free(words);
    return good ? DQL_CLI_FINE : dql_cli_error("no memory");
}

dql_cli_status dql_cli_completion(const dql_cli_call *call) {
    const char *shell = dql_cli_operand(call, 0);
    if (!shell || !dql_cli_is_choice(DQL_CLI_SHELLS, shell)) return wrong_shell(shell);
    size_t operands = dql_cli_count(call, DQL_OPERAND);
    if (operands > 1) return complete(call, operands - 1);
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        if (strcmp(scripts[i].shell, shell) == 0) fputs(scripts[i].script, stdout);
    }
    return DQL_CLI_FINE;
}

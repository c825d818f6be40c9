/* The program `deskql`. Uses the public headers and the renderers alone. */
#ifndef DQL_CLI_CLI_H
#define DQL_CLI_CLI_H

#include "render/render.h"

#include <deskql/deskql.h>
#include <stdio.h>

/* The exit statuses; a greater one wins. */
typedef enum dql_cli_status { DQL_CLI_FINE = 0, DQL_CLI_FOUND = 1, DQL_CLI_FAILED = 2 } dql_cli_status;

/* ---- Commands and options, from commands.def ----------------------------------------------------------------------- */

typedef enum dql_cli_command_id {
#define COMMAND(name, spelling, operands, summary, details) DQL_COMMAND_##name,
#include "cli/commands.def"
    DQL_COMMAND_COUNT
} dql_cli_command_id;

typedef enum dql_cli_option_id {
#define OPTION(name, letter, spelling, value, choices, repeatable, commands, summary) DQL_OPTION_##name,
#include "cli/commands.def"
    DQL_OPTION_COUNT,
    /* What is no option: a query, a file, a code. */
    DQL_OPERAND = DQL_OPTION_COUNT
} dql_cli_option_id;

typedef struct dql_cli_session dql_cli_session;

typedef struct dql_cli_command {
    const char *name;
    /* Empty where it takes none. */
    const char *operands;
    const char *summary;
    const char *details;
} dql_cli_command;

typedef struct dql_cli_option {
    const char *name;
    char letter;
    const char *value;
    const char *choices;
    bool repeatable;
    /* Bit 1 << dql_cli_command_id of each command that takes it. */
    unsigned commands;
    const char *summary;
} dql_cli_option;

extern const dql_cli_command dql_cli_commands[DQL_COMMAND_COUNT];
extern const dql_cli_option dql_cli_options[DQL_OPTION_COUNT];

/* ---- A call of the program ----------------------------------------------------------------------------------------- */

typedef struct dql_cli_given {
    dql_cli_option_id option;
    const char *value;
} dql_cli_given;

typedef struct dql_cli_call {
    /* DQL_COMMAND_COUNT: none was named. */
    dql_cli_command_id command;
    /* In the order of the command line. */
    dql_cli_given *given;
    size_t count;
    /* Of `values check`, which is a check with new values: their file; else NULL. */
    const char *new_values;
} dql_cli_call;

/* Returns false for a wrong call, after it has said what is wrong. dql_cli_call_free in either case. */
bool dql_cli_parse(dql_cli_call *call, int count, char **arguments);
void dql_cli_call_free(dql_cli_call *call);
/* The value that was given last; NULL where none was. Of an option without value: not NULL where it was given. */
const char *dql_cli_value(const dql_cli_call *call, dql_cli_option_id option);
size_t dql_cli_count(const dql_cli_call *call, dql_cli_option_id option);
/* The operand of that number, from 0 on; NULL behind the last. */
const char *dql_cli_operand(const dql_cli_call *call, size_t index);
/* A call of `check` on the operands from `first` on, with the same options; on the working folder where there are none. Returns false
   without memory, after a message; dql_cli_call_free in either case. */
bool dql_cli_derive_check(const dql_cli_call *call, size_t first, dql_cli_call *derived);

/* DQL_COMMAND_COUNT: of the program. */
void dql_cli_write_help(FILE *stream, dql_cli_command_id command);
/* DQL_COMMAND_COUNT where there is none of that name. */
dql_cli_command_id dql_cli_command_find(const char *name);
/* Says so. Returns whether a similar one was named. */
bool dql_cli_unknown_command(const char *name);
/* The option that a word names, which begins with `-`; `*attached` is what it has of a value in the same word, else NULL. */
const dql_cli_option *dql_cli_option_find(const char *word, const char **attached);

#define COMMAND(name, spelling, operands, summary, details) dql_cli_status dql_cli_##spelling(const dql_cli_call *call);
#include "cli/commands.def"
/* Prints the schema of a reference page or an OpenAPI file, `-` for standard input. */
dql_cli_status dql_cli_import(const dql_cli_call *call, const char *file);

/* ---- Talking to the user ------------------------------------------------------------------------------------------- */

/* Writes `deskql: ` and a message to standard error, made safe for a terminal. Returns DQL_CLI_FAILED. */
__attribute__((format(printf, 1, 2))) dql_cli_status dql_cli_error(const char *format, ...);
/* The same, and `hint` (NULL: none) as a line more. Returns false. */
__attribute__((format(printf, 2, 3))) bool dql_cli_refuse(const char *hint, const char *format, ...);
/* The same for a line more on the same matter, indented. */
__attribute__((format(printf, 1, 2))) void dql_cli_hint(const char *format, ...);
/* A remark on what was done; not an error. */
__attribute__((format(printf, 1, 2))) void dql_cli_note(const char *format, ...);
/* Whether a value is one of `choices`, which are separated by spaces. */
bool dql_cli_is_choice(const char *choices, const char *value);
/* Whether to color what goes to a stream, by --color and the environment. */
bool dql_cli_color(const dql_cli_call *call, FILE *stream);
/* How wide the terminal is, or is said to be by COLUMNS; 0 for what is no terminal. */
unsigned dql_cli_columns(FILE *stream);
/* A deskql_sink; the context is a FILE. */
int dql_cli_to_stream(void *stream, const char *bytes, size_t length);
/* As dql_render_print: a text of JSON. */
__attribute__((format(printf, 2, 3))) void dql_cli_print(FILE *stream, const char *format, ...);
#define DQL_CLI_LONGEST_FILE (16u * 1024 * 1024)
typedef struct dql_cli_bytes dql_cli_bytes;
/* Reads the whole of a file, or of standard input for `-`, into `bytes`, whose memory is used again: at most DQL_CLI_LONGEST_FILE bytes
   and one more, and a NUL. Returns 0, or the errno of what went wrong. */
int dql_cli_load(const char *path, dql_cli_bytes *bytes);
/* The same of a file, be its name `-`. */
int dql_cli_load_file(const char *path, dql_cli_bytes *bytes);
/* The same of a file that is open. */
int dql_cli_load_open(int file, dql_cli_bytes *bytes);
/* The same of a whole path without symbolic links, of which no part is followed that has become one since; of a regular file. */
int dql_cli_load_whole(const char *whole, dql_cli_bytes *bytes);
/* What came of reading a file that was looked for and that nobody named. */
typedef enum dql_cli_reading { DQL_CLI_READ, DQL_CLI_NOT_THERE, DQL_CLI_NOT_READ } dql_cli_reading;
/* Whether an errno says that there is nothing of that name. Any other says that something could not be read. */
bool dql_cli_is_absence(int reason);
/* The path of what is in a folder; the working folder, `.`, is not named. NULL without memory. Free with free. */
char *dql_cli_join(const char *folder, const char *name);
/* The path of what a file names from its own folder; a whole path stays. NULL without memory. Free with free. */
char *dql_cli_join_beside(const char *file, const char *named);
/* The words for an errno, and for the reasons of inside.h. */
const char *dql_cli_reason(int reason);

/* ---- Texts and files ----------------------------------------------------------------------------------------------- */

/* Text that grows; or, with a capacity of 0, one of someone else's. */
struct dql_cli_bytes {
    char *bytes;
    size_t length;
    size_t capacity;
};

/* An array that has space for one more item than its `count`: itself, or a larger one in its place. NULL without memory. */
void *dql_cli_grown(void *items, size_t count, size_t *capacity, size_t size);
/* Orders bytes as memcmp does, what is shorter first. */
int dql_cli_compare_bytes(const char *one, size_t one_length, const char *other, size_t other_length);
/* A deskql_sink; the context is a dql_cli_bytes. */
int dql_cli_to_bytes(void *context, const char *bytes, size_t length);
void dql_cli_bytes_free(dql_cli_bytes *bytes);
/* Puts `to` in the place of `from`, which is what has been read of the file: at once or not at all. `whole` is as that of an input.
   Returns false after a message. */
bool dql_cli_replace(const char *path, const char *whole, const dql_cli_bytes *from, const dql_cli_bytes *to);
/* Makes a file that is not there, with that text: whole or not at all. Returns false after a message. */
bool dql_cli_create(const char *path, const dql_cli_bytes *to);
/* The one or the other, whatever the file holds. */
bool dql_cli_put_file(dql_cli_session *session, const char *path, const dql_cli_bytes *to);
/* Writes a unified diff of a file's two texts, which differ. Returns false where there is no memory. */
bool dql_cli_diff(FILE *stream, const char *name, const dql_cli_bytes *old, const dql_cli_bytes *new_, bool color);

/* ---- Settings ------------------------------------------------------------------------------------------------------- */

#define DQL_CLI_MOST_CODES 1000

/* What the warnings of a code are shown as. */
typedef enum dql_cli_level {
    DQL_CLI_AS_IT_IS = 0,
    DQL_CLI_AS_ERROR = DESKQL_ERROR,
    DQL_CLI_AS_WARNING = DESKQL_WARNING,
    DQL_CLI_AS_NOTE = DESKQL_NOTE,
    DQL_CLI_OFF
} dql_cli_level;

/* What holds for a text: the command line and the configuration together. */
typedef struct dql_cli_settings {
    /* NULL: tickets. */
    const char *endpoint;
    /* NULL: the built-in ones. */
    deskql_schemas *schemas;
    int64_t now;
    int32_t utc_offset;
    bool warnings_fail;
    /* What is known of the server. */
    deskql_readings readings;
    bool has_readings;
    /* By the number of each code. */
    unsigned char levels[DQL_CLI_MOST_CODES];
} dql_cli_settings;

/* The settings of all folders; each configuration is read once. */
typedef struct dql_cli_setup dql_cli_setup;

/* For a session, which outlives it. Returns NULL without memory. */
dql_cli_setup *dql_cli_setup_new(dql_cli_session *session);
/* Those of a file; NULL is the working folder. `whole` is that of its input. They live as long as the setup. Returns NULL after a message, which is made once. */
const dql_cli_settings *dql_cli_settings_of(dql_cli_setup *setup, const char *path, const char *whole);
void dql_cli_setup_free(dql_cli_setup *setup);
/* Changes the severity of a warning to what is set; a note stays one. Returns false where it is off. */
bool dql_cli_set_severity(const dql_cli_settings *settings, int code, deskql_severity *severity);

/* ---- The work that commands share ---------------------------------------------------------------------------------- */

/* What a call names: a query, or a file (`-` for standard input); and what it finds. */
typedef struct dql_cli_input {
    const char *query;
    char *path;
    /* Of a file that a walk found, its whole path, which leads through no symbolic link; NULL: links are followed. */
    char *whole;
    /* Why the file that was found is not read; NULL: it is. */
    const char *problem;
    const dql_cli_settings *settings;
} dql_cli_input;

typedef struct dql_cli_inputs {
    dql_cli_input *list;
    size_t count;
    size_t capacity;
} dql_cli_inputs;

/* Whether the call names any; reports where it does not. */
bool dql_cli_inputs_named(const dql_cli_call *call);
/* Finds those of a session. What cannot be read is reported, and the rest is in the list all the same. */
void dql_cli_inputs_find(dql_cli_session *session);
void dql_cli_inputs_free(dql_cli_inputs *inputs);

typedef struct dql_cli_text {
    /* NULL: an argument of the command line. */
    const char *file;
    /* What can be written to; NULL: an argument, or standard input. */
    const char *path;
    /* That of its input. */
    const char *whole;
    const dql_cli_settings *settings;
    deskql_document *document;
    /* The query of --name; NULL where there is none in this text. */
    const deskql_query *named;
    /* The first of the document's findings that has not been rendered yet. */
    size_t next_finding;
} dql_cli_text;

struct dql_cli_session {
    const dql_cli_call *call;
    dql_cli_setup *setup;
    dql_cli_inputs inputs;
    dql_cli_text *texts;
    size_t text_count;
    deskql_compile_options options;
    /* All of --param; `chosen` are those that are for the query at hand. */
    deskql_binding *bindings;
    deskql_binding *chosen;
    size_t binding_count;
    /* A value that no query asks for is reported once. */
    bool *unasked;
    deskql_plan *plan;
    dql_render render;
    bool is_rendering;
    /* Whether the output is one that shows notes. */
    bool shows_notes;
    /* Made at its first need; what it read lives until the next query is examined. */
    deskql_finding_reader *reader;
    /* Whether files of values are left alone: it is they that are made. */
    bool leaves_values;
    /* Whether a parameter without a value is no finding. */
    bool unbound_passes;
    /* Where failures wait for their turn; NULL where they are said at once. */
    dql_cli_bytes *later;
    size_t errors;
    size_t warnings;
    dql_cli_status status;
};

/* The code most similar to a text; NULL where none is. */
const char *dql_cli_nearest_code(const char *text);
/* The endpoint most similar to a text; NULL where none is. */
const char *dql_cli_nearest_endpoint(const deskql_schemas *schemas, const char *text);
/* The renderer of --format. */
const dql_render_form *dql_cli_form(const dql_cli_call *call);
/* Says what could not be done, of a file (NULL: of none), on standard error and in the form's log. The session goes on with what it
   can, and exits with 2. */
__attribute__((format(printf, 3, 4))) void dql_cli_fail_at(dql_cli_session *session, const char *file,
                                                           const char *format, ...);
void dql_cli_fail(dql_cli_session *session, deskql_status status);
/* `-` is standard input. */
void dql_cli_fail_to_read(dql_cli_session *session, const char *path, int reason);
/* As dql_cli_load. Returns false after a message. */
bool dql_cli_read(dql_cli_session *session, const char *path, dql_cli_bytes *bytes);
/* Says what has been kept for later. */
void dql_cli_say_kept(dql_cli_session *session, const dql_cli_bytes *later);
/* Returns false after a message. */
bool dql_cli_set_bindings(dql_cli_session *session);
/* Whether a query has a parameter of that name. */
bool dql_cli_asks_for(const deskql_query *query, const char *name);
/* Finds the values of --param that no query asks for. */
void dql_cli_find_unasked(dql_cli_session *session);
/* The session's reader, as the form of its output needs it. NULL, and a failed session, without memory. */
deskql_finding_reader *dql_cli_reader(dql_cli_session *session);
/* Begins a session; its findings go to `stream`. Returns false after a message; dql_cli_close in either case. */
bool dql_cli_begin(dql_cli_session *session, const dql_cli_call *call, FILE *stream);
/* Begins a session, and finds the inputs and their settings. Returns false where there is nothing to go on with; dql_cli_close in
   either case. */
bool dql_cli_prepare(dql_cli_session *session, const dql_cli_call *call, FILE *stream);
/* Whether notes on queries are shown: where whoever asks for an explanation says which server it is for, always. */
bool dql_cli_shows_notes(const dql_cli_session *session, const dql_cli_settings *settings);
/* Says why a file of another kind cannot be used: by what was found in it, or by the status. */
void dql_cli_fail_to_use(dql_cli_session *session, const char *file, const char *kind, const dql_cli_bytes *text,
                         const deskql_findings *findings, deskql_status status);
/* Shows what was found in a text (`kind` NULL), or in a file of another kind: a schema, values, a configuration. */
void dql_cli_render_all(dql_cli_session *session, const char *file, const char *kind, const dql_cli_bytes *text,
                        const deskql_findings *findings);
/* Whether what was made, of that kind, can be used, by what reading it gave. Returns false after a message. */
bool dql_cli_is_usable(dql_cli_session *session, const char *kind, const dql_cli_bytes *made,
                       const deskql_findings *findings, deskql_status status);
/* Reads an input into `bytes`, whose memory is used again, and fills in the text but for its document. Returns false after a message. */
bool dql_cli_read_input(dql_cli_session *session, const dql_cli_input *input, dql_cli_text *text, dql_cli_bytes *bytes);
/* Checks all texts of a prepared session, in order, several at a time, and forgets each; returns how many files there were
   with findings. */
size_t dql_cli_check_many(dql_cli_session *session);
/* What findings call a file. */
const char *dql_cli_shown_file(const dql_cli_call *call, const char *path);
/* Reads and parses all that the call names; findings go to `stream`. Returns false where there is nothing to go on with; after
   that, too, dql_cli_close gives the exit status. */
bool dql_cli_open(dql_cli_session *session, const dql_cli_call *call, FILE *stream);
/* Whoever gives a file's name in a text's place means the file, which is reported after its findings; `taken` says what is done with
   what stands in it. */
void dql_cli_hint_at_file(const dql_cli_session *session, const char *taken);
/* Parses into `text->document`, which is NULL or used again. Returns false after a message. */
bool dql_cli_parse_text(dql_cli_session *session, dql_cli_text *text, const char *bytes, size_t length);
/* Shows what becomes of a text as a diff on standard output. */
void dql_cli_show_diff(dql_cli_session *session, const dql_cli_text *text, const dql_cli_bytes *after);
/* The document's text; not to be freed. */
dql_cli_bytes dql_cli_text_bytes(const dql_cli_text *text);
/* Prints what became of a text; of an argument in lines. */
void dql_cli_print_text(const dql_cli_text *text, const dql_cli_bytes *bytes);
/* Fixes all texts, or shows how (--diff). */
void dql_cli_fix_all(dql_cli_session *session);
/* The queries to examine: of a text that was too long to be parsed one, which is NULL. */
size_t dql_cli_query_count(const dql_cli_text *text);
/* Finds the query of --name in each text. Returns false, after a message, where none has it. */
bool dql_cli_check_name(dql_cli_session *session);
/* Goes to the next query that --name leaves in; to the first one where `*text` is NULL. Returns false behind the last. */
bool dql_cli_next_query(const dql_cli_session *session, dql_cli_text **text, size_t *index);
/* Whether --name leaves the query in. */
bool dql_cli_is_chosen(const dql_cli_session *session, const dql_cli_text *text, size_t index);
/* Compiles a query and renders what was found; for the queries of a text in order. Returns its plan where it has no errors; it lives until the next call. */
const deskql_plan *dql_cli_examine(dql_cli_session *session, dql_cli_text *text, size_t index);
/* Whether a query's endpoint takes a filter, which `what` needs. Returns false after a message. */
bool dql_cli_takes_filter(dql_cli_session *session, const deskql_query *query, const char *what);
/* Renders findings about a query that has been examined. */
void dql_cli_show(dql_cli_session *session, dql_cli_text *text, size_t index, const deskql_findings *findings);
/* The query that a call is about: the only one, or that of --name. Returns false after a message. */
bool dql_cli_find_query(dql_cli_session *session, dql_cli_text **text, size_t *index);
/* Whether standard input stands for one file of the call at the most. Returns false after a message. */
bool dql_cli_reads_once(const dql_cli_call *call);
/* Also for a session that dql_cli_open gave up. */
dql_cli_status dql_cli_close(dql_cli_session *session);

#endif

/* The settings of each text, by the folder that it is in. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700
#include "cli/config/settings.h"
#include "cli/io/tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CONFIGURATION_NAME ".deskql.json"

/* One configuration and what it gives; that without any is the first. */
typedef struct source {
    struct source *next;
    char *path;
    /* None of a configuration that the command line names. */
    dql_cli_enclosure enclosure;
    dql_cli_configuration configuration;
    dql_cli_settings settings;
    bool good;
} source;

/* A folder, by whichever name, and what holds in it: each is looked at once. */
typedef struct folder {
    dql_cli_tree node;
    const source *source;
    char name[];
} folder;

struct dql_cli_setup {
    dql_cli_session *session;
    int64_t clock;
    /* NULL until somebody asks. */
    char *working_folder;
    source *sources;
    /* That without a configuration; NULL until it is needed. */
    const source *without;
    dql_cli_tree *folders;
};

/* ---- Configurations -------------------------------------------------------------------------------------------------- */

/* Takes the path and the enclosure; no path is no configuration. Returns NULL without memory. */
static source *add_source(dql_cli_setup *setup, char *path, dql_cli_enclosure enclosure) {
    source *made = calloc(1, sizeof *made);
    if (!made) {
        free(path);
        free(enclosure.folder);
        return NULL;
    }
    made->path = path;
    made->enclosure = enclosure;
    made->next = setup->sources;
    setup->sources = made;
    return made;
}

/* Reads it. */
static const source *use_source(dql_cli_setup *setup, source *made) {
    if (!made) return NULL;
    dql_cli_configuration *configuration = &made->configuration;
    configuration->path = made->path;
    configuration->enclosure = made->enclosure.folder ? &made->enclosure : NULL;
    made->good = !made->path || dql_cli_configuration_read(setup->session, configuration);
    if (made->good)
        made->good =
            dql_cli_settings_make(setup->session, made->path ? configuration : NULL, setup->clock, &made->settings);
    return made;
}

static const dql_cli_enclosure nothing = {NULL, false};

static const source *source_without(dql_cli_setup *setup) {
    if (!setup->without) setup->without = use_source(setup, add_source(setup, NULL, nothing));
    return setup->without;
}

/* ---- Folders --------------------------------------------------------------------------------------------------------- */

static const folder *find_folder(const dql_cli_setup *setup, const char *name) {
    return (const folder *)dql_cli_tree_find(setup->folders, name);
}

static const source *remember(dql_cli_setup *setup, const char *name, const source *found) {
    size_t size = strlen(name) + 1;
    folder *known = found ? malloc(sizeof *known + size) : NULL;
    if (!known) return found;
    memcpy(known->name, name, size);
    known->node.name = known->name;
    known->source = found;
    setup->folders = dql_cli_tree_add(setup->folders, &known->node);
    return found;
}

/* Paths are shown as they are reached from the working folder, where they are below it. */
static char *shown_path(dql_cli_setup *setup, const char *parent, const char *name) {
    if (!setup->working_folder) setup->working_folder = realpath(".", NULL);
    size_t length = setup->working_folder ? strlen(setup->working_folder) : 0;
    if (length && strncmp(parent, setup->working_folder, length) == 0 &&
        (parent[length] == '/' || parent[length] == '\0')) {
        parent += length;
        while (*parent == '/') parent++;
    }
    return dql_cli_join(parent, name);
}

/* That of a folder of which nobody can say which holds in it. */
static const source *source_unknown(dql_cli_setup *setup, const char *name, int reason) {
    static const source unknown;
    char *path = shown_path(setup, name, CONFIGURATION_NAME);
    if (!path) return NULL;
    dql_cli_fail_at(setup->session, path, "cannot look for `%s`: %s", path, dql_cli_reason(reason));
    free(path);
    return &unknown;
}

static const source *source_in(dql_cli_setup *setup, const char *name) {
    dql_cli_enclosure enclosure = nothing;
    int reason = dql_cli_enclose(name, name, &enclosure);
    if (reason != 0) return source_unknown(setup, name, reason);
    char *path = shown_path(setup, name, CONFIGURATION_NAME);
    if (path) return use_source(setup, add_source(setup, path, enclosure));
    free(enclosure.folder);
    return NULL;
}

/* `name` is a whole path, without symbolic links. A repository's configuration is not looked for above it. */
static const source *look_upward(dql_cli_setup *setup, const char *name) {
    const folder *known = find_folder(setup, name);
    if (known) return known->source;
    const source *found;
    bool is_here = false;
    bool is_top = false;
    int reason = dql_cli_look_for(name, CONFIGURATION_NAME, &is_here);
    if (reason == 0) reason = dql_cli_look_for(name, ".git", &is_top);
    if (reason != 0) {
        found = source_unknown(setup, name, reason);
    } else if (is_here) {
        found = source_in(setup, name);
    } else if (is_top || strcmp(name, "/") == 0) {
        found = source_without(setup);
    } else {
        char *above = dql_cli_folder_of(name);
        found = above ? look_upward(setup, above) : NULL;
        free(above);
    }
    return remember(setup, name, found);
}

static const source *source_of_folder(dql_cli_setup *setup, const char *name) {
    const folder *known = find_folder(setup, name);
    if (known) return known->source;
    char *whole = realpath(name, NULL);
    /* A folder that is not there holds nothing that can be read, but for what editors have not saved yet. */
    if (!whole && (errno == ENOENT || errno == ENOTDIR)) whole = realpath(".", NULL);
    int reason = whole ? 0 : errno;
    const source *found = whole ? look_upward(setup, whole) : source_unknown(setup, name, reason);
    free(whole);
    return find_folder(setup, name) ? found : remember(setup, name, found);
}

/* ---- The setup ------------------------------------------------------------------------------------------------------- */

dql_cli_setup *dql_cli_setup_new(dql_cli_session *session) {
    dql_cli_setup *setup = calloc(1, sizeof *setup);
    if (!setup) return NULL;
    setup->session = session;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    setup->clock = (int64_t)now.tv_sec;
    return setup;
}

/* The one of --config, or none, for every text. */
static const source *fixed_source(dql_cli_setup *setup) {
    if (setup->sources) return setup->sources;
    const char *given = dql_cli_value(setup->session->call, DQL_OPTION_CONFIG);
    char *path = given ? strdup(given) : NULL;
    return given && !path ? NULL : use_source(setup, add_source(setup, path, nothing));
}

const dql_cli_settings *dql_cli_settings_of(dql_cli_setup *setup, const char *path, const char *whole) {
    const source *found;
    const dql_cli_call *call = setup->session->call;
    if (dql_cli_value(call, DQL_OPTION_CONFIG) || dql_cli_value(call, DQL_OPTION_NO_CONFIG)) {
        found = fixed_source(setup);
    } else {
        char *name = dql_cli_folder_of(whole ? whole : path ? path : "");
        found = !name ? NULL : whole ? look_upward(setup, name) : source_of_folder(setup, name);
        free(name);
    }
    if (!found) dql_cli_fail(setup->session, DESKQL_NO_MEMORY);
    return found && found->good ? &found->settings : NULL;
}

void dql_cli_setup_free(dql_cli_setup *setup) {
    if (!setup) return;
    dql_cli_tree_free(setup->folders);
    for (source *next, *known = setup->sources; known; known = next) {
        next = known->next;
        dql_cli_settings_free(&known->settings);
        dql_cli_configuration_free(&known->configuration);
        free(known->path);
        free(known->enclosure.folder);
        free(known);
    }
    free(setup->working_folder);
    free(setup);
}

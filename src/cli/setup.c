/* The settings of each text, by the folder that it is in. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700
#include "cli/settings.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CONFIGURATION_NAME ".deskql.json"
#define BUCKETS 128u

/* One configuration and what it gives; that without any is the first. */
typedef struct source {
    struct source *next;
    char *path;
    dql_cli_configuration configuration;
    dql_cli_settings settings;
    bool good;
} source;

/* A folder, by whichever name, and what holds in it: each is looked at once. */
typedef struct folder {
    struct folder *next;
    char *name;
    const source *source;
} folder;

struct dql_cli_setup {
    const dql_cli_call *call;
    int64_t clock;
    /* NULL until somebody asks. */
    char *working_folder;
    source *sources;
    folder *folders[BUCKETS];
};

/* ---- Configurations -------------------------------------------------------------------------------------------------- */

/* Takes the path; NULL is no configuration. Returns NULL without memory. */
static const source *add_source(dql_cli_setup *setup, char *path) {
    source *made = calloc(1, sizeof *made);
    if (!made) {
        free(path);
        return NULL;
    }
    made->path = path;
    made->next = setup->sources;
    setup->sources = made;
    made->good = !path || dql_cli_configuration_read(setup->call, path, &made->configuration);
    if (made->good) {
        const dql_cli_configuration *configuration = path ? &made->configuration : NULL;
        made->good = dql_cli_settings_make(setup->call, configuration, setup->clock, &made->settings);
    }
    return made;
}

static const source *source_without(dql_cli_setup *setup) {
    for (const source *known = setup->sources; known; known = known->next) {
        if (!known->path) return known;
    }
    return add_source(setup, NULL);
}

/* ---- Folders --------------------------------------------------------------------------------------------------------- */

static folder **find_folder(dql_cli_setup *setup, const char *name) {
    uint32_t hash = 2166136261u;
    for (const char *at = name; *at; at++) hash = (hash ^ (unsigned char)*at) * 16777619u;
    folder **slot = &setup->folders[hash % BUCKETS];
    while (*slot && strcmp((*slot)->name, name) != 0) slot = &(*slot)->next;
    return slot;
}

static const source *remember(dql_cli_setup *setup, const char *name, const source *found) {
    folder **slot = find_folder(setup, name);
    folder *known = calloc(1, sizeof *known);
    char *copy = strdup(name);
    if (!known || !copy || !found) {
        free(known);
        free(copy);
        return found;
    }
    known->name = copy;
    known->source = found;
    *slot = known;
    return found;
}

static bool exists(const char *parent, const char *name) {
    struct stat information;
    char *path = dql_cli_join(parent, name);
    bool found = path && stat(path, &information) == 0;
    free(path);
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

/* `name` is a whole path, without symbolic links. A repository's configuration is not looked for above it. */
static const source *look_upward(dql_cli_setup *setup, char *name) {
    const folder *known = *find_folder(setup, name);
    if (known) return known->source;
    const source *found;
    char *slash = strrchr(name, '/');
    if (exists(name, CONFIGURATION_NAME)) {
        char *path = shown_path(setup, name, CONFIGURATION_NAME);
        found = path ? add_source(setup, path) : NULL;
    } else if (exists(name, ".git") || !slash || strcmp(name, "/") == 0) {
        found = source_without(setup);
    } else {
        char *above = slash == name ? strdup("/") : strndup(name, (size_t)(slash - name));
        found = above ? look_upward(setup, above) : NULL;
        free(above);
    }
    return remember(setup, name, found);
}

static const source *source_of_folder(dql_cli_setup *setup, const char *name) {
    const folder *known = *find_folder(setup, name);
    if (known) return known->source;
    char *whole = realpath(name, NULL);
    /* A folder that is not there holds nothing that can be read, but for what editors have not saved yet. */
    if (!whole) whole = realpath(".", NULL);
    const source *found = whole ? look_upward(setup, whole) : source_without(setup);
    free(whole);
    return *find_folder(setup, name) ? found : remember(setup, name, found);
}

/* ---- The setup ------------------------------------------------------------------------------------------------------- */

dql_cli_setup *dql_cli_setup_new(const dql_cli_call *call) {
    if (dql_cli_value(call, DQL_OPTION_CONFIG) && dql_cli_value(call, DQL_OPTION_NO_CONFIG)) {
        dql_cli_complain("`--config` and `--no-config` cannot stand together");
        return NULL;
    }
    if (!dql_cli_settings_check(call)) return NULL;
    dql_cli_setup *setup = calloc(1, sizeof *setup);
    if (!setup) {
        dql_cli_complain("no memory");
        return NULL;
    }
    setup->call = call;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    setup->clock = (int64_t)now.tv_sec;
    return setup;
}

/* The one of --config, or none, for every text. */
static const source *fixed_source(dql_cli_setup *setup) {
    if (setup->sources) return setup->sources;
    const char *given = dql_cli_value(setup->call, DQL_OPTION_CONFIG);
    char *path = given ? strdup(given) : NULL;
    return given && !path ? NULL : add_source(setup, path);
}

const dql_cli_settings *dql_cli_settings_of(dql_cli_setup *setup, const char *path) {
    const source *found;
    const char *slash = path ? strrchr(path, '/') : NULL;
    if (dql_cli_value(setup->call, DQL_OPTION_CONFIG) || dql_cli_value(setup->call, DQL_OPTION_NO_CONFIG)) {
        found = fixed_source(setup);
    } else if (!slash) {
        found = source_of_folder(setup, ".");
    } else {
        char *name = slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
        found = name ? source_of_folder(setup, name) : NULL;
        free(name);
    }
    if (!found) dql_cli_complain("no memory");
    return found && found->good ? &found->settings : NULL;
}

void dql_cli_setup_free(dql_cli_setup *setup) {
    if (!setup) return;
    for (size_t i = 0; i < BUCKETS; i++) {
        for (folder *next, *known = setup->folders[i]; known; known = next) {
            next = known->next;
            free(known->name);
            free(known);
        }
    }
    for (source *next, *known = setup->sources; known; known = next) {
        next = known->next;
        dql_cli_settings_free(&known->settings);
        dql_cli_configuration_free(&known->configuration);
        free(known->path);
        free(known);
    }
    free(setup->working_folder);
    free(setup);
}

/* Many texts: several threads check them, each with a document and a plan of its own, and what they find is written in the order
   of the texts. */
#define _DARWIN_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#include "cli/io/progress.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How far the threads may be ahead of what has been written: what bounds the memory. */
#define WINDOW 256u
#define MOST_THREADS 256

/* What came of one text. */
typedef struct outcome {
    dql_cli_bytes output;
    dql_cli_bytes failures;
    size_t written;
    size_t errors;
    size_t warnings;
    dql_cli_status status;
    bool done;
} outcome;

typedef struct pool {
    dql_cli_session *session;
    outcome *outcomes;
    dql_cli_progress progress;
    size_t found;
    pthread_mutex_t mutex;
    /* Whoever waits for all to be written, and whoever waits for space in the window. */
    pthread_cond_t done;
    pthread_cond_t space;
    size_t next;
    size_t finished;
    bool is_writing;
} pool;

typedef struct worker {
    pool *pool;
    dql_cli_session session;
    dql_cli_text text;
    dql_cli_bytes bytes;
    pthread_t thread;
} worker;

/* ---- One text -------------------------------------------------------------------------------------------------------- */

/* Into the document of the text before, through the bytes of its file. */
static void examine(dql_cli_session *session, dql_cli_text *text, const dql_cli_input *input, dql_cli_bytes *bytes) {
    if (!dql_cli_read_input(session, input, text, bytes) ||
        !dql_cli_parse_text(session, text, bytes->bytes, bytes->length))
        return;
    for (size_t i = 0; i < dql_cli_query_count(text); i++) dql_cli_examine(session, text, i);
}

static void check(worker *of, size_t index) {
    dql_cli_session *session = &of->session;
    outcome *result = &of->pool->outcomes[index % WINDOW];
    result->output.length = result->failures.length = 0;
    session->later = &result->failures;
    session->errors = session->warnings = 0;
    session->status = DQL_CLI_FINE;
    dql_render_begin_part(&session->render, dql_cli_form(session->call), dql_cli_to_bytes, &result->output,
                          of->pool->session->render.color);
    session->render.columns = of->pool->session->render.columns;
    examine(session, &of->text, &of->pool->session->inputs.list[index], &of->bytes);
    if (!dql_render_end_part(&session->render)) dql_cli_fail(session, DESKQL_NO_MEMORY);
    result->written = session->render.written;
    result->errors = session->errors;
    result->warnings = session->warnings;
    result->status = session->status;
}

/* What was found of a text is written. */
static void finish(pool *of, size_t index) {
    dql_cli_session *session = of->session;
    outcome *result = &of->outcomes[index % WINDOW];
    if (result->output.length || result->failures.length) dql_cli_progress_erase(&of->progress);
    if (result->failures.length) dql_cli_say_kept(session, &result->failures);
    if (result->output.length)
        dql_render_add_part(&session->render, result->output.bytes, result->output.length, result->written);
    session->errors += result->errors;
    session->warnings += result->warnings;
    of->found += result->errors + result->warnings > 0;
    if (result->status > session->status) session->status = result->status;
}

/* ---- The threads ----------------------------------------------------------------------------------------------------- */

static worker *new_worker(pool *of) {
    worker *made = calloc(1, sizeof *made);
    if (!made) return NULL;
    made->pool = of;
    made->session.call = of->session->call;
    made->session.options = of->session->options;
    made->session.unbound_passes = true;
    made->session.shows_notes = of->session->shows_notes;
    return made;
}

static void free_worker(worker *of) {
    if (!of) return;
    deskql_plan_free(of->session.plan);
    deskql_finding_reader_free(of->session.reader);
    deskql_document_free(of->text.document);
    dql_cli_bytes_free(&of->bytes);
    free(of);
}

/* The texts whose turn it is are written by the thread that comes by, if no other is at it: none has to be woken for that. */
static void write_finished(pool *all) {
    if (all->is_writing) return;
    all->is_writing = true;
    while (all->outcomes[all->finished % WINDOW].done) {
        size_t index = all->finished;
        pthread_mutex_unlock(&all->mutex);
        finish(all, index);
        pthread_mutex_lock(&all->mutex);
        all->outcomes[index % WINDOW].done = false;
        all->finished = index + 1;
        dql_cli_progress_show(&all->progress, all->finished);
        pthread_cond_broadcast(&all->space);
    }
    all->is_writing = false;
    if (all->finished == all->session->inputs.count) pthread_cond_signal(&all->done);
}

static void *work(void *argument) {
    worker *of = argument;
    pool *all = of->pool;
    pthread_mutex_lock(&all->mutex);
    while (all->next < all->session->inputs.count) {
        size_t index = all->next++;
        while (index >= all->finished + WINDOW) pthread_cond_wait(&all->space, &all->mutex);
        pthread_mutex_unlock(&all->mutex);
        check(of, index);
        pthread_mutex_lock(&all->mutex);
        all->outcomes[index % WINDOW].done = true;
        write_finished(all);
    }
    pthread_mutex_unlock(&all->mutex);
    return NULL;
}

/* Meanwhile it is shown how far they are, however long a single text takes. */
static void wait_for_all(pool *of) {
    struct timespec until;
    pthread_mutex_lock(&of->mutex);
    while (of->finished < of->session->inputs.count) {
        if (!dql_cli_progress_next(&of->progress, &until)) {
            pthread_cond_wait(&of->done, &of->mutex);
            continue;
        }
        pthread_cond_timedwait(&of->done, &of->mutex, &until);
        if (!of->is_writing) dql_cli_progress_show(&of->progress, of->finished);
    }
    pthread_mutex_unlock(&of->mutex);
}

/* Returns false where not a single thread could be started: then nothing has been done. */
static bool work_together(pool *of, size_t count) {
    worker **workers = calloc(count, sizeof *workers);
    size_t started = 0;
    pthread_mutex_init(&of->mutex, NULL);
    pthread_cond_init(&of->done, NULL);
    pthread_cond_init(&of->space, NULL);
    while (workers && started < count) {
        workers[started] = new_worker(of);
        if (!workers[started]) break;
        if (pthread_create(&workers[started]->thread, NULL, work, workers[started]) != 0) {
            free_worker(workers[started]);
            break;
        }
        started++;
    }
    if (started) wait_for_all(of);
    for (size_t i = 0; i < started; i++) {
        pthread_join(workers[i]->thread, NULL);
        free_worker(workers[i]);
    }
    pthread_cond_destroy(&of->space);
    pthread_cond_destroy(&of->done);
    pthread_mutex_destroy(&of->mutex);
    free(workers);
    return started > 0;
}

/* Nothing has to wait for its turn. Returns the number of texts with findings. */
static size_t work_alone(dql_cli_session *session) {
    dql_cli_progress progress;
    dql_cli_bytes bytes = {NULL, 0, 0};
    dql_cli_text text = {0};
    size_t found = 0;
    dql_cli_progress_begin(&progress, session->inputs.count);
    session->unbound_passes = true;
    for (size_t i = 0; i < session->inputs.count; i++) {
        size_t before = session->errors + session->warnings;
        dql_cli_progress_erase(&progress);
        examine(session, &text, &session->inputs.list[i], &bytes);
        found += session->errors + session->warnings > before;
        dql_cli_progress_show(&progress, i + 1);
    }
    dql_cli_progress_erase(&progress);
    deskql_document_free(text.document);
    dql_cli_bytes_free(&bytes);
    return found;
}

/* -j, else one for each core; no more than there are texts. */
static size_t count_threads(const dql_cli_session *session) {
    if (session->inputs.count < 2) return 1;
    const char *given = dql_cli_value(session->call, DQL_OPTION_JOBS);
    long count = given ? strtol(given, NULL, 10) : sysconf(_SC_NPROCESSORS_ONLN);
    if (count < 1) count = 1;
    if (count > MOST_THREADS) count = MOST_THREADS;
    return (size_t)count < session->inputs.count ? (size_t)count : session->inputs.count;
}

static size_t work_as_pool(dql_cli_session *session, size_t threads) {
    pool *of = calloc(1, sizeof *of);
    if (of) of->outcomes = calloc(WINDOW, sizeof *of->outcomes);
    if (!of || !of->outcomes) {
        free(of);
        return work_alone(session);
    }
    of->session = session;
    dql_cli_progress_begin(&of->progress, session->inputs.count);
    bool done = work_together(of, threads);
    dql_cli_progress_erase(&of->progress);
    for (size_t i = 0; i < WINDOW; i++) {
        dql_cli_bytes_free(&of->outcomes[i].output);
        dql_cli_bytes_free(&of->outcomes[i].failures);
    }
    size_t found = of->found;
    free(of->outcomes);
    free(of);
    return done ? found : work_alone(session);
}

size_t dql_cli_check_many(dql_cli_session *session) {
    size_t threads = count_threads(session);
    return threads < 2 ? work_alone(session) : work_as_pool(session, threads);
}

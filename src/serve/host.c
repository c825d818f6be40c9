/* Whom a request is for. A page of another site can make a browser send requests here under that site's name. */
#include "serve/serve.h"

#include <string.h>
#include <strings.h>

static bool is_name(const char *host, size_t length, const char *name) {
    return length == strlen(name) && strncasecmp(host, name, length) == 0;
}

/* 127.0.0.0/8, as four numbers. */
static bool is_loopback_address(const char *host, size_t length) {
    size_t dots = 0;
    if (length < sizeof "127.0.0.1" - 1 || memcmp(host, "127.", 4) != 0) return false;
    for (size_t i = 0; i < length; i++) {
        if (host[i] == '.') {
            dots++;
        } else if (host[i] < '0' || host[i] > '9') {
            return false;
        }
    }
    return dots == 3 && host[length - 1] != '.';
}

bool dql_serve_is_loopback(const char *host, size_t length) {
    static const char domain[] = ".localhost";
    size_t name = 0;
    while (name < length && host[name] != ':' && host[name] != '[') name++;
    if (length && host[0] == '[') name = strcspn(host, "]") + 1;
    if (name > length || (name < length && host[name] != ':')) return false;
    if (name < length && strspn(host + name + 1, "0123456789") < length - name - 1) return false;
    bool is_below =
        name >= sizeof domain && strncasecmp(host + name - (sizeof domain - 1), domain, sizeof domain - 1) == 0;
    return is_below || is_name(host, name, "localhost") || is_name(host, name, "[::1]") ||
           is_loopback_address(host, name);
}

/* What the compiler is given where it would guess the hot path wrong; elsewhere it knows best. */
#ifndef DQL_BASE_INLINE_H
#define DQL_BASE_INLINE_H

#define DQL_ALWAYS_INLINE inline __attribute__((always_inline))
/* For what is rare, so that what is common does not save registers for it. */
#define DQL_NEVER_INLINE __attribute__((noinline))

#endif

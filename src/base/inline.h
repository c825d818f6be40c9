/* Attributes beyond the language, for the compilers that have them. */
#ifndef DQL_BASE_INLINE_H
#define DQL_BASE_INLINE_H

#if defined(__GNUC__)
/* Where it would guess the hot path wrong; elsewhere it knows best. */
#define DQL_ALWAYS_INLINE inline __attribute__((always_inline))
/* For what is rare, so that what is common does not save registers for it. */
#define DQL_NEVER_INLINE __attribute__((noinline))
/* A function that takes a format as printf does: the place of the format, and of what it names. */
#define DQL_FORMAT(at, first) __attribute__((format(printf, at, first)))
#else
#define DQL_ALWAYS_INLINE inline
#define DQL_NEVER_INLINE
#define DQL_FORMAT(at, first)
#endif

#endif

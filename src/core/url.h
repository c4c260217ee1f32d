/*
** url: joining, escaping and comparing addresses (RFC 3986), on libcurl's
** own parser.
*/
#ifndef ORC_URL_H
#define ORC_URL_H

#include "buf.h"
#include "err.h"

/* Percent-encodes all but unreserved characters and those in `keep`. */
bool orc_url_escape(orc_buf *out, const char *s, size_t len, const char *keep);

/* For the value of a query parameter: also keeps what OData reads easily and
** RFC 3986 allows there: ' ( ) * , : @ / ! $ ; but never & + = % # space. */
bool orc_url_escape_query(orc_buf *out, const char *s, size_t len);

/* Lower-case "scheme://host:port" with the port always written. ORC_FAIL,
** kind "argument": not an absolute http or https URL, or with user
** information, or with control characters. */
orc_status orc_url_origin(orc_buf *out, const char *url, orc_err *err);
/* ORC_OK: the same; ORC_END: another, or no origin; ORC_FAIL: no memory. */
orc_status orc_url_same_origin(const orc_mem *mem, const char *a,
                               const char *b);

/* `reference` against `base`, as RFC 3986 section 5 says. */
orc_status orc_url_resolve(orc_buf *out, const char *base,
                           const char *reference, orc_err *err);

/* 127.0.0.0/8, [::1], localhost. */
bool orc_url_is_loopback(const orc_mem *mem, const char *url);

#endif

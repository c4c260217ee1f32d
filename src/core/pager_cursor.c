/*
** Cursors: where a walk goes on in another process.
**
** "k17.5"       key 17 was the last; bits tell which of the keys before it
**               were handed out, for sets whose keys may come late
** "t3.16…:a:b"  the last time, read with 3 digits, and the marks of the rows
**               handed out that have it
** "s100.a"      100 rows were handed out, the last with this mark
** "S100.a"      the same, in the order of the key
*/
#include "pager_impl.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#define SETTLE 64 /* keys before the last one that may come late */

/* Upwards, a key below the last one was late: it has a bit. */
static void note_key(orc_pager *pager, orc_note note) {
  orc_note *given = &pager->given;
  bool late = pager->given_any && !pager->spec.descending &&
              note.at < given->at;
  uint64_t gap = late ? (uint64_t)given->at - (uint64_t)note.at
                      : (uint64_t)note.at - (uint64_t)given->at;
  if (late) {
    if (gap < SETTLE) given->mark |= UINT64_C(1) << gap;
    return;
  }
  bool near = pager->given_any && gap < SETTLE;
  *given = (orc_note){note.at, near ? given->mark << gap | 1 : 1};
}

void orc_pager_given(orc_pager *pager, orc_note note) {
  orc_paging beyond = pager->spec.beyond;
  if (pager->way == &orc_way_key || beyond == ORC_PAGING_KEY) {
    note_key(pager, note);
  } else if (pager->way == &orc_way_time || beyond == ORC_PAGING_TIME) {
    if (note.at != pager->given.at) orc_bag_clear(&pager->given_bag);
    pager->given = note;
    if (!orc_bag_add(&pager->given_bag, note.mark)) pager->given_bad = true;
  }
  pager->given_any = true;
}

bool orc_pager_was_given(const orc_pager *pager, int64_t key) {
  uint64_t gap = (uint64_t)pager->given.at - (uint64_t)key;
  return gap < SETTLE && (pager->given.mark >> gap & 1) != 0;
}

/* Writing. */

static void write_time(const orc_pager *pager, orc_buf *out) {
  orc_buf_printf(out, "t%d.%" PRId64, pager->time.digits, pager->given.at);
  for (size_t i = 0; i < pager->given_bag.count; i++) {
    orc_buf_printf(out, ":%" PRIx64, pager->given_bag.entries[i].mark);
  }
}

static orc_status refuse(orc_err *err, const char *why) {
  orc_err_hint(err, "page by a key where the set has one");
  return orc_err_set(err, ORC_KIND_ARGUMENT,
                     "a walk by %s cannot be taken up again later", why);
}

orc_status orc_pager_cursor(const orc_pager *pager, orc_buf *out,
                            orc_err *err) {
  const orc_way *way = pager->way;
  size_t before = out->len;
  if (way == &orc_way_link || way == &orc_way_token) {
    return refuse(err, way->name);
  }
  if (way == &orc_way_key && pager->last_key.type == ORC_KEY_TEXT) {
    return refuse(err, "a key that is no number");
  }
  if (!pager->given_any) return ORC_OK; /* from the beginning */
  if (way == &orc_way_skip) way = orc_beyond_way(pager);
  if (way == &orc_way_key) {
    orc_buf_printf(out, "k%" PRId64 ".%" PRIx64, pager->given.at,
                   pager->given.mark);
  } else if (way == &orc_way_time) {
    write_time(pager, out);
  } else {
    orc_buf_printf(out, "%c%" PRId64 ".%" PRIx64,
                   pager->key_order ? 'S' : 's', pager->base + pager->rows,
                   orc_pager_last_identity(pager));
  }
  if (!out->failed && !pager->given_bad) return ORC_OK;
  out->len = before;
  return orc_err_memory(err);
}

/* Reading. */

static bool read_integer(const char **at, int64_t *out) {
  char *end;
  errno = 0;
  *out = strtoll(*at, &end, 10);
  bool ok = end != *at && errno == 0;
  *at = end;
  return ok;
}

static bool read_mark(const char **at, char before, uint64_t *out) {
  char *end;
  if (**at != before) return false;
  (*at)++;
  errno = 0;
  *out = strtoull(*at, &end, 16);
  bool ok = end != *at && errno == 0;
  *at = end;
  return ok;
}

static bool resume_key(orc_pager *pager, const char *at) {
  orc_note *given = &pager->given;
  if (pager->spec.beyond == ORC_PAGING_KEY) pager->way = &orc_way_key;
  if (pager->way != &orc_way_key || !read_integer(&at, &given->at) ||
      !read_mark(&at, '.', &given->mark) || *at != '\0') {
    return false;
  }
  bool settle = pager->spec.settle && !pager->spec.descending &&
                given->at > 0;
  pager->last_key.type = ORC_KEY_INTEGER;
  pager->last_key.integer = given->at;
  if (settle) pager->last_key.integer -= given->at > SETTLE ? SETTLE
                                                             : given->at;
  pager->first_key = pager->last_key;
  pager->key_proven = true; /* there is no starting over */
  pager->settling = settle;
  return true;
}

static bool resume_time(orc_pager *pager, const char *at) {
  orc_time *time = &pager->time;
  int64_t digits;
  uint64_t mark;
  if (pager->spec.beyond == ORC_PAGING_TIME) pager->way = &orc_way_time;
  if (pager->way != &orc_way_time || !read_integer(&at, &digits) ||
      digits < 0 || digits > 7 || *at++ != '.' ||
      !read_integer(&at, &time->last)) {
    return false;
  }
  while (*at != '\0') {
    if (!read_mark(&at, ':', &mark) || !orc_bag_add(&time->bag, mark) ||
        !orc_bag_add(&pager->given_bag, mark)) {
      return false;
    }
  }
  time->digits = (int)digits;
  time->begun = true;
  pager->given = (orc_note){time->last, 0};
  return true;
}

static bool resume_skip(orc_pager *pager, const char *at, bool key_order) {
  if (pager->way == &orc_way_time || !read_integer(&at, &pager->base) ||
      pager->base < 0 || !read_mark(&at, '.', &pager->overlap) ||
      *at != '\0' || (key_order && pager->spec.key == NULL)) {
    return false;
  }
  int64_t skip = pager->spec.skip > 0 ? pager->spec.skip : 0;
  pager->spec.skip = skip + pager->base;
  if (pager->way == &orc_way_single) return true;
  pager->way = &orc_way_skip;
  pager->spec.beyond = ORC_PAGING_SKIP; /* or it were another cursor */
  pager->key_order = key_order;
  pager->overlapping = pager->base > 0;
  return true;
}

bool orc_pager_resume(orc_pager *pager, const char *cursor) {
  if (*cursor == '\0') return true;
  pager->given_any = true;
  switch (*cursor) {
    case 'k': return resume_key(pager, cursor + 1);
    case 't': return resume_time(pager, cursor + 1);
    case 's':
    case 'S': return resume_skip(pager, cursor + 1, *cursor == 'S');
    default: return false;
  }
}

uint64_t orc_pager_mark(const orc_pager *pager, int64_t *ticks) {
  *ticks = pager->given.at;
  return pager->given.mark;
}

/*
** The way "key": ordered by a key, each page filtered to what lies behind
** the last key. The first page is a probe: refused or unordered means skip.
**
** Integer keys are compared as numbers. Of keys that are text (GUIDs, names)
** the order is the server's own and differs between servers, so no more is
** asked of them than to be another than the one before.
*/
#include "pager_impl.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* An unquoted literal must be one: digits, letters and dashes. */
static bool is_bare(const char *s, size_t len) {
  for (size_t i = 0; i < len; i++) {
    char c = s[i];
    bool ok = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
              (c >= 'A' && c <= 'Z') || c == '-';
    if (!ok) return false;
  }
  return len > 0;
}

static bool read_text(const orc_pager *pager, const orc_json *json,
                      orc_key *key) {
  orc_buf out;
  orc_buf_init(&out, pager->mem, ORC_KEY_MAX - 1);
  bool ok = orc_json_unescape(json, &out);
  if (ok) ok = pager->spec.key_quoted || is_bare(out.data, out.len);
  if (ok) {
    if (out.len > 0) memcpy(key->text, out.data, out.len);
    key->len = out.len;
    key->type = ORC_KEY_TEXT;
  }
  orc_buf_fini(&out);
  return ok;
}

bool orc_key_read(const orc_pager *pager, orc_slice row, orc_key *key) {
  orc_json json;
  key->type = ORC_KEY_NONE;
  key->integer = 0;
  key->len = 0;
  orc_json_type type = orc_json_find(&json, row.data, row.len,
                                     pager->spec.key);
  if (type == ORC_JSON_STRING) return read_text(pager, &json, key);
  if (type != ORC_JSON_INTEGER || pager->spec.key_quoted) return false;
  key->type = ORC_KEY_INTEGER;
  key->integer = json.integer;
  return true;
}

bool orc_key_literal(const orc_key *key, bool quoted, orc_buf *out) {
  if (key->type == ORC_KEY_INTEGER) {
    return orc_buf_printf(out, "%" PRId64, key->integer);
  }
  if (!quoted) return orc_buf_append(out, key->text, key->len);
  orc_buf_putc(out, '\'');
  for (size_t i = 0; i < key->len; i++) {
    if (key->text[i] == '\'') orc_buf_putc(out, '\'');
    orc_buf_putc(out, key->text[i]);
  }
  return orc_buf_putc(out, '\'');
}

static bool is_same_text(const orc_key *a, const orc_key *b) {
  return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

/* Does `key` lie behind the last one? */
static bool is_beyond(const orc_pager *pager, const orc_key *key) {
  const orc_key *last = &pager->last_key;
  if (last->type == ORC_KEY_NONE) return true;
  if (key->type != last->type) return false;
  if (key->type == ORC_KEY_TEXT) {
    return !is_same_text(key, last) &&
           (pager->key_proven || !is_same_text(key, &pager->first_key));
  }
  if (pager->spec.descending) return key->integer < last->integer;
  return key->integer > last->integer;
}

/* Is the next page likely to be empty? Then it is asked for with a count, of
** what is left: an empty page alone proves nothing. */
static bool is_tail(const orc_pager *pager) {
  const orc_page *page = pager->page;
  if (pager->total >= 0) return false; /* that is known already */
  if (pager->answered == 0) return true; /* behind a cursor */
  return page->found < page->asked &&
         (page->found < pager->largest || pager->answered == 1);
}

static bool ask_key(orc_pager *pager, orc_page *page) {
  bool first = pager->last_key.type == ORC_KEY_NONE;
  page->asked = orc_pager_batch(pager);
  page->filtered = !first;
  page->confirms = pager->confirm;
  page->counted = first ? pager->spec.count
                        : !pager->uncounted &&
                              (pager->confirm || is_tail(pager));
  orc_query query = {
      .user_filter = true,
      .by_key = !first,
      .key_order = true,
      .top = page->asked,
      .skip = first && pager->spec.skip > 0 ? pager->spec.skip : -1,
      .count = page->counted,
  };
  return orc_pager_write(pager, &query, &page->url);
}

static orc_turn give_way(orc_pager *pager, bool keep_order) {
  pager->way = &orc_way_skip;
  pager->key_order = keep_order;
  return ORC_TURN_NEXT;
}

static void describe(const orc_key *key, char *out, size_t size) {
  if (key->type == ORC_KEY_INTEGER) {
    snprintf(out, size, "%" PRId64, key->integer);
  } else {
    snprintf(out, size, "%.*s", (int)key->len, key->text);
  }
}

static orc_turn refuse_row(orc_pager *pager, const orc_page *page,
                           const orc_key *key) {
  char now[64], before[64];
  describe(key, now, sizeof now);
  describe(&pager->last_key, before, sizeof before);
  const char *name = pager->spec.key;
  orc_err *err = orc_pager_blame(pager, page);
  orc_err_hint(err, "page this set with paging 'skip' instead");
  if (key->type == ORC_KEY_NONE) {
    orc_err_set(err, ORC_KIND_PROTOCOL,
                "a row after %s %s has no usable %s, so the walk cannot go on",
                name, before, name);
  } else {
    orc_err_set(err, ORC_KIND_PROTOCOL,
                "the server sent %s %s after %s although rows were asked for "
                "in the order of %s", name, now, before, name);
  }
  return ORC_TURN_FAIL;
}

/* A filter that is ignored shows by the list's first row coming again. Whoever
** has skipped that, and cannot compare keys, would not notice. */
static bool is_provable(const orc_pager *pager, const orc_key *key) {
  return key->type == ORC_KEY_INTEGER || pager->spec.skip <= 0;
}

/* Behind a cursor: rows near it that were handed out before. */
static bool is_settled(orc_pager *pager, int64_t key) {
  if (!pager->settling) return false;
  pager->settling = key < pager->given.at;
  return key <= pager->given.at && orc_pager_was_given(pager, key);
}

static orc_turn key_row(orc_pager *pager, orc_page *page, orc_slice row) {
  orc_key key;
  if (orc_key_read(pager, row, &key) && is_provable(pager, &key) &&
      is_beyond(pager, &key)) {
    if (pager->first_key.type == ORC_KEY_NONE) pager->first_key = key;
    if (page->filtered) pager->key_proven = true;
    pager->last_key = key;
    page->note.at = key.integer;
    return is_settled(pager, key.integer) ? ORC_TURN_PASS : ORC_TURN_TAKE;
  }
  if (pager->key_proven) return refuse_row(pager, page, &key);
  give_way(pager, true);
  /* An unordered first page is a page all the same. One that ignored the
  ** filter holds rows that were handed out before. */
  return page->filtered ? ORC_TURN_NEXT : ORC_TURN_TAKE;
}

/* An empty page is the end when the server counts nothing behind it, or as
** many rows in all as came. Else it is asked for again: rows may have been
** deleted meanwhile. */
static orc_turn key_empty(orc_pager *pager, const orc_page *page) {
  int64_t left = page->counted ? page->rows.count : -1;
  if (page->confirms && left > 0) {
    orc_err_set(orc_pager_blame(pager, page), ORC_KIND_PROTOCOL,
                "the server counts %" PRId64 " more rows but sends none "
                "after row %" PRId64, left, pager->received);
    return ORC_TURN_FAIL;
  }
  bool early = pager->total > orc_pager_offset(pager) ||
               (pager->total < 0 && left != 0 && page->filtered);
  if (!early || page->confirms || !pager->spec.dollar) return ORC_TURN_END;
  pager->confirm = true;
  return ORC_TURN_NEXT;
}

/* Never the end because a page is short: servers cap pages silently. */
static orc_turn key_end(orc_pager *pager, orc_page *page) {
  if (page->found == 0) return key_empty(pager, page);
  bool whole = page->counted && !page->filtered &&
               page->rows.count == orc_pager_offset(pager);
  return whole && page->found < page->asked ? ORC_TURN_END : ORC_TURN_NEXT;
}

/* Only keys that are text get here: integers were found to go back. The filter
** was obeyed by then, or the list's first key had come again. */
static orc_turn key_echoed(orc_pager *pager, orc_page *page) {
  return orc_pager_repeated(pager, page);
}

static bool key_refused(orc_pager *pager, const orc_page *page) {
  if (page->filtered && page->counted) { /* perhaps it minds the count */
    pager->uncounted = true;
    return true;
  }
  if (pager->key_proven) return false;
  give_way(pager, page->filtered);
  return true;
}

const orc_way orc_way_key = {
    .name = "key",
    .ask = ask_key,
    .row = key_row,
    .end = key_end,
    .echoed = key_echoed,
    .refused = key_refused,
};

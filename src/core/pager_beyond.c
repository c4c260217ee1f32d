/*
** Where skip reaches no further: a walk by skip that happens to be in the
** order of a key or a time goes on by that. It may when every row so far was
** in that order; then what is missing lies behind the last one.
*/
#include "pager_impl.h"

const char *orc_pager_id(const orc_pager *pager) {
  const orc_pager_spec *spec = &pager->spec;
  return spec->key != NULL && spec->beyond != ORC_PAGING_TIME ? spec->key
                                                              : "Id";
}

static bool note_key(orc_pager *pager, orc_page *page, orc_slice row) {
  const orc_key *last = &pager->last_key;
  orc_key key;
  if (!orc_key_read(pager, row, &key) || key.type != ORC_KEY_INTEGER) {
    return false;
  }
  bool first = last->type == ORC_KEY_NONE;
  bool behind = pager->spec.descending ? key.integer < last->integer
                                       : key.integer > last->integer;
  if (!first && !behind) return false;
  pager->last_key = key;
  page->note.at = key.integer;
  return true;
}

void orc_beyond_note(orc_pager *pager, orc_page *page, orc_slice row) {
  bool ok = false;
  switch (pager->spec.beyond) {
    case ORC_PAGING_KEY: ok = note_key(pager, page, row); break;
    case ORC_PAGING_TIME: ok = orc_time_note(pager, page, row); break;
    default: return;
  }
  pager->beyond_rows++;
  if (!ok) pager->spec.beyond = ORC_PAGING_SKIP; /* that is no way then */
}

const orc_way *orc_beyond_way(const orc_pager *pager) {
  if (pager->received == 0 || pager->beyond_rows != pager->received) {
    return &orc_way_skip;
  }
  switch (pager->spec.beyond) {
    case ORC_PAGING_KEY: return &orc_way_key;
    case ORC_PAGING_TIME: return &orc_way_time;
    default: return &orc_way_skip;
  }
}

bool orc_beyond_go(orc_pager *pager) {
  const orc_way *way = orc_beyond_way(pager);
  if (way == &orc_way_skip) return false;
  pager->way = way;
  pager->key_proven = true; /* there is no way back */
  orc_pager_drop_ahead(pager);
  return true;
}

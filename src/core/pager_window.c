/*
** Windows of the way "time": several pages of a log at once.
**
** A page that ends nowhere cannot be followed by one that is asked for before
** it has come. So the rest of the log is cut into windows of time that hold
** somewhat less than a page, by the rows that are left (the server's total)
** at first and by those found in each as they come. A window is read whole
** when it has as many rows as the server counts in it; then the next one,
** which begins where it ends, is what follows. One that holds more goes on
** behind its last row, as the walk without windows does, and where windows
** stay empty a page without an end finds the next row.
*/
#include "pager_impl.h"

#include "instant.h"

#define FILL 0.75       /* of a page, in a window */
#define WIDEST 1e15     /* ticks: three years */
#define SPARSE 4        /* less than this part of a page: windows widen */

/* Rows that a page of this server holds. */
static int64_t capacity(const orc_pager *pager) {
  int64_t page = pager->spec.page, largest = pager->largest;
  return largest > 0 && largest < page ? largest : page;
}

static void set_width(orc_pager *pager, double width) {
  if (width > WIDEST) width = WIDEST;
  pager->time.width = width < 1 ? 1 : (int64_t)width;
}

/* Where a window that begins at `start` ends: between two times that the wire
** tells apart. false: the log ends before that, or it would be empty. */
static bool far_of(const orc_pager *pager, int64_t start, int64_t *far) {
  const orc_time *time = &pager->time;
  bool down = pager->spec.descending;
  int64_t unit = orc_instant_unit(time->digits);
  int64_t end = down ? start - time->width : start + time->width;
  end -= end % unit;
  *far = end;
  if (down) return end < start && end > time->limit;
  return end > start && end < time->limit;
}

static void close_at(orc_pager *pager, orc_page *page, orc_query *query,
                     int64_t far) {
  if (pager->spec.descending) query->from = far;
  else query->to = far;
  query->has_from = query->has_to = true;
  query->count = true;
  page->bounded = true;
  page->far = far;
}

bool orc_window_worth(const orc_pager *pager) {
  return pager->spec.flight > 1 && !pager->time.planned;
}

void orc_window_plan(orc_pager *pager, int64_t left) {
  orc_time *time = &pager->time;
  int64_t rows = capacity(pager);
  if (!time->limited || left <= rows) return;
  double span = (double)time->limit - (double)time->last;
  if (span < 0) span = -span;
  set_width(pager, span / (double)left * (double)rows * FILL);
}

void orc_window_bound(orc_pager *pager, orc_page *page, orc_query *query) {
  orc_time *time = &pager->time;
  bool open = time->open || time->width == 0;
  int64_t far;
  time->open = false;
  if (open) return;
  int64_t start = pager->spec.descending ? query->to : query->from;
  if (far_of(pager, start, &far)) close_at(pager, page, query, far);
}

bool orc_window_foresee(orc_pager *pager, const orc_page *last,
                        orc_page *page) {
  const orc_pager_spec *spec = &pager->spec;
  int64_t far;
  if (!last->bounded || pager->time.width == 0 ||
      !far_of(pager, last->far, &far)) {
    return false;
  }
  int64_t rows = capacity(pager);
  int64_t soon = pager->received + rows / 2 * (pager->flying + 1);
  if (spec->top >= 0 && soon >= spec->top) return false;
  page->foreseen = true;
  page->asked = spec->page;
  orc_query query = {.user_filter = true, .key_order = true,
                     .top = spec->page, .skip = -1,
                     .from = last->far, .to = last->far};
  close_at(pager, page, &query, far);
  return orc_pager_write(pager, &query, &page->url);
}

/* All rows of the window came. */
static void pass(orc_pager *pager, orc_page *page) {
  orc_time *time = &pager->time;
  orc_bag_clear(&time->bag);
  time->past = true;
  time->edge = page->far;
  time->empties = page->found > 0 ? 0 : time->empties + 1;
  if (page->found * SPARSE < capacity(pager)) {
    set_width(pager, (double)time->width * 2);
  }
  time->open = time->empties >= pager->spec.flight;
  if (!time->open) page->until = pager->received; /* as foreseen */
}

bool orc_window_end(orc_pager *pager, orc_page *page) {
  orc_time *time = &pager->time;
  int64_t count = page->rows.count;
  if (count == page->found) {
    pass(pager, page);
    return true;
  }
  bool crowded = count > page->found && page->fresh > 0;
  if (crowded) {
    double share = (double)capacity(pager) * FILL / (double)count;
    set_width(pager, (double)time->width * (share < 0.9 ? share : 0.9));
    return true;
  }
  bool instant = page->found > 0 && page->found >= page->asked;
  if (!instant) time->width = 0; /* its counts are of no use */
  return !instant;
}

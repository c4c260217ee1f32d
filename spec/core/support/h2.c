#include "h2.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MAX_FRAME 16384
#define MAX_STREAMS 64
#define PREFACE 24 /* bytes */

enum { DATA, HEADERS, RST_STREAM = 3, SETTINGS, PING = 6, GOAWAY };
enum { END_STREAM = 1, ACK = 1, END_HEADERS = 4, PADDED = 8 };
enum { INTERNAL_ERROR = 2, REFUSED_STREAM = 7 };

typedef struct stream {
  uint32_t id;
  char body[4096];
  size_t len;
} stream;

typedef struct session {
  const h2_peer *peer;
  stream streams[MAX_STREAMS];
  int count;
  stream *late;     /* one whose answer is put off */
  h2_answer late_answer;
} session;

typedef struct frame {
  uint32_t len, id;
  unsigned char type, flags;
  char data[MAX_FRAME];
} frame;

static bool read_all(const h2_peer *peer, char *data, size_t len) {
  while (len > 0) {
    ssize_t got = peer->take(peer->ud, data, len);
    if (got <= 0) return false;
    data += got;
    len -= (size_t)got;
  }
  return true;
}

static bool read_frame(const h2_peer *peer, frame *f) {
  char head[9];
  if (!read_all(peer, head, sizeof head)) return false;
  const unsigned char *h = (unsigned char *)head;
  f->len = (uint32_t)h[0] << 16 | (uint32_t)h[1] << 8 | h[2];
  f->type = h[3];
  f->flags = h[4];
  f->id = ((uint32_t)h[5] << 24 | (uint32_t)h[6] << 16 |
           (uint32_t)h[7] << 8 | h[8]) & 0x7FFFFFFF;
  return f->len <= MAX_FRAME && read_all(peer, f->data, f->len);
}

static bool write_frame(const h2_peer *peer, int type, int flags,
                        uint32_t id, const char *data, size_t len) {
  const char head[9] = {(char)(len >> 16), (char)(len >> 8), (char)len,
                        (char)type, (char)flags, (char)(id >> 24),
                        (char)(id >> 16), (char)(id >> 8), (char)id};
  return peer->put(peer->ud, head, sizeof head) &&
         peer->put(peer->ud, data, len);
}

/* :status and content-type as literals that name the static table. */
static bool write_answer(const h2_peer *peer, uint32_t id,
                         const h2_answer *answer) {
  static const char type[] = "application/json";
  char block[64] = {0x08, 3};
  memcpy(block + 2, answer->status, 3);
  block[5] = 0x0F;
  block[6] = 0x10;
  block[7] = (char)(sizeof type - 1);
  memcpy(block + 8, type, sizeof type - 1);
  return write_frame(peer, HEADERS, END_HEADERS, id, block,
                     8 + sizeof type - 1) &&
         write_frame(peer, DATA, END_STREAM, id, answer->body,
                     answer->body_len);
}

static bool write_code(const h2_peer *peer, uint32_t id, int code) {
  const char data[4] = {0, 0, 0, (char)code};
  return write_frame(peer, RST_STREAM, 0, id, data, sizeof data);
}

static bool write_late(session *s) {
  stream *late = s->late;
  s->late = NULL;
  return late == NULL || write_answer(s->peer, late->id, &s->late_answer);
}

/* A request is complete. false: the connection ends here. */
static bool answer(session *s, stream *request) {
  static const char none[8] = {0}; /* last stream 0, no error */
  h2_answer a;
  s->peer->record(s->peer->ud, request->body, request->len);
  s->peer->next(s->peer->ud, &a);
  switch (a.fate) {
    case H2_ANSWER:
      return write_answer(s->peer, request->id, &a) && write_late(s);
    case H2_LATER:
      s->late = request;
      s->late_answer = a;
      return true;
    case H2_REFUSE:
      return write_code(s->peer, request->id, REFUSED_STREAM);
    case H2_BREAK:
      return write_code(s->peer, request->id, INTERNAL_ERROR);
    case H2_GOAWAY:
      write_frame(s->peer, GOAWAY, 0, 0, none, sizeof none);
      return false;
    case H2_CLOSE:
      break;
  }
  return false;
}

static stream *stream_of(session *s, uint32_t id) {
  for (int i = 0; i < s->count; i++) {
    if (s->streams[i].id == id) return &s->streams[i];
  }
  if (s->count == MAX_STREAMS) abort();
  s->streams[s->count].id = id;
  return &s->streams[s->count++];
}

static void add_body(stream *to, const frame *f) {
  size_t start = 0, len = f->len;
  if (f->flags & PADDED) {
    start = 1;
    len -= 1 + (size_t)(unsigned char)f->data[0];
  }
  if (to->len + len > sizeof to->body) abort();
  memcpy(to->body + to->len, f->data + start, len);
  to->len += len;
}

static bool take_frame(session *s, const frame *f) {
  if (f->type == SETTINGS && !(f->flags & ACK)) {
    return write_frame(s->peer, SETTINGS, ACK, 0, NULL, 0);
  }
  if (f->type == PING && !(f->flags & ACK)) {
    return write_frame(s->peer, PING, ACK, 0, f->data, f->len);
  }
  if (f->type == GOAWAY) return false;
  if (f->type != HEADERS && f->type != DATA) return true;
  stream *to = stream_of(s, f->id);
  if (f->type == DATA) add_body(to, f);
  return !(f->flags & END_STREAM) || answer(s, to);
}

void h2_serve(const h2_peer *peer) {
  session *s = calloc(1, sizeof *s);
  frame *f = calloc(1, sizeof *f);
  char preface[PREFACE];
  if (s == NULL || f == NULL) abort();
  s->peer = peer;
  bool going = read_all(peer, preface, sizeof preface) &&
               write_frame(peer, SETTINGS, 0, 0, NULL, 0);
  while (going && read_frame(peer, f)) going = take_frame(s, f);
  free(f);
  free(s);
}

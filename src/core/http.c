#include "http.h"

#include "engine_curl.h"
#include "http_fault.h"
#include "url.h"
#include "version.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_HEAD ((size_t)256 << 10) /* cap of an answer's headers */
#define EAGER_BODY ((size_t)1 << 20) /* most taken on the server's word */
#define SMALL_BODY 4096 /* nothing to be saved below */
#define CONNECT_TIMEOUT 30.0         /* seconds */

struct orc_http {
  orc_transfer transfer; /* first: done() gets back to us by it */
  orc_engine *engine;
  const orc_mem *mem;
  double started;
  struct curl_slist *headers;
  /* the request's body; borrowed */
  const char *body;
  size_t body_len, body_at;
  orc_upload *upload;    /* instead, borrowed; NULL: none */
  /* the answer */
  orc_buf head;          /* "Name: value" lines, each NUL-terminated */
  orc_buf in;
  int status;
  bool headers_done;
  bool bounded; /* once ended: the answer said where its end is */
  bool legs;             /* of a handshake: answers before the last one */
  bool odd_coding;       /* packed in a way that was not asked for */
  bool ended;
  orc_status result;     /* once it has ended */
  orc_err fault;         /* method and url from the start, all on failure */
  orc_trace *trace;      /* borrowed; NULL: none */
  uint64_t number;       /* in the trace */
  bool body_traced;
  size_t drained;        /* bytes of the answer that were taken piecewise */
  char text[CURL_ERROR_SIZE];
};

/* ---- what libcurl hands us ---- */

static size_t on_body(char *data, size_t size, size_t count, void *ud) {
  orc_http *http = ud;
  size_t len = size * count;
  return orc_buf_append(&http->in, data, len) ? len : 0;
}

static size_t on_read(char *data, size_t size, size_t count, void *ud) {
  orc_http *http = ud;
  if (http->upload != NULL) {
    int64_t got = orc_upload_read(http->upload, data, size * count);
    return got < 0 ? CURL_READFUNC_ABORT : (size_t)got;
  }
  size_t len = size * count, left = http->body_len - http->body_at;
  if (len > left) len = left;
  if (len > 0) memcpy(data, http->body + http->body_at, len);
  http->body_at += len;
  return len;
}

/* libcurl rewinds a body only to send it once more: never. */
static int on_seek(void *ud, curl_off_t offset, int origin) {
  (void)ud;
  (void)offset;
  (void)origin;
  return CURL_SEEKFUNC_FAIL;
}

/* A status line: of an interim answer (1xx) or of the final one. */
static void begin_head(orc_http *http, const char *line, size_t len) {
  const char *space = memchr(line, ' ', len);
  http->status = space != NULL ? (int)strtol(space, NULL, 10) : 0;
  if (http->status < 200) http->status = 0;
  http->headers_done = false;
  orc_buf_clear(&http->head);
}

/* Those that are asked for: their window is 32 KiB, where that of zstd may be
** 128 MiB; and a second layer would cost a thousand times the work of the
** first. */
static bool is_coding(const char *name, size_t len) {
  static const char *const known[] = {"gzip", "x-gzip", "deflate",
                                      "identity"};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (strlen(known[i]) == len && strncasecmp(name, known[i], len) == 0) {
      return true;
    }
  }
  return false;
}

/* Is it packed as it was asked for, at most once? Over all its headers. */
static bool is_coded_well(const orc_http *http) {
  const char *line = http->head.data;
  const char *end = line != NULL ? line + http->head.len : NULL;
  int count = 0;
  for (; line < end; line += strlen(line) + 1) {
    if (strncasecmp(line, "Content-Encoding:", 17) != 0) continue;
    const char *name = line + 17 + strspn(line + 17, " \t");
    size_t len = strcspn(name, " \t");
    if (len == 0) continue;
    if (++count > 1 || !is_coding(name, len) || name[len] != '\0') return false;
  }
  return true;
}

/* Saves growing step by step when the length is known and honest. A small
** answer gets no large memory: it may be kept for long. */
static void end_head(orc_http *http) {
  http->headers_done = http->status != 0;
  const char *length = orc_http_header(http, "Content-Length");
  unsigned long long len = length != NULL ? strtoull(length, NULL, 10) : 0;
  if (length != NULL && (len > http->in.cap || len < SMALL_BODY)) return;
  if (http->in.data == NULL) {
    orc_spare_take(orc_engine_spare(http->engine), &http->in);
  }
  if (len > 0 && len <= EAGER_BODY) orc_buf_reserve(&http->in, (size_t)len);
}

static size_t on_header(char *data, size_t size, size_t count, void *ud) {
  orc_http *http = ud;
  size_t len = size * count, got = len;
  bool line = len > 5 && memcmp(data, "HTTP/", 5) == 0;
  if (http->headers_done && !(line && http->legs)) return got; /* trailers */
  while (len > 0 && isspace((unsigned char)data[len - 1])) len--;
  if (len == 0) {
    http->odd_coding = !is_coded_well(http);
    if (http->odd_coding) return 0;
    end_head(http);
  } else if (line) {
    begin_head(http, data, len);
  } else if (!orc_buf_append(&http->head, data, len) ||
             !orc_buf_putc(&http->head, '\0')) {
    return 0;
  }
  return got;
}

static void count_bytes(orc_http *http, CURL *easy) {
  curl_off_t in = 0, out = 0;
  long head_in = 0, head_out = 0;
  curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &in);
  curl_easy_getinfo(easy, CURLINFO_SIZE_UPLOAD_T, &out);
  curl_easy_getinfo(easy, CURLINFO_HEADER_SIZE, &head_in);
  curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &head_out);
  orc_count(http->engine, http->transfer.counters, ORC_COUNTER(bytes_in),
            (uint64_t)(in + head_in));
  orc_count(http->engine, http->transfer.counters, ORC_COUNTER(bytes_out),
            (uint64_t)(out + head_out));
}

static orc_status too_large(orc_http *http) {
  orc_err *err = &http->fault;
  err->status = http->status;
  err->sent = ORC_SENT_YES;
  if (http->head.full) {
    return orc_err_set(err, ORC_KIND_TOO_LARGE,
                       "the answer's headers are over %zu bytes", MAX_HEAD);
  }
  orc_err_set(err, ORC_KIND_TOO_LARGE,
              "the answer is over the cap of %zu bytes", http->in.cap);
  orc_err_hint(err, "ask for fewer rows or fields at once (`top`, `select`), "
               "or raise the cap");
  return ORC_FAIL;
}

static orc_status not_asked(orc_http *http) {
  orc_err *err = &http->fault;
  err->status = http->status;
  err->sent = ORC_SENT_YES;
  orc_err_set(err, ORC_KIND_PROTOCOL, "the answer is packed in a way that was "
              "not asked for (Content-Encoding: %.60s)",
              orc_http_header(http, "Content-Encoding"));
  orc_err_hint(err, "gzip and deflate are understood, once: ask whoever runs the server or "
               "a proxy before it");
  return ORC_FAIL;
}

static bool is_bounded(const orc_http *http) {
  long version = 0;
  curl_easy_getinfo(http->transfer.easy, CURLINFO_HTTP_VERSION, &version);
  return version >= CURL_HTTP_VERSION_2_0 || http->status == 204 ||
         orc_http_header(http, "Content-Length") != NULL ||
         orc_http_header(http, "Transfer-Encoding") != NULL;
}

static orc_status judge(orc_http *http, CURLcode code) {
  http->bounded = is_bounded(http);
  /* libcurl takes an end in mid-header for an answer without a body. */
  if (code == CURLE_OK && !http->headers_done) code = CURLE_PARTIAL_FILE;
  if (code == CURLE_OK) return ORC_OK;
  if (http->head.full || http->in.full || code == CURLE_FILESIZE_EXCEEDED) {
    return too_large(http);
  }
  if (http->odd_coding) return not_asked(http);
  const orc_http_fault fault = {http->transfer.easy, code, http->text,
                                http->status};
  orc_status status = orc_http_explain(&fault, &http->fault);
  if (http->head.failed || http->in.failed) orc_err_memory(&http->fault);
  return status;
}

/* ---- the trace ---- */

static void trace_body_out(orc_http *http) {
  const char *type = NULL;
  for (struct curl_slist *at = http->headers; at != NULL; at = at->next) {
    if (strncasecmp(at->data, "Content-Type:", 13) == 0) type = at->data + 13;
  }
  if (http->upload != NULL) {
    orc_trace_note(http->trace, http->number, "a file of %lld bytes",
                   (long long)orc_upload_size(http->upload));
  } else {
    orc_trace_body(http->trace, http->number, '>', type,
                   (orc_slice){http->body, http->body_len});
  }
}

/* libcurl's own words are left out: they may quote headers. */
static int on_debug(CURL *easy, curl_infotype kind, char *data, size_t len,
                    void *ud) {
  (void)easy;
  orc_http *http = ud;
  if (kind == CURLINFO_HEADER_OUT || kind == CURLINFO_HEADER_IN) {
    orc_trace_head(http->trace, http->number,
                   kind == CURLINFO_HEADER_OUT ? '>' : '<', data, len);
  } else if (kind == CURLINFO_DATA_OUT && !http->body_traced) {
    http->body_traced = true;
    trace_body_out(http);
  }
  return 0;
}

static void trace_end(orc_http *http) {
  if (http->trace == NULL) return;
  double now = orc_engine_now(http->engine);
  const char *type = orc_http_header(http, "Content-Type");
  http->trace->sent = (orc_slice){http->body, http->body_len};
  orc_trace_body(http->trace, http->number, '<', type, orc_http_body(http));
  http->trace->sent = (orc_slice){NULL, 0};
  if (http->drained > 0) {
    orc_trace_note(http->trace, http->number, "%zu bytes were taken as they "
                   "came", http->drained);
  }
  if (http->result == ORC_OK) {
    orc_trace_note(http->trace, http->number, "%d after %.3f s",
                   http->status, now - http->started);
  } else {
    orc_trace_note(http->trace, http->number, "failed after %.3f s: %s",
                   now - http->started, http->fault.message);
  }
}

static void set_trace(orc_http *http, orc_trace *trace,
                      const orc_http_request *request) {
  if (trace == NULL) return;
  CURL *easy = http->transfer.easy;
  http->trace = trace;
  http->number = orc_trace_begin(trace, request->method, request->url);
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, on_debug);
  curl_easy_setopt(easy, CURLOPT_DEBUGDATA, http);
}

/* ---- the end ---- */

static void on_done(orc_transfer *transfer, CURLcode code) {
  orc_http *http = (orc_http *)transfer;
  count_bytes(http, transfer->easy);
  http->result = judge(http, code);
  http->ended = true;
  trace_end(http);
}

/* ---- setting up ---- */

/* Headers may hold the token: libcurl's copies are ours to wipe. */
static void free_headers(struct curl_slist *headers) {
  for (struct curl_slist *at = headers; at != NULL; at = at->next) {
    orc_mem_wipe(at->data, strlen(at->data));
  }
  curl_slist_free_all(headers);
}

static bool add_header(orc_http *http, const char *header) {
  struct curl_slist *longer = curl_slist_append(http->headers, header);
  if (longer == NULL) return false;
  http->headers = longer;
  return true;
}

/* libcurl takes "Name:" for "leave it out" and "Name;" for "empty". */
static bool add_given(orc_http *http, const char *header) {
  size_t len = strlen(header);
  while (len > 0 && (header[len - 1] == ' ' || header[len - 1] == '\t')) {
    len--;
  }
  if (header[len - 1] != ':') return add_header(http, header);
  orc_buf empty;
  orc_buf_init(&empty, http->mem, len + 1);
  const char *line = orc_buf_append(&empty, header, len - 1) &&
                     orc_buf_putc(&empty, ';') ? orc_buf_cstr(&empty) : NULL;
  bool added = line != NULL && add_header(http, line);
  orc_buf_fini(&empty);
  return added;
}

static bool gives(const char *const *headers, const char *name) {
  size_t len = strlen(name);
  for (; headers != NULL && *headers != NULL; headers++) {
    if (strncasecmp(*headers, name, len) == 0 && (*headers)[len] == ':') {
      return true;
    }
  }
  return false;
}

static bool set_headers(orc_http *http, const char *const *headers) {
  bool typed = gives(headers, "Content-Type");
  for (; headers != NULL && *headers != NULL; headers++) {
    if (!add_given(http, *headers)) return false;
  }
  /* What libcurl would add to a body by itself. */
  return add_header(http, "Expect:") &&
         (typed || add_header(http, "Content-Type:")) &&
         curl_easy_setopt(http->transfer.easy, CURLOPT_HTTPHEADER,
                          http->headers) == CURLE_OK;
}

static bool is(const char *method, const char *name) {
  return strcmp(method, name) == 0;
}

/* These say "Content-Length: 0" where they have no body. */
static curl_off_t body_size(const orc_http_request *request) {
  return request->upload != NULL
             ? (curl_off_t)orc_upload_size(request->upload)
             : (curl_off_t)request->body_len;
}

static bool has_body(const orc_http_request *request) {
  return body_size(request) > 0 || is(request->method, "POST") ||
         is(request->method, "PUT") || is(request->method, "PATCH");
}

static CURLcode set_method(orc_http *http, const orc_http_request *request) {
  CURL *easy = http->transfer.easy;
  bool read = is(request->method, "GET") || is(request->method, "HEAD");
  if (is(request->method, "HEAD")) {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    return CURLE_OK;
  }
  if (has_body(request)) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     body_size(request));
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(easy, CURLOPT_READDATA, http);
    curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, on_seek);
  }
  if (!read && body_size(request) == 0) {
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
  }
  return curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
}

static void set_fixed(orc_http *http, const orc_http_request *request) {
  CURL *easy = http->transfer.easy;
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, http->text);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, http);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, http);
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE,
                   (curl_off_t)request->max_body);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                   (long)CURL_HTTP_VERSION_2TLS);
  /* A second request waits to share the first one's HTTP/2 connection. In
  ** plain http it would wait for the first one's answer. */
  bool tls = strncasecmp(request->url, "https:", 6) == 0;
  curl_easy_setopt(easy, CURLOPT_PIPEWAIT, tls ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 65536L);
  /* No timeout ends a silent connection: let the system notice dead ones. */
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
}

static CURLcode set_strings(orc_http *http, CURL *easy, const orc_net *net,
                            const orc_http_request *request) {
  bool direct = orc_url_is_loopback(http->mem, request->url);
  /* Without any, OpenSSL would ask for it on the terminal, and wait. */
  const char *password = net->client_key_password;
  if (password == NULL && net->client_cert != NULL) password = "";
  const struct {
    CURLoption option;
    const char *value;
  } strings[] = {
      {CURLOPT_URL, request->url},
      {CURLOPT_PROTOCOLS_STR, "http,https"},
      {CURLOPT_ACCEPT_ENCODING, "gzip, deflate"},
      {CURLOPT_USERAGENT, net->user_agent != NULL
                              ? net->user_agent
                              : "orchestrator-lua/" ORC_VERSION},
      {CURLOPT_SSLCERT, net->client_cert},
      {CURLOPT_SSLKEY, net->client_key},
      {CURLOPT_KEYPASSWD, password},
      {CURLOPT_PROXY, direct ? "" : net->proxy},
      {CURLOPT_CAINFO, net->ca_file},
  };
  for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
    if (strings[i].value == NULL) continue;
    CURLcode code =
        curl_easy_setopt(easy, strings[i].option, strings[i].value);
    if (code != CURLE_OK) return code;
  }
  return CURLE_OK;
}

/* The user's certificates stand instead of the system's, not beside them. */
static CURLcode set_tls(CURL *easy, const orc_net *net) {
  long verify = net->insecure ? 0 : 1;
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, verify);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2 * verify);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  if (net->ca_file != NULL || net->ca_text != NULL) {
    curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
  }
  if (net->ca_text == NULL) return CURLE_OK;
  curl_easy_setopt(easy, CURLOPT_CAINFO, NULL);
  struct curl_blob blob = {net->ca_text, strlen(net->ca_text),
                           CURL_BLOB_NOCOPY};
  return curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &blob);
}

/* Both sign a connection in, not a request: HTTP/1.1 only. */
static CURLcode set_windows(orc_http *http, const orc_net *net) {
  CURL *easy = http->transfer.easy;
  bool ntlm = net->windows == ORC_WINDOWS_NTLM;
  http->legs = true;
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  CURLcode code = curl_easy_setopt(
      easy, CURLOPT_HTTPAUTH,
      (long)(ntlm ? CURLAUTH_NTLM : CURLAUTH_NEGOTIATE));
  if (code != CURLE_OK) return code;
  /* Without a name libcurl makes no handshake at all; "" is "my ticket". */
  const char *name = net->username != NULL ? net->username : "";
  code = curl_easy_setopt(easy, CURLOPT_USERNAME, name);
  if (code != CURLE_OK || net->password == NULL) return code;
  return curl_easy_setopt(easy, CURLOPT_PASSWORD, net->password);
}

static orc_status set_up(orc_http *http, const orc_net *net,
                         const orc_http_request *request, orc_err *err) {
  CURL *easy = http->transfer.easy;
  double connect =
      net->connect_timeout > 0 ? net->connect_timeout : CONNECT_TIMEOUT;
  if (connect > 86400) connect = 86400;
  set_fixed(http, request);
  set_trace(http, net->trace, request);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   (long)(connect * 1e3) + 1);
  CURLcode code = set_strings(http, easy, net, request);
  if (code == CURLE_OK) code = set_tls(easy, net);
  if (code == CURLE_OK) code = set_method(http, request);
  if (code == CURLE_OK && request->windows &&
      net->windows != ORC_WINDOWS_NONE) {
    code = set_windows(http, net);
  }
  if (code == CURLE_OK && !set_headers(http, request->headers)) {
    code = CURLE_OUT_OF_MEMORY;
  }
  if (code == CURLE_OK) return ORC_OK;
  if (code == CURLE_OUT_OF_MEMORY) return orc_err_memory(err);
  orc_err_set(err, ORC_KIND_CONFIG,
              "libcurl refuses a setting of the connection: %s",
              curl_easy_strerror(code));
  orc_err_hint(err, "check `ca`, `proxy` and `client_cert`");
  return ORC_FAIL;
}

/* ---- life ---- */

orc_http *orc_http_start(orc_engine *engine, const orc_net *net,
                         const orc_http_request *request, orc_err *err) {
  if (orc_http_check(request, err) != ORC_OK) return NULL;
  const orc_mem *mem = orc_counters_mem(net->counters, engine);
  orc_http *http = orc_mem_new(mem, sizeof *http);
  if (http == NULL) {
    orc_err_memory(err);
    return NULL;
  }
  http->engine = engine;
  http->mem = mem;
  http->transfer.done = on_done;
  http->transfer.counters = net->counters;
  http->started = orc_engine_now(engine);
  http->body = request->body;
  http->body_len = request->body_len;
  http->upload = request->upload;
  if (http->upload != NULL) orc_upload_rewind(http->upload);
  orc_buf_init(&http->head, mem, MAX_HEAD);
  orc_buf_init(&http->in, mem, request->max_body);
  http->in.secret = request->secret;
  orc_err_clear(&http->fault);
  orc_err_request(&http->fault, request->method, request->url);
  if (orc_engine_lend(engine, &http->transfer, err) == ORC_OK &&
      set_up(http, net, request, err) == ORC_OK &&
      orc_engine_begin(engine, &http->transfer, err) == ORC_OK) {
    return http;
  }
  orc_http_free(http);
  return NULL;
}

orc_status orc_http_poll(orc_http *http, orc_err *err) {
  if (!http->ended) {
    return orc_engine_check(http->engine, err) == ORC_OK ? ORC_AGAIN
                                                         : ORC_FAIL;
  }
  if (http->result == ORC_FAIL && err != NULL) *err = http->fault;
  return http->result;
}

void orc_http_free(orc_http *http) {
  if (http == NULL) return;
  if (http->trace != NULL && !http->ended) {
    orc_trace_note(http->trace, http->number, "cancelled");
  }
  orc_engine_take_back(http->engine, &http->transfer);
  free_headers(http->headers);
  orc_buf_fini(&http->head);
  orc_spare_give(orc_engine_spare(http->engine), &http->in);
  orc_mem_free(http->mem, http, sizeof *http);
}

/* ---- the answer ---- */

int orc_http_status(const orc_http *http) { return http->status; }

bool orc_http_headers_done(const orc_http *http) {
  return http->headers_done;
}

bool orc_http_bounded(const orc_http *http) { return http->bounded; }

const char *orc_http_header(const orc_http *http, const char *name) {
  size_t len = strlen(name);
  const char *line = http->head.data;
  if (line == NULL) return NULL;
  const char *end = line + http->head.len;
  for (; line < end; line += strlen(line) + 1) {
    if (strncasecmp(line, name, len) != 0 || line[len] != ':') continue;
    const char *value = line + len + 1;
    return value + strspn(value, " \t");
  }
  return NULL;
}

orc_slice orc_http_body(const orc_http *http) {
  const char *data = http->in.data;
  return (orc_slice){data != NULL ? data : "", http->in.len};
}

void orc_http_take_body(orc_http *http, orc_buf *out) {
  *out = http->in;
  orc_buf_init(&http->in, http->mem, out->cap);
}

bool orc_http_drain(orc_http *http, orc_buf *out) {
  if (!orc_buf_append(out, http->in.data, http->in.len)) return false;
  http->drained += http->in.len;
  orc_buf_clear(&http->in);
  return true;
}

orc_sent orc_http_sent(const orc_http *http) {
  if (http->ended) {
    return http->result == ORC_OK ? ORC_SENT_YES : http->fault.sent;
  }
  const orc_http_fault now = {http->transfer.easy, CURLE_OK, "",
                              http->status};
  return orc_http_fault_sent(&now);
}

double orc_http_started(const orc_http *http) { return http->started; }

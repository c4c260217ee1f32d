#include "http_fault.h"

#include "answer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* When libcurl's own words stand in brackets behind ours. */
typedef enum show { SHOW_NEVER, SHOW_ALWAYS, SHOW_ELSEWHERE } show;

typedef struct cause {
  int code;            /* CURLcode, or errno in connect_causes */
  orc_kind kind;
  show show;
  const char *phrase;  /* the host follows */
  const char *hint;
} cause;

#define CHECK_LATER "try again; if it stays so, ask who runs the network " \
                    "or the server"
#define CHECK_HTTPS "check scheme and port in `url`: does the server speak " \
                    "https there? does it want a `client_cert`?"

static const cause causes[] = {
    {CURLE_COULDNT_RESOLVE_HOST, ORC_KIND_NETWORK, SHOW_NEVER,
     "no address is known for the host name",
     "check the host name in `url`, then DNS and VPN; behind a proxy set "
     "`proxy`"},
    {CURLE_COULDNT_RESOLVE_PROXY, ORC_KIND_NETWORK, SHOW_ALWAYS,
     "no address is known for the proxy on the way to",
     "check `proxy`, or the variables http_proxy and https_proxy"},
    {CURLE_OPERATION_TIMEDOUT, ORC_KIND_NETWORK, SHOW_ELSEWHERE,
     "it took too long to connect to",
     "check `url` and firewalls; behind a proxy set `proxy`"},
    {CURLE_PROXY, ORC_KIND_NETWORK, SHOW_ALWAYS,
     "the proxy failed on the way to", "check `proxy` and its credentials"},
    {CURLE_PEER_FAILED_VERIFICATION, ORC_KIND_TLS, SHOW_ALWAYS,
     "there is no trust in the certificate of",
     "if your organisation signs its own certificates set `ca` to its PEM "
     "file; also check the host name in `url` and this machine's clock"},
    {CURLE_SSL_CONNECT_ERROR, ORC_KIND_TLS, SHOW_ALWAYS,
     "TLS could not be agreed on with", CHECK_HTTPS},
    {CURLE_SSL_CIPHER, ORC_KIND_TLS, SHOW_ALWAYS,
     "TLS could not be agreed on with", CHECK_HTTPS},
    {CURLE_SSL_CACERT_BADFILE, ORC_KIND_CONFIG, SHOW_NEVER,
     "the certificates of `ca`, or without it the system's, cannot be read, "
     "so nothing was asked of",
     "check that `ca` is a readable PEM file, or PEM text; without `ca`, "
     "install the system's (ca-certificates), also below a chroot"},
    {CURLE_SSL_CERTPROBLEM, ORC_KIND_CONFIG, SHOW_NEVER,
     "the client certificate cannot be used with",
     "check `client_cert`: a PEM file, its key, and the key's password"},
    {CURLE_GOT_NOTHING, ORC_KIND_NETWORK, SHOW_NEVER,
     "no answer: the connection was closed by", CHECK_LATER},
    {CURLE_SEND_FAIL_REWIND, ORC_KIND_NETWORK, SHOW_NEVER,
     "no answer: the connection was closed by", CHECK_LATER},
    {CURLE_SEND_ERROR, ORC_KIND_NETWORK, SHOW_NEVER,
     "the connection broke while sending to", CHECK_LATER},
    {CURLE_RECV_ERROR, ORC_KIND_NETWORK, SHOW_NEVER,
     "the connection broke while waiting for", CHECK_LATER},
    {CURLE_PARTIAL_FILE, ORC_KIND_NETWORK, SHOW_NEVER,
     "the answer was cut short by", CHECK_LATER},
    {CURLE_HTTP2, ORC_KIND_NETWORK, SHOW_ALWAYS,
     "the HTTP/2 connection broke with", CHECK_LATER},
    {CURLE_HTTP2_STREAM, ORC_KIND_NETWORK, SHOW_ALWAYS,
     "the HTTP/2 stream was ended by", CHECK_LATER},
    {CURLE_WEIRD_SERVER_REPLY, ORC_KIND_PROTOCOL, SHOW_ALWAYS,
     "no HTTP answer came from", CHECK_HTTPS},
    {CURLE_UNSUPPORTED_PROTOCOL, ORC_KIND_PROTOCOL, SHOW_ALWAYS,
     "no HTTP answer came from", CHECK_HTTPS},
    {CURLE_BAD_CONTENT_ENCODING, ORC_KIND_PROTOCOL, SHOW_ALWAYS,
     "the answer cannot be decompressed, from", CHECK_LATER},
    {CURLE_WRITE_ERROR, ORC_KIND_PROTOCOL, SHOW_ALWAYS,
     "the answer cannot be decompressed, from", CHECK_LATER},
    {CURLE_URL_MALFORMAT, ORC_KIND_ARGUMENT, SHOW_NEVER,
     "there is no valid host or port in", "check `url`"},
};

static const cause connect_causes[] = {
    {ECONNREFUSED, ORC_KIND_NETWORK, SHOW_ELSEWHERE, "nothing listens at",
     "check host and port in `url`; is the server running?"},
    {ENETUNREACH, ORC_KIND_NETWORK, SHOW_ELSEWHERE, "no way leads to",
     "check the network and VPN; behind a proxy set `proxy`"},
    {EHOSTUNREACH, ORC_KIND_NETWORK, SHOW_ELSEWHERE, "no way leads to",
     "check the network and VPN; behind a proxy set `proxy`"},
};

static const cause unknown_connect = {
    0, ORC_KIND_NETWORK, SHOW_ALWAYS, "could not connect to",
    "check `url`, the network and firewalls; behind a proxy set `proxy`"};

static const cause unknown = {0, ORC_KIND_NETWORK, SHOW_ALWAYS,
                                "the exchange failed with", CHECK_LATER};

/* A gateway under load drops handshakes: that passes, a cipher does not. */
static const cause broken_handshake = {
    0, ORC_KIND_NETWORK, SHOW_NEVER, "the connection broke during the TLS "
    "handshake with", "try again; if it stays so, check scheme and port in "
    "`url` (does the server speak https there?), or ask who runs the network "
    "or the server"};

static const cause unknown_client = {
    0, ORC_KIND_TLS, SHOW_ALWAYS, "a client certificate is wanted by",
    ORC_ANSWER_CERTIFICATE};

/* The TLS alerts that refuse who calls, by OpenSSL's names. */
static bool refuses_client(const char *text) {
  static const char *const alerts[] = {
      "alert certificate required", "alert bad certificate",
      "alert unknown ca",           "alert certificate unknown",
      "alert certificate expired",  "alert certificate revoked",
      "alert unsupported certificate",
  };
  for (size_t i = 0; i < sizeof alerts / sizeof *alerts; i++) {
    if (strstr(text, alerts[i]) != NULL) return true;
  }
  return false;
}

/* An end instead of an answer, by OpenSSL's names: 1.1, and 3. */
static bool ends_handshake(const char *text) {
  return strstr(text, "SSL_ERROR_SYSCALL") != NULL ||
         strstr(text, "unexpected eof") != NULL;
}

static long info_long(CURL *easy, CURLINFO what) {
  long value = 0;
  curl_easy_getinfo(easy, what, &value);
  return value;
}

static curl_off_t info_off(CURL *easy, CURLINFO what) {
  curl_off_t value = 0;
  curl_easy_getinfo(easy, what, &value);
  return value;
}

static const cause *find(const cause *table, size_t count, int code,
                           const cause *otherwise) {
  for (size_t i = 0; i < count; i++) {
    if (table[i].code == code) return &table[i];
  }
  return otherwise;
}

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const cause *cause_of(const orc_http_fault *fault) {
  int os = (int)info_long(fault->easy, CURLINFO_OS_ERRNO);
  if (fault->code == CURLE_COULDNT_CONNECT) {
    return find(connect_causes, COUNT(connect_causes), os,
                &unknown_connect);
  }
  if (fault->code == CURLE_SSL_CONNECT_ERROR &&
      (os == ECONNRESET || ends_handshake(fault->text))) {
    return &broken_handshake;
  }
  if (refuses_client(fault->text)) return &unknown_client;
  return find(causes, COUNT(causes), (int)fault->code, &unknown);
}

/* The answer of a proxy that did not let us through; 0: none. */
static long proxy_refusal(const orc_http_fault *fault) {
  long status = info_long(fault->easy, CURLINFO_HTTP_CONNECTCODE);
  return status >= 300 ? status : 0;
}

orc_sent orc_http_fault_sent(const orc_http_fault *fault) {
  CURL *easy = fault->easy;
  if (fault->status != 0) return ORC_SENT_YES;
  if (proxy_refusal(fault) != 0) return ORC_SENT_NO;
  if (info_long(easy, CURLINFO_REQUEST_SIZE) == 0 &&
      info_off(easy, CURLINFO_PRETRANSFER_TIME_T) == 0) {
    return ORC_SENT_NO;
  }
  char *scheme = NULL;
  curl_easy_getinfo(easy, CURLINFO_SCHEME, &scheme);
  bool tls = scheme != NULL && (scheme[4] == 's' || scheme[4] == 'S');
  bool fresh = info_long(easy, CURLINFO_NUM_CONNECTS) > 0;
  if (tls && fresh && info_off(easy, CURLINFO_APPCONNECT_TIME_T) == 0) {
    return ORC_SENT_NO;
  }
  return ORC_SENT_UNSURE;
}

/* "host:port" out of an address. */
static void put_host(char *host, size_t size, const char *url) {
  const char *start = strstr(url, "://");
  start = start != NULL ? start + 3 : url;
  size_t len = strcspn(start, "/?#");
  snprintf(host, size, "%.*s", (int)(len < 256 ? len : 256), start);
}

static bool shown(const cause *row, const char *text,
                  const char *host) {
  if (text[0] == '\0') return false;
  if (row->show != SHOW_ELSEWHERE) return row->show == SHOW_ALWAYS;
  /* libcurl names whom it tried: worth reading when that is a proxy. */
  char name[260];
  size_t len = strcspn(host, ":]");
  snprintf(name, sizeof name, "%.*s", (int)len, host);
  return strstr(text, name) == NULL;
}

orc_status orc_http_explain(const orc_http_fault *fault, orc_err *err) {
  char host[260];
  put_host(host, sizeof host, err->url);
  err->status = fault->status;
  err->sent = orc_http_fault_sent(fault);
  long refusal = proxy_refusal(fault);
  if (refusal != 0) {
    orc_err_set(err, ORC_KIND_NETWORK,
                "the proxy answered %ld and opened no way to %s", refusal,
                host);
    orc_err_hint(err, "check `proxy` and the user and password in it");
    return ORC_FAIL;
  }
  if (fault->code == CURLE_OUT_OF_MEMORY) return orc_err_memory(err);
  const cause *row = cause_of(fault);
  const char *text = fault->text[0] != '\0' ? fault->text
                                            : curl_easy_strerror(fault->code);
  bool brackets = shown(row, text, host);
  orc_err_set(err, row->kind, "%s %s%s%s%s", row->phrase, host,
              brackets ? " (" : "", brackets ? text : "",
              brackets ? ")" : "");
  orc_err_hint(err, "%s", row->hint);
  return ORC_FAIL;
}

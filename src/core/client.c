#include "client.h"

#include "answer.h"
#include "url.h"

#include <curl/curl.h>
#include <string.h>

/* The strings of an orc_net. */
static const size_t net_strings[] = {
    offsetof(orc_net, user_agent),  offsetof(orc_net, ca_file),
    offsetof(orc_net, ca_text),     offsetof(orc_net, client_cert),
    offsetof(orc_net, client_key),  offsetof(orc_net, client_key_password),
    offsetof(orc_net, proxy),       offsetof(orc_net, username),
    offsetof(orc_net, password),
};
#define NET_STRINGS (sizeof net_strings / sizeof *net_strings)

static char **net_string(orc_net *net, size_t i) {
  return (char **)(void *)((char *)net + net_strings[i]);
}

static void free_net(const orc_mem *mem, orc_net *net) {
  /* The proxy's address may hold a password, too. */
  for (size_t i = 0; i < NET_STRINGS; i++) {
    char **string = net_string(net, i);
    orc_mem_secret_free(mem, *string);
    *string = NULL;
  }
}

static bool copy_net(const orc_mem *mem, orc_net *to, const orc_net *from) {
  orc_net borrowed = *from;
  borrowed.counters = to->counters;
  *to = borrowed;
  to->trace = NULL;
  for (size_t i = 0; i < NET_STRINGS; i++) *net_string(to, i) = NULL;
  for (size_t i = 0; i < NET_STRINGS; i++) {
    const char *string = *net_string(&borrowed, i);
    if (string == NULL) continue;
    *net_string(to, i) = orc_mem_string(mem, string);
    if (*net_string(to, i) == NULL) return false;
  }
  return true;
}

static const orc_mem *mem_of(const orc_client *client) {
  return &client->net.counters->mem;
}

static char *origin_of(const orc_mem *mem, const char *url, orc_err *err) {
  orc_buf buf;
  orc_buf_init(&buf, mem, 4096);
  char *origin = NULL;
  if (orc_url_origin(&buf, url, err) == ORC_OK) {
    const char *text = orc_buf_cstr(&buf);
    if (text != NULL) origin = orc_mem_string(mem, text);
    if (origin == NULL) orc_err_memory(err);
  }
  orc_buf_fini(&buf);
  return origin;
}

static orc_status copy_origins(orc_client *client, const char *const *urls,
                               orc_err *err) {
  const orc_mem *mem = mem_of(client);
  size_t count = 0;
  while (urls != NULL && urls[count] != NULL) count++;
  if (count == 0) return ORC_OK;
  client->origins = orc_mem_new(mem, count * sizeof *client->origins);
  if (client->origins == NULL) return orc_err_memory(err);
  client->origin_count = count;
  for (size_t i = 0; i < count; i++) {
    client->origins[i] = origin_of(mem, urls[i], err);
    if (client->origins[i] == NULL) return ORC_FAIL;
  }
  return ORC_OK;
}

static orc_status make_token(orc_client *client, const orc_token_spec *given,
                             orc_err *err) {
  if (given->grant == ORC_GRANT_FIXED && given->secret == NULL) return ORC_OK;
  orc_token_spec spec = *given;
  spec.net = &client->net;
  spec.retry = client->retry;
  client->token = orc_token_new(client->engine, &spec, err);
  return client->token != NULL ? ORC_OK : ORC_FAIL;
}

static orc_status check_windows(orc_windows windows, orc_err *err) {
  int bit = windows == ORC_WINDOWS_NTLM ? CURL_VERSION_NTLM
                                        : CURL_VERSION_SPNEGO;
  if (windows == ORC_WINDOWS_NONE ||
      (curl_version_info(CURLVERSION_NOW)->features & bit) != 0) {
    return ORC_OK;
  }
  orc_err_set(err, ORC_KIND_CONFIG, "libcurl %s on this machine was built "
              "without %s", curl_version_info(CURLVERSION_NOW)->version,
              windows == ORC_WINDOWS_NTLM ? "NTLM" : "Negotiate");
  orc_err_hint(err, "install a libcurl that has it, or sign in by username "
               "and password without `auth`, or by client_secret");
  return ORC_FAIL;
}

static orc_status make_pace(orc_client *client, const orc_client_spec *spec,
                            orc_err *err) {
  if (spec->limits == NULL) return ORC_OK;
  double share = spec->share > 0 ? spec->share : ORC_PACE_SHARE;
  client->pace = orc_pace_new(mem_of(client), spec->limits, share, err);
  return client->pace != NULL ? ORC_OK : ORC_FAIL;
}

static const char *own_secret(void *ud, size_t i) {
  orc_client *client = ud;
  const char *const own[] = {client->net.client_key_password,
                             client->net.password};
  const size_t count = sizeof own / sizeof *own;
  const char *secret = i < count ? own[i] : NULL;
  if (i >= count + ORC_TOKEN_SECRETS) return NULL;
  if (i >= count) secret = orc_token_secret(client->token, i - count);
  return secret != NULL ? secret : "";
}

const orc_stats *orc_client_stats(const orc_client *client) {
  return &client->net.counters->own;
}

void orc_client_mask(orc_client *client, orc_err *err) {
  const char *secret;
  for (size_t i = 0; (secret = own_secret(client, i)) != NULL; i++) {
    orc_answer_mask(err, secret);
  }
}

static orc_status make_trace(orc_client *client, bool wanted, orc_err *err) {
  client->net.trace = NULL;
  if (!wanted) return ORC_OK;
  client->net.trace = orc_trace_new(mem_of(client));
  if (client->net.trace == NULL) return orc_err_memory(err);
  client->net.trace->secret = own_secret;
  client->net.trace->ud = client;
  return ORC_OK;
}

orc_client *orc_client_new(orc_engine *engine, const orc_client_spec *spec,
                           orc_err *err) {
  if (orc_engine_check(engine, err) != ORC_OK) return NULL;
  orc_counters *counters = orc_counters_new(engine);
  const orc_mem *mem = counters != NULL ? &counters->mem : NULL;
  orc_client *client =
      mem != NULL ? orc_mem_new(mem, sizeof *client) : NULL;
  if (client == NULL) {
    orc_counters_free(counters);
    orc_err_memory(err);
    return NULL;
  }
  client->net.counters = counters;
  client->engine = engine;
  client->retry = spec->retry;
  client->events.on = spec->events;
  client->max_answer =
      spec->max_answer != 0 ? spec->max_answer : ORC_MAX_ANSWER;
  if (!copy_net(mem, &client->net, &spec->net)) {
    orc_err_memory(err);
  } else if (check_windows(spec->net.windows, err) == ORC_OK &&
             make_trace(client, spec->trace, err) == ORC_OK &&
             copy_origins(client, spec->origins, err) == ORC_OK &&
             make_pace(client, spec, err) == ORC_OK &&
             make_token(client, &spec->token, err) == ORC_OK) {
    return client;
  }
  orc_client_free(client);
  return NULL;
}

void orc_client_free(orc_client *client) {
  if (client == NULL) return;
  const orc_mem *mem = mem_of(client);
  orc_token_free(client->token);
  orc_pace_free(client->pace);
  for (size_t i = 0; i < client->origin_count; i++) {
    orc_mem_string_free(mem, client->origins[i]);
  }
  orc_mem_free(mem, client->origins,
               client->origin_count * sizeof *client->origins);
  orc_mem_string_free(mem, client->api_versions);
  orc_trace_free(client->net.trace);
  free_net(mem, &client->net);
  orc_counters *counters = client->net.counters;
  orc_mem_free(mem, client, sizeof *client);
  orc_counters_free(counters);
}

static orc_status distrusts(const char *origin, orc_err *err) {
  orc_err_set(err, ORC_KIND_ARGUMENT,
              "the token may not be sent to %s: it belongs to another server",
              origin);
  orc_err_hint(err, "use an address of the tenant's own, or make the call "
               "without the token (`anonymous`)");
  return ORC_FAIL;
}

orc_status orc_client_check(const orc_client *client, const char *url,
                            orc_err *err) {
  const orc_mem *mem = mem_of(client);
  char *origin = origin_of(mem, url, err);
  if (origin == NULL) return ORC_FAIL;
  bool trusted = false;
  for (size_t i = 0; i < client->origin_count && !trusted; i++) {
    trusted = strcmp(origin, client->origins[i]) == 0;
  }
  orc_status status = trusted ? ORC_OK : distrusts(origin, err);
  orc_mem_string_free(mem, origin);
  return status;
}

bool orc_client_trusts(const orc_client *client, const char *url) {
  orc_err err;
  return orc_client_check(client, url, &err) == ORC_OK;
}

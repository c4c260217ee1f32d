#include "call.h"

#include "answer.h"
#include "mask.h"
#include "request.h"

#include <string.h>

#define BEARER "Authorization: Bearer "

typedef enum stage {
  PACE, SIGN, SEND, RECEIVE, BACK_OFF, DONE, FAILED
} stage;

#define LONG_WAIT 5.0 /* seconds; a longer one is told as an event */

struct orc_call {
  orc_client *client; /* borrowed */
  const orc_mem *mem;
  orc_request request;   /* whose first header is lent to `authorization` */
  bool anonymous, stream, accept_any;
  size_t max_body;
  /* where it stands */
  stage stage;
  uint64_t ticket;       /* with the token */
  orc_buf authorization; /* secret: "Authorization: Bearer …" */
  orc_http *http;        /* the exchange under way or last made */
  int attempts;
  int renewals;          /* after a 401 */
  double refused;        /* when the last of them came */
  bool gone;             /* a repeated DELETE found nothing: that is done */
  bool told;             /* of this wait, as an event */
  bool waiting;          /* for time to pass, since `since` */
  double since;
  orc_timer timer;
  orc_err failure;       /* of the last exchange; final in FAILED */
  orc_err before;        /* why the exchange under way is a repetition */
};

/* ---- making one ---- */

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

static orc_status check_token(const orc_client *client,
                              const orc_call_spec *spec, orc_err *err) {
  if (spec->anonymous) return ORC_OK;
  if (client->token == NULL && client->net.windows == ORC_WINDOWS_NONE) {
    orc_err_set(err, ORC_KIND_CONFIG, "there is no way to sign in");
    orc_err_hint(err, "give `access_token`, `client_id` with `user_key` or "
                 "`client_secret`, or another way in");
    return ORC_FAIL;
  }
  if (orc_client_check(client, spec->url, err) != ORC_OK) return ORC_FAIL;
  if (!orc_request_gives(spec, "Authorization")) return ORC_OK;
  orc_err_set(err, ORC_KIND_ARGUMENT,
              "header Authorization cannot be set: the token goes there");
  orc_err_hint(err, "leave it out, or make the call without the token "
               "(`anonymous`)");
  return ORC_FAIL;
}

static orc_status check(const orc_client *client, const orc_call_spec *spec,
                        orc_err *err) {
  const orc_http_request request = {.method = spec->method,
                                    .url = spec->url,
                                    .headers = spec->headers};
  if (orc_engine_check(client->engine, err) != ORC_OK ||
      orc_http_check(&request, err) != ORC_OK) {
    return ORC_FAIL;
  }
  orc_err_request(err, spec->method, spec->url); /* now that both are clean */
  return check_token(client, spec, err);
}

orc_call *orc_call_new(orc_client *client, const orc_call_spec *spec,
                       orc_err *err) {
  if (check(client, spec, err) != ORC_OK) return NULL;
  const orc_mem *mem = &client->net.counters->mem;
  orc_call *call = orc_mem_new(mem, sizeof *call);
  if (call == NULL) {
    orc_err_memory(err);
    return NULL;
  }
  call->client = client;
  call->mem = mem;
  orc_err_clear(&call->failure);
  orc_err_clear(&call->before);
  orc_buf_init(&call->authorization, mem, (size_t)128 << 10);
  call->authorization.secret = true;
  call->anonymous = spec->anonymous;
  call->stream = spec->stream;
  call->accept_any = spec->accept_any;
  call->max_body = spec->max_body != 0 ? spec->max_body : client->max_answer;
  if (orc_request_init(&call->request, mem, spec, err) == ORC_OK) return call;
  orc_call_free(call);
  return NULL;
}

static void wait_until(orc_call *call, double now, double at) {
  if (!call->waiting) call->since = now;
  call->waiting = true;
  orc_engine_wake_at(call->client->engine, &call->timer, at);
}

static void end_wait(orc_call *call) {
  orc_engine *engine = call->client->engine;
  if (!call->waiting) return;
  call->waiting = false;
  orc_count_seconds(engine, call->client->net.counters,
                    call->stage == PACE ? ORC_COUNTER(paced)
                                        : ORC_COUNTER(backed_off),
                    orc_engine_now(engine) - call->since);
}

void orc_call_free(orc_call *call) {
  if (call == NULL) return;
  end_wait(call);
  orc_token_leave(call->client->token, &call->ticket);
  orc_engine_disarm(call->client->engine, &call->timer);
  orc_http_free(call->http);
  orc_buf_fini(&call->authorization);
  orc_request_fini(&call->request);
  orc_mem_free(call->mem, call, sizeof *call);
}

/* ---- the stages: each answers ORC_AGAIN to wait, ORC_OK to go on with the
** stage that it set ---- */

static orc_status move_to(orc_call *call, stage next) {
  call->stage = next;
  return ORC_OK;
}

static void tell(orc_call *call, orc_event event) {
  event.attempts = call->attempts;
  orc_events_put(&call->client->events, &event, call->request.method,
                 call->request.url);
}

/* A wait that somebody at a screen would wonder about. */
static void tell_wait(orc_call *call, double seconds, const char *reason) {
  if (call->told || seconds <= LONG_WAIT) return;
  call->told = true;
  tell(call, (orc_event){.name = "wait", .seconds = seconds,
                         .reason = reason});
}

static orc_status too_late(orc_call *call, double seconds) {
  orc_err *err = &call->failure;
  orc_err_clear(err);
  orc_err_request(err, call->request.method, call->request.url);
  orc_err_set(err, ORC_KIND_RATE_LIMIT,
              "the rate limit leaves no room for this request for %.0f s, "
              "longer than it may take", seconds);
  orc_err_hint(err, "wait, give a longer `timeout`, or ask for less at once");
  err->attempts = call->attempts;
  err->retryable = true;
  err->retry_after = seconds;
  err->sent = ORC_SENT_NO;
  return move_to(call, FAILED);
}

static bool has_token(const orc_call *call) {
  return !call->anonymous && call->client->token != NULL;
}

/* Waits until the tenant's limits leave room for one more request. */
static orc_status pace(orc_call *call, double deadline) {
  orc_client *client = call->client;
  double now = orc_engine_now(client->engine), wait = 0;
  if (client->pace != NULL) {
    wait = orc_pace_ask(client->pace, call->request.method, call->request.url,
                        now);
  }
  if (wait <= 0) {
    call->told = false;
    end_wait(call);
    return move_to(call, has_token(call) ? SIGN : SEND);
  }
  if (deadline >= 0 && now + wait > deadline) {
    end_wait(call);
    return too_late(call, wait);
  }
  tell_wait(call, wait, "rate limit");
  wait_until(call, now, now + wait);
  return ORC_AGAIN;
}

static orc_status sign(orc_call *call, double deadline) {
  const char *value;
  orc_status status = orc_token_get(call->client->token, &call->ticket,
                                    deadline, &value, &call->failure);
  if (status == ORC_AGAIN) return ORC_AGAIN;
  if (status == ORC_FAIL) {
    call->failure.sent = ORC_SENT_NO; /* of this call, whatever the sign-in */
    return move_to(call, FAILED);
  }
  orc_buf *line = &call->authorization;
  orc_buf_clear(line);
  if (!orc_buf_puts(line, BEARER) || !orc_buf_puts(line, value) ||
      orc_buf_cstr(line) == NULL) {
    orc_err_memory(&call->failure);
    return move_to(call, FAILED);
  }
  return move_to(call, SEND);
}

static orc_status send(orc_call *call, double deadline) {
  (void)deadline;
  orc_request *copied = &call->request;
  copied->headers[0] = call->authorization.data;
  const orc_http_request request = {
      .method = copied->method,
      .url = copied->url,
      .headers = (const char *const *)copied->headers +
                 (has_token(call) ? 0 : 1),
      .windows = !call->anonymous,
      .body = copied->body,
      .body_len = copied->body_len,
      .upload = copied->upload.mem != NULL ? &copied->upload : NULL,
      .max_body = call->max_body,
  };
  orc_http_free(call->http);
  orc_err_clear(&call->failure);
  orc_err_request(&call->failure, copied->method, copied->url);
  call->http = orc_http_start(call->client->engine, &call->client->net,
                              &request, &call->failure);
  if (call->http == NULL) return move_to(call, FAILED);
  call->attempts++;
  return move_to(call, RECEIVE);
}

static void note_versions(orc_call *call) {
  const char *versions =
      orc_http_header(call->http, "api-supported-versions");
  char **kept = &call->client->api_versions;
  if (versions == NULL || (*kept != NULL && is(*kept, versions))) return;
  char *copy = orc_mem_string(call->mem, versions);
  if (copy == NULL) return; /* a notice only */
  orc_mem_string_free(call->mem, *kept);
  *kept = copy;
}

static bool is_success(int status) { return status >= 200 && status < 300; }

static bool is_unwanted_page(const orc_call *call) {
  return !call->accept_any && is_success(orc_http_status(call->http)) &&
         orc_answer_is_page(orc_http_header(call->http, "Content-Type"));
}

static void mask_sent(void *ud, orc_slice secret) {
  orc_call *call = ud;
  char text[256]; /* a longer one is cut: its beginning is looked for */
  size_t len = secret.len < sizeof text ? secret.len : sizeof text - 1;
  memcpy(text, secret.data, len);
  text[len] = '\0';
  orc_answer_mask(&call->failure, text);
  orc_mem_wipe(text, sizeof text);
}

/* Servers repeat what they refuse, in prose that no name gives away. */
static void mask_failure(orc_call *call) {
  orc_client_mask(call->client, &call->failure);
  const orc_request *sent = &call->request;
  orc_mask_values(call->mem, (orc_slice){sent->body, sent->body_len},
                  mask_sent, call);
  if (!has_token(call)) return;
  orc_answer_mask(&call->failure, call->authorization.data + strlen(BEARER));
}

/* What the answer says, other than success. */
static void read_answer(orc_call *call) {
  const orc_answer answer = {
      .status = orc_http_status(call->http),
      .content_type = orc_http_header(call->http, "Content-Type"),
      .location = orc_http_header(call->http, "Location"),
      .body = orc_http_body(call->http),
  };
  orc_answer_error(call->mem, &answer, &call->failure);
  mask_failure(call);
}

static double retry_after(const orc_call *call) {
  const orc_clock *clock = orc_engine_clock(call->client->engine);
  return orc_retry_after(orc_http_header(call->http, "Retry-After"),
                         clock->wall(clock->ud));
}

/* Is there hope that a new token helps? Once per call; once more when the new
** one had been asked for before the 401, as by a renewal that was under way:
** what ended the old token may have ended that one. */
static bool is_worth_renewing(const orc_call *call) {
  return call->renewals == 0 ||
         (call->renewals == 1 &&
          orc_token_older(call->client->token, call->refused));
}

static bool can_renew(orc_call *call) {
  return call->failure.status == 401 && has_token(call) &&
         is_worth_renewing(call) &&
         orc_token_reject(call->client->token,
                          call->authorization.data + strlen(BEARER));
}

static const char *hint_401(const orc_call *call) {
  if (call->anonymous) {
    return "this call needs a token: make it without `anonymous`";
  }
  if (call->client->net.windows == ORC_WINDOWS_NTLM) {
    return "Windows' sign-in was refused: check `username` (DOMAIN\\name) and "
           "`password`, and that the server takes NTLM";
  }
  if (call->client->net.windows == ORC_WINDOWS_NEGOTIATE) {
    return "Windows' sign-in was refused: is there a Kerberos ticket "
           "(klist, kinit), is the server's name as in its principal "
           "(HTTP/name), and does it take Negotiate?";
  }
  if (!orc_token_renewable(call->client->token)) {
    return "the token is expired or revoked, or lacks the scope or "
           "permission for this: make a new one, for this `organization` and "
           "`tenant`";
  }
  return "the token is fresh, so it lacks the scope or permission for this, "
         "or `organization` and `tenant` are not the ones it was made for";
}

#define LOOK_FIRST "it may have arrived: look it up before you send it again"

/* A write whose answer promises nothing may have happened all the same. */
static void doubt(orc_call *call) {
  orc_err *err = &call->failure;
  bool vague = err->status >= 500 || err->status == 408;
  if (call->request.read || err->kind == ORC_KIND_PROTOCOL) return;
  if (vague) err->sent = ORC_SENT_UNSURE;
  if (err->sent == ORC_SENT_UNSURE) orc_err_hint(err, LOOK_FIRST);
  if (err->sent == ORC_SENT_YES && is_success(err->status)) {
    orc_err_hint(err, "the server has accepted it: look it up, do not send "
                 "it again");
  }
}

static orc_outcome outcome_of(const orc_call *call, bool renewable) {
  const orc_err *err = &call->failure;
  bool answered = err->kind == orc_kind_of_status(err->status);
  return (orc_outcome){
      .read = call->request.read,
      .renewable = renewable,
      .attempts = call->attempts,
      .status = answered ? err->status : 0,
      .kind = err->kind,
      .sent = err->sent,
      .retry_after = err->retry_after,
      .random = orc_engine_random(call->client->engine),
  };
}

static orc_status fail(orc_call *call, const orc_outcome *outcome) {
  orc_err *err = &call->failure;
  err->retryable = orc_retry_hopeful(outcome);
  if (err->status == 401) orc_err_hint(err, "%s", hint_401(call));
  doubt(call);
  return move_to(call, FAILED);
}

/* The exchange failed, or its answer is no success: what now? */
static orc_status judge(orc_call *call, double deadline, bool final) {
  orc_client *client = call->client;
  orc_engine *engine = client->engine;
  double delay, now = orc_engine_now(engine);
  call->failure.attempts = call->attempts;
  call->failure.retry_after = retry_after(call);
  bool limited = call->failure.status == 429;
  if (limited && client->pace != NULL) {
    orc_pace_refused(client->pace, call->request.method, call->request.url,
                     call->failure.retry_after, now);
  }
  bool renewable = can_renew(call);
  const orc_outcome outcome = outcome_of(call, renewable);
  orc_retry_verdict verdict =
      orc_retry_decide(&client->retry, &outcome, &delay);
  if (final || verdict == ORC_RETRY_STOP ||
      (deadline >= 0 && now + delay > deadline)) {
    return fail(call, &outcome);
  }
  bool free = limited || verdict == ORC_RETRY_RENEW;
  if (!free && !orc_retry_spend(&client->budget, now)) {
    return fail(call, &outcome);
  }
  orc_count(engine, client->net.counters, ORC_COUNTER(retries), 1);
  call->before = call->failure;
  tell(call, (orc_event){.name = "retry", .seconds = delay,
                         .status = call->failure.status,
                         .reason = orc_kind_name(call->failure.kind)});
  if (verdict == ORC_RETRY_RENEW) {
    call->renewals++;
    call->refused = now;
    return move_to(call, PACE);
  }
  tell_wait(call, delay, limited ? "retry after" : "back off");
  wait_until(call, now, now + delay);
  return move_to(call, BACK_OFF);
}

/* The server has what it was sent: was that the file? */
static orc_status finish(orc_call *call) {
  if (call->request.upload.mem == NULL ||
      orc_upload_check(&call->request.upload, &call->failure) == ORC_OK) {
    return move_to(call, DONE);
  }
  call->failure.sent = ORC_SENT_YES;
  call->failure.attempts = call->attempts;
  return move_to(call, FAILED);
}

static void tell_request(orc_call *call) {
  double now = orc_engine_now(call->client->engine);
  tell(call, (orc_event){.name = "request",
                         .seconds = now - orc_http_started(call->http),
                         .status = orc_http_status(call->http)});
}

/* Nobody knows which of the attempts did it; what was asked for is so. */
static bool was_deleted(const orc_call *call) {
  return call->attempts > 1 && is(call->request.method, "DELETE") &&
         orc_http_status(call->http) == 404;
}

static orc_status receive(orc_call *call, double deadline) {
  orc_status status = orc_http_poll(call->http, &call->failure);
  bool begun = orc_http_headers_done(call->http);
  if (begun) note_versions(call);
  if (status != ORC_FAIL && begun && is_unwanted_page(call)) {
    orc_answer_page(orc_http_status(call->http), &call->failure);
    return judge(call, deadline, true);
  }
  if (status == ORC_AGAIN) return ORC_AGAIN;
  tell_request(call);
  bool success = is_success(orc_http_status(call->http));
  if (status == ORC_FAIL && call->request.upload.mem != NULL &&
      orc_upload_check(&call->request.upload, &call->failure) != ORC_OK) {
    return move_to(call, FAILED); /* `sent` is what the exchange found */
  }
  if (status == ORC_FAIL) {
    return judge(call, deadline, call->stream && success && begun);
  }
  if (success) return finish(call);
  if (was_deleted(call)) {
    call->gone = true;
    return move_to(call, DONE);
  }
  read_answer(call);
  return judge(call, deadline, false);
}

static orc_status back_off(orc_call *call, double deadline) {
  (void)deadline;
  double now = orc_engine_now(call->client->engine);
  if (now < call->timer.at) return ORC_AGAIN;
  end_wait(call);
  call->told = false;
  return move_to(call, PACE);
}

orc_status orc_call_step(orc_call *call, double deadline, orc_err *err) {
  static orc_status (*const stages[])(orc_call *, double) = {
      [PACE] = pace, [SIGN] = sign, [SEND] = send, [RECEIVE] = receive,
      [BACK_OFF] = back_off,
  };
  while (call->stage != DONE && call->stage != FAILED) {
    if (orc_engine_check(call->client->engine, err) != ORC_OK) {
      return ORC_FAIL;
    }
    if (stages[call->stage](call, deadline) == ORC_AGAIN) return ORC_AGAIN;
  }
  if (call->stage == DONE) return ORC_OK;
  *err = call->failure;
  return ORC_FAIL;
}

/* ---- the answer ---- */

int orc_call_status(const orc_call *call) {
  if (call->gone) return 204;
  return call->http != NULL ? orc_http_status(call->http) : 0;
}

const char *orc_call_header(const orc_call *call, const char *name) {
  return call->http != NULL ? orc_http_header(call->http, name) : NULL;
}

orc_slice orc_call_body(const orc_call *call) {
  if (call->http == NULL || call->gone) return (orc_slice){"", 0};
  return orc_http_body(call->http);
}

void orc_call_take_body(orc_call *call, orc_buf *out) {
  if (call->http != NULL && !call->gone) orc_http_take_body(call->http, out);
  else orc_buf_init(out, call->mem, call->max_body);
}

bool orc_call_drain(orc_call *call, orc_buf *out) {
  int status = orc_call_status(call);
  if (!call->stream || call->http == NULL || !is_success(status)) return true;
  return orc_http_drain(call->http, out);
}

const orc_err *orc_call_before(const orc_call *call) {
  return call->before.kind != ORC_KIND_NONE ? &call->before : NULL;
}

orc_sent orc_call_sent(const orc_call *call) {
  bool asked = call->stage == RECEIVE || call->stage == DONE;
  orc_sent now = asked ? orc_http_sent(call->http) : call->failure.sent;
  return now > call->before.sent ? now : call->before.sent;
}

int orc_call_attempts(const orc_call *call) { return call->attempts; }

uint64_t orc_call_uploaded(const orc_call *call) {
  return call->request.upload.mem != NULL ? call->request.upload.at : 0;
}

bool orc_call_bounded(const orc_call *call) {
  return call->http == NULL || orc_http_bounded(call->http);
}

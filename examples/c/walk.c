/*
** Prints the state of every job of a tenant, from C and without Lua:
**   cc walk.c $(pkg-config --cflags --libs orchestrator) -o walk
** Run it with UIPATH_URL, UIPATH_ORGANIZATION, UIPATH_TENANT,
** UIPATH_CLIENT_ID and UIPATH_USER_KEY in the environment.
*/
#include <orchestrator.h>
#include <stdio.h>
#include <stdlib.h>

static int fail(const orc_err *e) {
  fprintf(stderr, "walk: %s %s: %s; %s\n", e->method, e->url, e->message,
          e->hint);
  return 1;
}

static orc_status next(orc_engine *engine, orc_pager *pager, orc_slice *row,
                       orc_err *err) {
  orc_status status;
  while ((status = orc_pager_next(pager, -1, row, err)) == ORC_AGAIN)
    if (orc_engine_wait(engine, 100, err) == ORC_FAIL) return ORC_FAIL;
  return status;
}

int main(void) {
  char base[512], jobs[600], sign_in[600];
  const char *host = getenv("UIPATH_URL");
  const char *account = getenv("UIPATH_ACCOUNT_URL");
  if (host == NULL) return 2;
  snprintf(base, sizeof base, "%s/%s/%s/orchestrator_", host,
           getenv("UIPATH_ORGANIZATION"), getenv("UIPATH_TENANT"));
  snprintf(jobs, sizeof jobs, "%s/odata/Jobs", base);
  snprintf(sign_in, sizeof sign_in, "%s/oauth/token", account ? account : host);
  const char *const origins[] = {base, NULL};
  orc_err err;
  orc_err_clear(&err);
  orc_engine *engine = orc_engine_new(NULL, NULL, &err); /* malloc, clock */
  if (engine == NULL) return fail(&err);
  orc_client *client = orc_client_new(engine, &(orc_client_spec){
      .origins = origins, .limits = orc_pace_cloud,
      .token = {.grant = ORC_GRANT_USER_KEY, .url = sign_in,
                .client_id = getenv("UIPATH_CLIENT_ID"),
                .secret = getenv("UIPATH_USER_KEY")}}, &err);
  if (client == NULL) return fail(&err);
  orc_pager *pager = orc_pager_new(client, &(orc_pager_spec){
      .url = jobs, .paging = ORC_PAGING_KEY, .key = "Id", .top = -1,
      .skip = -1, .page = 1000, .dollar = true}, &err);
  if (pager == NULL) return fail(&err);
  orc_slice row;
  orc_json json;
  orc_status status;
  while ((status = next(engine, pager, &row, &err)) == ORC_OK) {
    if (orc_json_find(&json, row.data, row.len, "State") == ORC_JSON_STRING)
      printf("%.*s\n", (int)json.text.len, json.text.data);
  }
  orc_pager_free(pager);
  orc_client_free(client);
  orc_engine_free(engine);
  return status == ORC_END ? 0 : fail(&err);
}

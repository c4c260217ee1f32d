#include "request.h"

#include <string.h>
#include <strings.h>

#define OUR_HEADERS 3 /* Accept, Content-Type, and one that is lent */

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

bool orc_request_gives(const orc_call_spec *spec, const char *name) {
  size_t len = strlen(name);
  const char *const *header = spec->headers;
  for (; header != NULL && *header != NULL; header++) {
    if (strncasecmp(*header, name, len) == 0 && (*header)[len] == ':') {
      return true;
    }
  }
  return false;
}

static bool add_header(orc_request *request, const char *header) {
  char *copy = orc_mem_string(request->mem, header);
  if (copy == NULL) return false;
  request->headers[++request->header_count] = copy;
  return true;
}

static bool copy_headers(orc_request *request, const orc_call_spec *spec) {
  size_t given = 0;
  while (spec->headers != NULL && spec->headers[given] != NULL) given++;
  request->header_size = given + OUR_HEADERS + 1;
  request->headers = orc_mem_new(
      request->mem, request->header_size * sizeof *request->headers);
  if (request->headers == NULL) return false;
  for (size_t i = 0; i < given; i++) {
    if (!add_header(request, spec->headers[i])) return false;
  }
  if (!orc_request_gives(spec, "Accept") &&
      !add_header(request, "Accept: application/json")) {
    return false;
  }
  if (spec->body == NULL && spec->upload == NULL) return true;
  return orc_request_gives(spec, "Content-Type") ||
         add_header(request, spec->upload != NULL
                                 ? "Content-Type: application/octet-stream"
                                 : "Content-Type: application/json");
}

static bool copy_spec(orc_request *request, const orc_call_spec *spec) {
  request->read = spec->read || is(spec->method, "GET") ||
                  is(spec->method, "HEAD");
  request->method = orc_mem_string(request->mem, spec->method);
  request->url = orc_mem_string(request->mem, spec->url);
  if (request->method == NULL || request->url == NULL) return false;
  if (!copy_headers(request, spec)) return false;
  if (spec->upload != NULL || spec->body_len == 0) return true;
  request->body = orc_mem_resize(request->mem, NULL, 0, spec->body_len);
  if (request->body == NULL) return false;
  memcpy(request->body, spec->body, spec->body_len);
  request->body_len = spec->body_len;
  return true;
}

static orc_status open_upload(orc_request *request, const orc_call_spec *spec,
                              orc_err *err) {
  if (spec->upload == NULL) return ORC_OK;
  const orc_upload_spec upload = {spec->upload, {spec->body, spec->body_len},
                                  spec->tail};
  return orc_upload_init(&request->upload, request->mem, &upload, err);
}

orc_status orc_request_init(orc_request *request, const orc_mem *mem,
                            const orc_call_spec *spec, orc_err *err) {
  *request = (orc_request){.mem = mem};
  if (open_upload(request, spec, err) != ORC_OK) return ORC_FAIL;
  return copy_spec(request, spec) ? ORC_OK : orc_err_memory(err);
}

void orc_request_fini(orc_request *request) {
  const orc_mem *mem = request->mem;
  if (mem == NULL) return;
  for (size_t i = 1; i <= request->header_count; i++) {
    orc_mem_string_free(mem, request->headers[i]);
  }
  orc_mem_free(mem, request->headers,
               request->header_size * sizeof *request->headers);
  orc_mem_free(mem, request->body, request->body_len);
  orc_upload_fini(&request->upload);
  orc_mem_string_free(mem, request->method);
  orc_mem_string_free(mem, request->url);
}

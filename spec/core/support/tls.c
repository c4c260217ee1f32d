#include "tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tls_context {
  SSL_CTX *ctx;
  char *ca;
};

struct tls_stream {
  SSL *ssl;
};

static void *need(void *made) {
  if (made == NULL) {
    ERR_print_errors_fp(stderr);
    abort();
  }
  return made;
}

static void extend(X509 *cert, int nid, const char *value) {
  X509_EXTENSION *ext = need(X509V3_EXT_conf_nid(NULL, NULL, nid, value));
  X509_add_ext(cert, ext, -1);
  X509_EXTENSION_free(ext);
}

static X509 *certificate(const char *name, long serial, EVP_PKEY *key) {
  X509 *cert = need(X509_new());
  X509_set_version(cert, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(cert), serial);
  X509_gmtime_adj(X509_getm_notBefore(cert), -3600);
  X509_gmtime_adj(X509_getm_notAfter(cert), 86400);
  X509_set_pubkey(cert, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN",
                             MBSTRING_UTF8, (const unsigned char *)name, -1,
                             -1, 0);
  return cert;
}

static char *to_pem(X509 *cert) {
  BIO *bio = need(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio, cert);
  char *data;
  long len = BIO_get_mem_data(bio, &data);
  char *text = need(strndup(data, (size_t)len));
  BIO_free(bio);
  return text;
}

static int choose(SSL *ssl, const unsigned char **out, unsigned char *len,
                  const unsigned char *in, unsigned in_len, void *ud) {
  (void)ssl;
  const char *protocol = ud;
  size_t want = strlen(protocol);
  for (unsigned at = 0; at < in_len; at += in[at] + 1u) {
    if (in[at] != want || memcmp(in + at + 1, protocol, want) != 0) continue;
    *out = in + at + 1;
    *len = in[at];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_NOACK;
}

tls_context *tls_context_new(const char *for_name, const char *protocol) {
  tls_context *context = need(calloc(1, sizeof *context));
  EVP_PKEY *ca_key = need(EVP_EC_gen("P-256"));
  X509 *ca = certificate("Test authority", 1, ca_key);
  X509_set_issuer_name(ca, X509_get_subject_name(ca));
  extend(ca, NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(ca, ca_key, EVP_sha256());

  EVP_PKEY *key = need(EVP_EC_gen("P-256"));
  X509 *cert = certificate("Test server", 2, key);
  char names[128];
  snprintf(names, sizeof names, for_name != NULL ? "DNS:%s" : "IP:%s",
           for_name != NULL ? for_name : "127.0.0.1");
  X509_set_issuer_name(cert, X509_get_subject_name(ca));
  extend(cert, NID_subject_alt_name, names);
  X509_sign(cert, ca_key, EVP_sha256());

  context->ca = to_pem(ca);
  context->ctx = need(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_set_alpn_select_cb(context->ctx, choose,
                             (void *)(uintptr_t)protocol);
  SSL_CTX_use_certificate(context->ctx, cert);
  SSL_CTX_use_PrivateKey(context->ctx, key);
  X509_free(ca);
  X509_free(cert);
  EVP_PKEY_free(ca_key);
  EVP_PKEY_free(key);
  return context;
}

void tls_context_free(tls_context *context) {
  if (context == NULL) return;
  SSL_CTX_free(context->ctx);
  free(context->ca);
  free(context);
}

const char *tls_ca(const tls_context *context) { return context->ca; }

tls_stream *tls_accept(tls_context *context, int fd) {
  SSL *ssl = need(SSL_new(context->ctx));
  SSL_set_fd(ssl, fd);
  if (SSL_accept(ssl) != 1) {
    SSL_free(ssl);
    return NULL;
  }
  tls_stream *stream = need(calloc(1, sizeof *stream));
  stream->ssl = ssl;
  return stream;
}

ssize_t tls_read(tls_stream *stream, char *data, size_t len) {
  return SSL_read(stream->ssl, data, (int)len);
}

ssize_t tls_write(tls_stream *stream, const char *data, size_t len) {
  return SSL_write(stream->ssl, data, (int)len);
}

void tls_close(tls_stream *stream) {
  if (stream == NULL) return;
  SSL_free(stream->ssl); /* without a goodbye: a server that just went */
  free(stream);
}

/*
** json_scan: classes of bytes, sixteen at a time, as bits. Private to the
** files that read JSON.
**
** A log row is full of escapes, so that runs of plain bytes are short. What
** costs then is not looking at a byte but the wait from one find to the next
** look; with the finds of a whole chunk in one word the next is one
** instruction away.
*/
#ifndef ORC_JSON_SCAN_H
#define ORC_JSON_SCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define ORC_CHUNK 16

/* Bit i: byte i of the chunk. */
typedef uint32_t orc_bits;

#if defined(__SSE2__) && !defined(ORC_SCAN_PORTABLE)
#include <emmintrin.h> /* every x86-64 has it */

typedef __m128i orc_chunk;

static inline orc_chunk orc_chunk_load(const char *p) {
  return _mm_loadu_si128((const __m128i *)(const void *)p);
}

static inline orc_bits orc_chunk_equal(orc_chunk x, char c) {
  return (orc_bits)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_set1_epi8(c)));
}

/* Square and curly differ in one bit. */
static inline orc_bits orc_chunk_brackets(orc_chunk x) {
  x = _mm_or_si128(x, _mm_set1_epi8(0x20));
  __m128i open = _mm_cmpeq_epi8(x, _mm_set1_epi8('{'));
  __m128i close = _mm_cmpeq_epi8(x, _mm_set1_epi8('}'));
  return (orc_bits)_mm_movemask_epi8(_mm_or_si128(open, close));
}

/* What ends a plain run: quote, backslash, below 0x20, above 0x7F. */
static inline orc_bits orc_chunk_odd(orc_chunk x) {
  __m128i odd = _mm_cmplt_epi8(x, _mm_set1_epi8(0x20)); /* signed */
  odd = _mm_or_si128(odd, _mm_cmpeq_epi8(x, _mm_set1_epi8('"')));
  odd = _mm_or_si128(odd, _mm_cmpeq_epi8(x, _mm_set1_epi8('\\')));
  return (orc_bits)_mm_movemask_epi8(odd);
}

#else

typedef struct orc_chunk {
  uint64_t half[2]; /* the first byte in memory is the lowest */
} orc_chunk;

#define ORC_EACH(byte) (0x0101010101010101U * (uint64_t)(byte))

static inline orc_chunk orc_chunk_load(const char *p) {
  orc_chunk x;
  memcpy(&x, p, sizeof x);
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
  x.half[0] = __builtin_bswap64(x.half[0]);
  x.half[1] = __builtin_bswap64(x.half[1]);
#endif
  return x;
}

/* The high bit of every byte that is 0, and no other bit. */
static inline uint64_t orc_half_zero(uint64_t x) {
  uint64_t low = ORC_EACH(0x7F);
  return ~(((x & low) + low) | x | low);
}

/* The high bits of eight bytes, side by side. */
static inline orc_bits orc_half_pack(uint64_t high) {
  return (orc_bits)((high >> 7) * 0x0102040810204080U >> 56);
}

static inline orc_bits orc_chunk_equal(orc_chunk x, char c) {
  uint64_t each = ORC_EACH((unsigned char)c);
  return orc_half_pack(orc_half_zero(x.half[0] ^ each)) |
         orc_half_pack(orc_half_zero(x.half[1] ^ each)) << 8;
}

static inline uint64_t orc_half_brackets(uint64_t x) {
  x |= ORC_EACH(0x20);
  return orc_half_zero(x ^ ORC_EACH('{')) | orc_half_zero(x ^ ORC_EACH('}'));
}

static inline orc_bits orc_chunk_brackets(orc_chunk x) {
  return orc_half_pack(orc_half_brackets(x.half[0])) |
         orc_half_pack(orc_half_brackets(x.half[1])) << 8;
}

static inline uint64_t orc_half_odd(uint64_t x) {
  return (orc_half_zero(x ^ ORC_EACH('"')) |
          orc_half_zero(x ^ ORC_EACH('\\')) |
          orc_half_zero(x & ORC_EACH(0xE0)) | x) & ORC_EACH(0x80);
}

static inline orc_bits orc_chunk_odd(orc_chunk x) {
  return orc_half_pack(orc_half_odd(x.half[0])) |
         orc_half_pack(orc_half_odd(x.half[1])) << 8;
}

#endif

/* A chunk of which only `len` bytes are there: the rest are spaces. Not
** inline: it is rare, and its array would cost the hot loops a frame. */
__attribute__((noinline, unused)) static orc_chunk orc_chunk_tail(
    const char *p, size_t len) {
  char padded[ORC_CHUNK];
  memset(padded, ' ', sizeof padded);
  memcpy(padded, p, len);
  return orc_chunk_load(padded);
}

static inline orc_chunk orc_chunk_at(const char *p, const char *end) {
  size_t left = (size_t)(end - p);
  return left >= ORC_CHUNK ? orc_chunk_load(p) : orc_chunk_tail(p, left);
}

/* The place of the lowest bit; `bits` is not 0. */
static inline unsigned orc_bits_first(orc_bits bits) {
  return (unsigned)__builtin_ctz(bits);
}

/* The first byte from `p` that ends a plain run, or `end`. */
static inline const char *orc_scan_plain(const char *p, const char *end) {
  for (; p < end; p += ORC_CHUNK) {
    orc_bits odd = orc_chunk_odd(orc_chunk_at(p, end));
    if (odd != 0) return p + orc_bits_first(odd);
  }
  return end;
}

#endif

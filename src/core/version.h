/* The version of all parts; the C and Lua parts compare theirs on load. */
#ifndef ORC_VERSION
#define ORC_VERSION "0.1.0"
#endif

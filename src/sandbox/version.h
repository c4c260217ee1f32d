/* The version of both parts of the sandbox, which compare theirs on load. */
#ifndef SBX_VERSION
#define SBX_VERSION "0.1.0"
#endif

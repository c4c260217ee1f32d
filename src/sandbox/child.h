/* A child process that ends with its parent: it holds the read end of a pipe
** the parent never writes to after the start (its end of file says that the
** parent is gone), and it is signalled when the thread that started it ends.
** Nothing here waits longer than it is told to. */

#ifndef SANDBOX_CHILD_H
#define SANDBOX_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

typedef struct sbx_child {
  pid_t pid;  /* 0: none, or reaped */
  int input;  /* the child's standard input, -1 when closed */
  int output; /* the child's standard output */
} sbx_child;

/* Starts argv[0], looked up on PATH; standard error is shared. 0, or an
** errno. Every descriptor of ours is closed on exec. */
int sbx_child_start(sbx_child *child, char *const argv[]);

/* Up to `size` bytes of its output: > 0, 0 at the end, -1 when `seconds` have
** passed or reading failed. */
ssize_t sbx_child_read(sbx_child *child, char *buffer, size_t size,
                       double seconds);
bool sbx_child_write(sbx_child *child, const char *data, size_t size);

/* Asks it to stop, waits for its end, and kills it when `seconds` have passed.
** A child that has been stopped already is fine. */
void sbx_child_stop(sbx_child *child, double seconds);

#endif

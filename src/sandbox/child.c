#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Runs between fork and exec: async-signal-safe calls only. */
static _Noreturn void become(char *const argv[], int in, int out, int status,
                             pid_t parent) {
  struct sigaction act = {.sa_handler = SIG_DFL};
  sigset_t none;
  sigemptyset(&none);
  for (int i = 1; i < NSIG; i++) sigaction(i, &act, NULL);
  sigprocmask(SIG_SETMASK, &none, NULL);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() == parent && dup2(in, STDIN_FILENO) >= 0 &&
      dup2(out, STDOUT_FILENO) >= 0) {
    setpgid(0, 0); /* Ctrl-C at the parent's terminal is the parent's */
    execvp(argv[0], argv);
  }
  int err = errno;
  ssize_t ignored = write(status, &err, sizeof err);
  (void)ignored;
  _exit(127);
}

static void close_pair(int pair[2]) {
  if (pair[0] >= 0) close(pair[0]);
  if (pair[1] >= 0) close(pair[1]);
}

/* A descriptor of 0 to 2 would be overwritten by the child's dup2. */
static int raise_pair(int pair[2]) {
  for (int i = 0; i < 2; i++) {
    if (pair[i] > STDERR_FILENO) continue;
    int fd = fcntl(pair[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (fd < 0) return errno;
    close(pair[i]);
    pair[i] = fd;
  }
  return 0;
}

static int open_pipes(int pipes[3][2]) {
  for (int i = 0; i < 3; i++) {
    if (pipe2(pipes[i], O_CLOEXEC) != 0) return errno;
    int err = raise_pair(pipes[i]);
    if (err != 0) return err;
  }
  return 0;
}

/* What exec failed with, or 0: a successful exec closes the pipe. */
static int exec_error(int fd) {
  int err = 0;
  ssize_t n;
  do {
    n = read(fd, &err, sizeof err);
  } while (n < 0 && errno == EINTR);
  return n == (ssize_t)sizeof err ? err : 0;
}

int sbx_child_start(sbx_child *child, char *const argv[]) {
  int pipes[3][2] = {{-1, -1}, {-1, -1}, {-1, -1}};
  int *in = pipes[0], *out = pipes[1], *status = pipes[2];
  int err = open_pipes(pipes);
  pid_t parent = getpid();
  pid_t pid = err == 0 ? fork() : -1;
  if (err == 0 && pid < 0) err = errno;
  if (pid == 0) become(argv, in[0], out[1], status[1], parent);
  if (pid > 0) {
    close(status[1]);
    status[1] = -1;
    err = exec_error(status[0]);
    if (err != 0) waitpid(pid, NULL, 0);
  }
  if (err != 0) {
    for (int i = 0; i < 3; i++) close_pair(pipes[i]);
    return err;
  }
  close(in[0]);
  close(out[1]);
  close(status[0]);
  *child = (sbx_child){.pid = pid, .input = in[1], .output = out[0]};
  return 0;
}

ssize_t sbx_child_read(sbx_child *child, char *buffer, size_t size,
                       double seconds) {
  struct pollfd wait = {.fd = child->output, .events = POLLIN};
  double end = now() + seconds;
  for (;;) {
    double left = end - now();
    int n = poll(&wait, 1, left > 0 ? (int)(left * 1000) + 1 : 0);
    if (n > 0) return read(child->output, buffer, size);
    if (n == 0 || errno != EINTR) return -1;
  }
}

bool sbx_child_write(sbx_child *child, const char *data, size_t size) {
  while (size > 0) {
    ssize_t n = write(child->input, data, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    data += n;
    size -= (size_t)n;
  }
  return true;
}

/* The end of its output is the end of the child: nothing to poll for. */
static void wait_for_end(sbx_child *child, double seconds) {
  double end = now() + seconds;
  char rest[512];
  while (now() < end) {
    ssize_t n = sbx_child_read(child, rest, sizeof rest, end - now());
    if (n == 0) return;
    if (n < 0 && errno != EINTR) return;
  }
}

void sbx_child_stop(sbx_child *child, double seconds) {
  if (child->input >= 0) close(child->input);
  child->input = -1;
  if (child->pid > 0) {
    kill(child->pid, SIGTERM);
    wait_for_end(child, seconds);
    if (waitpid(child->pid, NULL, WNOHANG) == 0) {
      /* Its output is closed or it is stuck; either way it ends now. */
      kill(child->pid, SIGKILL);
      while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR) continue;
    }
    child->pid = 0;
  }
  if (child->output >= 0) close(child->output);
  child->output = -1;
}

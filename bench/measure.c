/*
** Runs a command and prints, as one JSON object, what the operating system
** says of it: wall and CPU seconds, the peak of its memory in bytes, and its
** exit status. What the command prints goes to standard error.
*/
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t) {
  return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fputs("usage: measure COMMAND [ARGUMENT ...]\n", stderr);
    return 2;
  }
  struct timespec from, to;
  clock_gettime(CLOCK_MONOTONIC, &from);
  pid_t pid = fork();
  if (pid < 0) {
    perror("fork");
    return 1;
  }
  if (pid == 0) {
    dup2(STDERR_FILENO, STDOUT_FILENO);
    execvp(argv[1], argv + 1);
    perror(argv[1]);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (wait4(pid, &status, 0, &usage) < 0) {
    perror("wait4");
    return 1;
  }
  clock_gettime(CLOCK_MONOTONIC, &to);
  double wall = (double)(to.tv_sec - from.tv_sec) +
                (double)(to.tv_nsec - from.tv_nsec) / 1e9;
  printf("{\"wall\":%.4f,\"cpu\":%.4f,\"memory\":%ld,\"status\":%d}\n", wall,
         seconds(usage.ru_utime) + seconds(usage.ru_stime),
         usage.ru_maxrss * 1024,
         WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return 0;
}

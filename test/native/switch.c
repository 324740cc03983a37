/*
 * An Ethernet switch between network namespaces, for machines whose kernel cannot delay packets: a tap device "mesh0" in
 * each namespace; every frame goes to every other port, after a delay, unless chance or a cut takes it.
 *
 *   switch NAMESPACE...      commands on standard input, one a line: delay SECONDS | loss SHARE | cut PORT | heal PORT
 *
 * Ends with its standard input. Linux, as root.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { MOST_PORTS = 64, FRAME = 2048, WAITING = 16384 };

struct frame {
  double due;
  int port;
  int length;
  unsigned char bytes[FRAME];
};

static struct frame waiting[WAITING];
static unsigned head, tail;
static int ports[MOST_PORTS], cut[MOST_PORTS], count;
static double delay, loss;
static uint64_t chance = 88172645463325252u;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec * 1e-9;
}

/* xorshift64: the same losses in every run that sends the same frames. */
static double uniform(void) {
  chance ^= chance << 13;
  chance ^= chance >> 7;
  chance ^= chance << 17;
  return (chance >> 11) * 0x1p-53;
}

static void fail(const char *what) {
  fprintf(stderr, "switch: %s: %s\n", what, strerror(errno));
  exit(1);
}

static int tap_in(const char *name) {
  char path[256];
  snprintf(path, sizeof path, "/run/netns/%s", name);
  int space = open(path, O_RDONLY | O_CLOEXEC);
  if (space < 0) fail(path);
  if (setns(space, CLONE_NEWNET) < 0) fail("setns");
  close(space);
  int port = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (port < 0) fail("/dev/net/tun");
  struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};
  strcpy(request.ifr_name, "mesh0");
  if (ioctl(port, TUNSETIFF, &request) < 0) fail("TUNSETIFF");
  return port;
}

static void obey(char *line) {
  double value = 0;
  char word[16] = "";
  if (sscanf(line, "%15s %lf", word, &value) != 2) return;
  int port = (int)value;
  if (!strcmp(word, "delay")) delay = value;
  else if (!strcmp(word, "loss")) loss = value;
  else if (port >= 0 && port < count && !strcmp(word, "cut")) cut[port] = 1;
  else if (port >= 0 && port < count && !strcmp(word, "heal")) cut[port] = 0;
  printf("%s %g\n", word, value);
  fflush(stdout);
}

static void take(int port) {
  for (;;) {
    struct frame *frame = &waiting[tail % WAITING];
    if (tail - head == WAITING) return;
    frame->length = (int)read(ports[port], frame->bytes, FRAME);
    if (frame->length <= 0) return;
    if (cut[port] || uniform() < loss) continue;
    frame->port = port;
    frame->due = now() + delay;
    tail++;
  }
}

static void give(void) {
  for (; head != tail && waiting[head % WAITING].due <= now(); head++) {
    struct frame *frame = &waiting[head % WAITING];
    for (int port = 0; port < count; port++) {
      if (port == frame->port || cut[port]) continue;
      if (write(ports[port], frame->bytes, frame->length) < 0 && errno != EAGAIN && errno != EIO) fail("write");
    }
  }
}

int main(int arguments, char **names) {
  if (arguments < 2 || arguments > MOST_PORTS) {
    fprintf(stderr, "usage: switch NAMESPACE...\n");
    return 2;
  }
  struct pollfd polled[MOST_PORTS + 1] = {{.fd = 0, .events = POLLIN}};
  for (count = 0; count < arguments - 1; count++) {
    ports[count] = tap_in(names[count + 1]);
    polled[count + 1] = (struct pollfd){.fd = ports[count], .events = POLLIN};
  }
  printf("ready\n");
  fflush(stdout);
  char text[4096];
  int length = 0;
  for (;;) {
    double wait = head == tail ? 1 : waiting[head % WAITING].due - now();
    struct timespec until = {.tv_sec = (time_t)(wait > 0 ? wait : 0)};
    until.tv_nsec = wait > 0 ? (long)((wait - until.tv_sec) * 1e9) : 0;
    if (ppoll(polled, count + 1, &until, NULL) < 0 && errno != EINTR) fail("ppoll");
    give();
    for (int port = 0; port < count; port++) take(port);
    if (!(polled[0].revents & (POLLIN | POLLHUP))) continue;
    int got = (int)read(0, text + length, sizeof text - 1 - length);
    if (got <= 0) return 0;
    length += got;
    text[length] = 0;
    for (char *end; (end = strchr(text, '\n')); length -= (int)(end + 1 - text), memmove(text, end + 1, length + 1)) {
      *end = 0;
      obey(text);
    }
  }
}

/* watchers HOST PORT PATH COUNT ENCODING AHEAD MARK …: COUNT event streams in one process, on epoll.
 *
 * Prints `open <ns>` when every stream has answered 200, then for each update that all of them have got
 *     round <k> p50 <ns> p99 <ns> last <ns> bytes <n> cpu <ns>
 * where times are CLOCK_MONOTONIC (the publisher reads the same clock), bytes is what came since the round before and
 * cpu what this process has used in all. An update is there when its MARK is: bytes in hexadecimal that stand at its end,
 * one for each round. ENCODING is what the streams accept: identity, or gzip (nothing is unpacked: a mark is packed too).
 * AHEAD is how many marks are looked for at a time: with 1 every update comes for itself; with more a viewer that gets a
 * later update in place of the next (a server may join two) has both.
 * `fault <words>` and status 1 when a stream is refused, ends or is silent for a minute.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TAIL 64
#define AT_ONCE 100      /* connections that are being opened at the same time */
#define ADDRESSES 64     /* from so many addresses of this machine, as a server may limit one */
#define ROUNDS 1000

struct watcher { int fd; int open; int seen; int tail; char kept[TAIL]; };

static struct watcher *watchers;
static int64_t *times[ROUNDS];
static int got[ROUNDS], count, opened, begun, ahead;
static int64_t bytes;
static struct sockaddr_in server;
static struct { char bytes[TAIL]; size_t length; } marks[ROUNDS];
static char request[2048];

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int64_t cpu(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000000LL + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1000LL;
}

static void fault(const char *words) {
    printf("fault %s (%d of %d open)\n", words, opened, count);
    exit(1);
}

static int by_time(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void begin(int poll) {
    struct watcher *w = &watchers[begun];
    struct sockaddr_in from = {.sin_family = AF_INET};
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = w};
    int one = 1;
    w->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (w->fd < 0) fault("too few open files: ulimit -n");
    from.sin_addr.s_addr = htonl(0x7f000100u + (unsigned)(begun % ADDRESSES) + 1);
    setsockopt(w->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    if (bind(w->fd, (struct sockaddr *)&from, sizeof from)) fault("cannot bind");
    if (connect(w->fd, (struct sockaddr *)&server, sizeof server) && errno != EINPROGRESS) fault("cannot connect");
    epoll_ctl(poll, EPOLL_CTL_ADD, w->fd, &event);
    begun++;
}

static void round_done(int k) {
    static int64_t before;
    int64_t *t = times[k];
    qsort(t, (size_t)count, sizeof *t, by_time);
    printf("round %d p50 %lld p99 %lld last %lld bytes %lld cpu %lld\n", k, (long long)t[count / 2],
           (long long)t[(int64_t)count * 99 / 100], (long long)t[count - 1], (long long)(bytes - before), (long long)cpu());
    before = bytes;
}

static void has(struct watcher *w) {
    int k = w->seen++;
    if (!times[k]) times[k] = malloc(sizeof(int64_t) * (size_t)count);
    times[k][got[k]++] = now();
    if (got[k] == count) round_done(k);
}

/* Everything after the headers: which marks stand in it? */
static void look(struct watcher *w, const char *data, size_t length) {
    const char *end = data + length, *at = data;
    for (;;) {
        const char *found = NULL;
        int k = w->seen;
        while (!found && k < w->seen + ahead && k < ROUNDS && marks[k].length) {
            found = memmem(at, (size_t)(end - at), marks[k].bytes, marks[k].length);
            k++;
        }
        if (!found) return;
        at = found + marks[k - 1].length;
        while (w->seen < k) has(w);
    }
}

static void readable(struct watcher *w) {
    static char buffer[TAIL + 262144];
    for (;;) {
        memcpy(buffer, w->kept, (size_t)w->tail);
        ssize_t n = recv(w->fd, buffer + w->tail, sizeof buffer - TAIL, 0);
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (n <= 0) fault(n ? strerror(errno) : "a stream ended");
        bytes += n;
        char *data = buffer;
        size_t length = (size_t)n + (size_t)w->tail;
        if (!w->open) {
            char *body = memmem(data, length, "\r\n\r\n", 4);
            if (length > 12 && memcmp(data + 9, "200", 3)) fault("a stream was refused");
            if (!body) {                       /* headers in two pieces: only their end matters */
                w->tail = length < 16 ? (int)length : 16;
                memcpy(w->kept, data + length - (size_t)w->tail, (size_t)w->tail);
                continue;
            }
            w->open = 1;
            opened++;
            length -= (size_t)(body + 4 - data);
            data = body + 4;
        }
        look(w, data, length);
        size_t keep = w->seen < ROUNDS && marks[w->seen].length ? marks[w->seen].length - 1 : 0;
        /* A mark may be cut in two; a whole one never stays. */
        w->tail = (int)(length < keep ? length : keep);
        memmove(w->kept, data + length - (size_t)w->tail, (size_t)w->tail);
        if ((size_t)n < sizeof buffer - TAIL) return; /* there was no more: no second call to hear so */
    }
}

int main(int argc, char **argv) {
    if (argc < 8 || argc > 7 + ROUNDS) return fprintf(stderr, "watchers HOST PORT PATH COUNT ENCODING AHEAD MARK …\n"), 2;
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    setvbuf(stdout, NULL, _IOLBF, 0);
    server.sin_family = AF_INET;
    server.sin_port = htons((uint16_t)atoi(argv[2]));
    inet_pton(AF_INET, argv[1], &server.sin_addr);
    count = atoi(argv[4]);
    ahead = atoi(argv[6]);
    for (int k = 0; k < argc - 7; k++) {
        const char *hex = argv[7 + k];
        marks[k].length = strlen(hex) / 2;
        if (!marks[k].length || marks[k].length >= TAIL) return 2;
        for (size_t i = 0; i < marks[k].length; i++) sscanf(hex + 2 * i, "%2hhx", (unsigned char *)&marks[k].bytes[i]);
    }
    watchers = calloc((size_t)count, sizeof *watchers);
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
             "Accept-Encoding: %s\r\n\r\n", argv[3], argv[5]);
    int poll = epoll_create1(0), said = 0, asked = 0;
    struct epoll_event events[512];
    while (1) {
        while (begun < count && begun - opened < AT_ONCE) begin(poll);
        if (opened == count && !said) said = printf("open %lld\n", (long long)now());
        int n = epoll_wait(poll, events, 512, 60000);
        if (n == 0) fault("silent for a minute");
        for (int i = 0; i < n; i++) {
            struct watcher *w = events[i].data.ptr;
            if ((events[i].events & EPOLLOUT) && !w->open && !w->seen && w->tail == 0 && asked < count) {
                int error = 0;
                socklen_t size = sizeof error;
                getsockopt(w->fd, SOL_SOCKET, SO_ERROR, &error, &size);
                if (error) fault(strerror(error));
                struct epoll_event only = {.events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = w};
                epoll_ctl(poll, EPOLL_CTL_MOD, w->fd, &only);
                if (send(w->fd, request, strlen(request), MSG_NOSIGNAL) < 0) fault("cannot ask");
                asked++;
            }
            if (events[i].events & EPOLLIN) readable(w);
            if (events[i].events & (EPOLLERR | EPOLLHUP)) fault("a stream broke");
            if (events[i].events & EPOLLRDHUP) fault("a stream ended");
        }
    }
}

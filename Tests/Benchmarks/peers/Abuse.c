// Clients that no server wishes for, against 127.0.0.1.
//
//   cc -O2 Abuse.c -pthread -o abuse && ./abuse PORT SECONDS KIND...
//
//   slow       200 connections that send a byte of their head, or of their body, every second
//   crowd      10,000 connections that say nothing, opened again as they are closed
//   body       bodies of 1 GB, with and without a length, sent as fast as they are taken
//   host       requests with the Host of somebody else
//   path       paths that lead out of the tree, and others that lead nowhere
//   deaf       clients that ask on and on, and never read an answer
//   questions  four clients that ask for lists and reasons, a thousand times a second together
//
// CROWD in the environment is another number than 10,000. Prints for each kind how many
// connections it opened, and the answers it saw, by status.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int port;
static double end;

typedef struct {
    const char *name;
    void (*run)(void *kind);
    int threads;
    long opened, closed, answers[6];
} Kind;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void rest(double seconds) {
    struct timespec t = {(time_t)seconds, (long)((seconds - (time_t)seconds) * 1e9)};
    nanosleep(&t, NULL);
}

static int dial(Kind *kind, int flags) {
    int client = socket(AF_INET, SOCK_STREAM | flags, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (client < 0) return -1;
    struct timeval timeout = {2, 0};
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    if (connect(client, (struct sockaddr *)&address, sizeof address) && errno != EINPROGRESS) {
        close(client);
        return -1;
    }
    __atomic_add_fetch(&kind->opened, 1, __ATOMIC_RELAXED);
    return client;
}

static int say(int client, const char *text) {
    return send(client, text, strlen(text), MSG_NOSIGNAL) == (ssize_t)strlen(text);
}

/// Reads one answer to its end; false where the connection ended before.
static int hear(Kind *kind, int client) {
    char text[262144];
    size_t length = 0;
    while (length < sizeof text - 1) {
        ssize_t count = recv(client, text + length, sizeof text - 1 - length, 0);
        if (count <= 0) return 0;
        text[length += count] = 0;
        char *body = strstr(text, "\r\n\r\n");
        char *stated = strcasestr(text, "\r\ncontent-length:");
        if (!body || (stated && text + length < body + 4 + atol(stated + 17))) continue;
        int status = strncmp(text, "HTTP/1.1 ", 9) ? 0 : atoi(text + 9) / 100;
        __atomic_add_fetch(&kind->answers[status < 6 ? status : 0], 1, __ATOMIC_RELAXED);
        return 1;
    }
    return 0;
}

static void slow(void *argument) {
    Kind *kind = argument;
    enum { COUNT = 200 };
    int clients[COUNT], places[COUNT];
    static const char head[] = "GET /status HTTP/1.1\r\nHost: localhost\r\nX-Slow: aaaaaaaaaaaaaaaaaaa";
    for (int i = 0; i < COUNT; i++) clients[i] = -1;
    while (now() < end) {
        for (int i = 0; i < COUNT && now() < end; i++) {
            if (clients[i] < 0) {
                clients[i] = dial(kind, SOCK_NONBLOCK);
                places[i] = 0;
                if (i % 2 && clients[i] >= 0) {
                    rest(.001);
                    say(clients[i], "POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\n"
                                    "Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n");
                }
            }
            if (clients[i] < 0) continue;
            char byte = head[places[i]++ % (sizeof head - 1)];
            if (send(clients[i], &byte, 1, MSG_NOSIGNAL) < 0 && errno != EAGAIN) {
                close(clients[i]);
                clients[i] = -1;
                kind->closed++;
            }
        }
        rest(1);
    }
}

static void crowd(void *argument) {
    Kind *kind = argument;
    int count = getenv("CROWD") ? atoi(getenv("CROWD")) : 10000;
    struct pollfd *clients = calloc(count, sizeof *clients);
    for (int i = 0; i < count; i++) clients[i].fd = -1;
    while (now() < end) {
        // A thousand new ones every tenth of a second, at most.
        for (int i = 0, fresh = 0; i < count && fresh < 1000; i++) {
            if (clients[i].fd >= 0) continue;
            clients[i].fd = dial(kind, SOCK_NONBLOCK);
            clients[i].events = POLLIN | POLLRDHUP;
            fresh++;
        }
        rest(.1);
        if (poll(clients, count, 0) <= 0) continue;
        for (int i = 0; i < count; i++) {
            if (clients[i].fd < 0 || !(clients[i].revents & (POLLIN | POLLHUP | POLLERR | POLLRDHUP)))
                continue;
            close(clients[i].fd);
            clients[i].fd = -1;
            kind->closed++;
        }
    }
}

static void body(void *argument) {
    Kind *kind = argument;
    static char junk[1 << 16];
    memset(junk, 'x', sizeof junk);
    for (int turn = 0; now() < end; turn++) {
        int client = dial(kind, 0);
        if (client < 0) {
            rest(.01);
            continue;
        }
        say(client, turn % 2 ? "POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\n"
                               "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "40000000\r\n"
                             : "POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\n"
                               "Content-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n");
        for (long left = 1L << 30; left > 0 && now() < end; left -= sizeof junk)
            if (send(client, junk, sizeof junk, MSG_NOSIGNAL) <= 0) break;
        hear(kind, client);
        close(client);
        kind->closed++;
    }
}

/// Asks two hundred times a second, over a connection each.
static void ask(Kind *kind, const char *const *requests, int count) {
    for (int turn = 0; now() < end; turn++) {
        int client = dial(kind, 0);
        if (client >= 0) {
            say(client, requests[turn % count]);
            hear(kind, client);
            close(client);
            kind->closed++;
        }
        rest(.005);
    }
}

static void host(void *argument) {
    static const char *const requests[] = {
        "GET /status HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET /status HTTP/1.1\r\nHost: 127.0.0.1.evil.example\r\n\r\n",
        "GET /status HTTP/1.1\r\nHost: \r\n\r\n",
        "GET /status HTTP/1.0\r\n\r\n",
        "GET http://evil.example/status HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET /status HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    };
    ask(argument, requests, sizeof requests / sizeof *requests);
}

static void path(void *argument) {
#define GET(path) "GET " path " HTTP/1.1\r\nHost: localhost\r\n\r\n"
    static const char *const requests[] = {
        GET("/../../../../etc/passwd"), GET("/%2e%2e/%2e%2e/etc/passwd"),
        GET("/..%2f..%2fetc%2fpasswd"), GET("/%252e%252e/etc/passwd"),
        GET("/v1/items/../../../etc/passwd/related"), GET("/v1/items/..%2f..%2fetc/related"),
        GET("//etc/passwd"), GET("/\\..\\..\\etc\\passwd"), GET("/%00"), GET("/v1/items/%00/related"),
        GET("/%c0%ae%c0%ae/etc/passwd"), GET("/status/../healthz"), GET("*"), GET("/%"),
    };
    ask(argument, requests, sizeof requests / sizeof *requests);
}

static void deaf(void *argument) {
    Kind *kind = argument;
    int clients[50];
    memset(clients, -1, sizeof clients);
    while (now() < end) {
        for (int i = 0; i < 50 && now() < end; i++) {
            if (clients[i] < 0) clients[i] = dial(kind, SOCK_NONBLOCK);
            if (clients[i] < 0) continue;
            for (int asked = 0; asked < 100; asked++) {
                if (say(clients[i], GET("/v1/items/1/related"))) continue;
                if (errno == EAGAIN || errno == EINPROGRESS || errno == ENOTCONN) break;
                close(clients[i]);
                clients[i] = -1;
                kind->closed++;
                break;
            }
        }
        rest(.05);
    }
}

static void questions(void *argument) {
    Kind *kind = argument;
    int client = -1;
    for (long turn = 0; now() < end; turn++) {
        if (client < 0) client = dial(kind, 0);
        if (client < 0) continue;
        char request[512];
        if (turn % 3 == 0) {
            static const char events[] =
                "{\"events\":[{\"aid\":1,\"ts\":1661724000378,\"type\":\"clicks\"},"
                "{\"aid\":2,\"ts\":1661724000379,\"type\":\"carts\"}]}";
            snprintf(request, sizeof request,
                     "POST /v1/recommendations?explain HTTP/1.1\r\nHost: localhost\r\n"
                     "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                     strlen(events), events);
        } else {
            snprintf(request, sizeof request, GET("/v1/%s/%ld/%s"),
                     turn % 3 == 1 ? "sessions" : "items", turn % 100000,
                     turn % 3 == 1 ? "recommendations?explain" : "related");
        }
        if (!say(client, request) || !hear(kind, client)) {
            close(client);
            client = -1;
            kind->closed++;
        }
        rest(.004);
    }
}

static Kind kinds[] = {
    {.name = "slow", .run = slow, .threads = 1}, {.name = "crowd", .run = crowd, .threads = 1},
    {.name = "body", .run = body, .threads = 2}, {.name = "host", .run = host, .threads = 1},
    {.name = "path", .run = path, .threads = 1}, {.name = "deaf", .run = deaf, .threads = 1},
    {.name = "questions", .run = questions, .threads = 4},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static void *begin(void *kind) {
    ((Kind *)kind)->run(kind);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc < 4) return fprintf(stderr, "usage: abuse PORT SECONDS KIND...\n"), 64;
    struct rlimit files = {65536, 65536};
    if (setrlimit(RLIMIT_NOFILE, &files)) {
        getrlimit(RLIMIT_NOFILE, &files);
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    port = atoi(argv[1]);
    end = now() + atof(argv[2]);
    pthread_t threads[64];
    int count = 0;
    for (int i = 3; i < argc; i++)
        for (int k = 0; k < KINDS; k++)
            if (!strcmp(argv[i], kinds[k].name) || !strcmp(argv[i], "all"))
                for (int t = 0; t < kinds[k].threads && count < 64; t++)
                    pthread_create(&threads[count++], NULL, begin, &kinds[k]);
    for (int i = 0; i < count; i++) pthread_join(threads[i], NULL);
    for (int k = 0; k < KINDS; k++) {
        Kind *kind = &kinds[k];
        if (!kind->opened) continue;
        printf("  %-9s %ld connections, %ld ended; answers", kind->name, kind->opened, kind->closed);
        for (int status = 2; status < 6; status++)
            if (kind->answers[status]) printf(" %dxx %ld", status, kind->answers[status]);
        printf("\n");
    }
    return count ? 0 : 64;
}

// A broker that waits as Kafka's do: librdkafka's mock cluster in a process of its own. (noida-db
// answers an empty fetch at once, so that each idle consumer keeps a core busy, and so it.)
//
//   cc -O2 MockBroker.c -lrdkafka -o mock-broker && ./mock-broker TOPIC[:PARTITIONS]...
//
// Prints its address and runs until it is killed. The newest 5 MiB of each partition are kept. A
// fetch that waits is not woken by new records: let consumers wait briefly.
#define _GNU_SOURCE
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

// In place of the C library's, for the mock cluster: without TCP_NODELAY, which Kafka sets, an
// answer may wait 40 ms for the acknowledgement of the one before.
int accept(int listener, struct sockaddr *address, socklen_t *length) {
    int connection = accept4(listener, address, length, 0), on = 1;
    if (connection >= 0)
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return connection;
}

int main(int argc, char **argv) {
    char error[512];
    rd_kafka_t *client =
        rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), error, sizeof error);
    rd_kafka_mock_cluster_t *cluster = client ? rd_kafka_mock_cluster_new(client, 1) : NULL;
    if (!cluster) return fprintf(stderr, "no mock cluster: %s\n", error), 70;
    for (int topic = 1; topic < argc; topic++) {
        char *colon = strchr(argv[topic], ':');
        int partitions = colon ? atoi(colon + 1) : 1;
        if (colon) *colon = 0;
        rd_kafka_mock_topic_create(cluster, argv[topic], partitions, 1);
    }
    puts(rd_kafka_mock_cluster_bootstraps(cluster));
    fflush(stdout);
    for (;;) pause();
}

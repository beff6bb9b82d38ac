// From an event to its list: reads new records of a topic of lists and tells how long after its
// event ("ts", milliseconds since 1970, of a feed whose events happen as they are produced) each
// one arrives here.
//
//   cc -O2 Latency.c -lrdkafka -o latency && ./latency BROKERS TOPIC SECONDS
//
// Prints percentiles and a histogram, in milliseconds.
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LONGEST = 60000 };
static long counts[LONGEST + 1];

static long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static int percentile(long total, double share) {
    long seen = 0;
    for (int value = 0; value <= LONGEST; value++)
        if ((seen += counts[value]) >= total * share) return value;
    return LONGEST;
}

int main(int argc, char **argv) {
    if (argc != 4) return fprintf(stderr, "usage: latency BROKERS TOPIC SECONDS\n"), 64;
    char error[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", argv[1], error, sizeof error);
    rd_kafka_conf_set(conf, "fetch.wait.max.ms", "1", error, sizeof error);
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, error, sizeof error);
    rd_kafka_topic_t *topic = rd_kafka_topic_new(client, argv[2], NULL);
    const struct rd_kafka_metadata *metadata;
    if (rd_kafka_metadata(client, 0, topic, &metadata, 30000)) return 69;
    rd_kafka_queue_t *queue = rd_kafka_queue_new(client);
    for (int partition = 0; partition < metadata->topics[0].partition_cnt; partition++)
        rd_kafka_consume_start_queue(topic, partition, RD_KAFKA_OFFSET_END, queue);
    rd_kafka_metadata_destroy(metadata);
    static rd_kafka_message_t *batch[1000];
    long long end = now() + atoll(argv[3]) * 1000;
    long total = 0;
    while (now() < end) {
        // It waits for as many as it is asked for: for one, then takes what else is there.
        ssize_t count = rd_kafka_consume_batch_queue(queue, 100, batch, 1);
        if (count == 1) count += rd_kafka_consume_batch_queue(queue, 0, batch + 1, 999);
        long long arrival = now();
        for (ssize_t index = 0; index < count; index++) {
            char text[160] = {0};
            size_t length = batch[index]->len < 159 ? batch[index]->len : 159;
            if (!batch[index]->err && batch[index]->payload)
                memcpy(text, batch[index]->payload, length);
            char *place = strstr(text, "\"ts\":");
            if (place) {
                long long latency = arrival - atoll(place + 5);
                counts[latency < 0 ? 0 : latency > LONGEST ? LONGEST : latency]++;
                total++;
            }
            rd_kafka_message_destroy(batch[index]);
        }
    }
    printf("%ld lists: p50 %d  p90 %d  p99 %d  p99.9 %d  max %d ms\n", total,
           percentile(total, .5), percentile(total, .9), percentile(total, .99),
           percentile(total, .999), percentile(total, 1));
    for (int low = 0, high = 1; low < LONGEST; low = high, high = high * 2) {
        long sum = 0;
        for (int value = low; value < high && value <= LONGEST; value++) sum += counts[value];
        if (sum) printf("  %5d to %5d ms  %9ld  %.4f\n", low, high, sum, (double)sum / total);
    }
    return total ? 0 : 1;
}

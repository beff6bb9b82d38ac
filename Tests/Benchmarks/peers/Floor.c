// The floor of any consumer: reads a topic's partitions to their ends with librdkafka, in batches,
// and does nothing with the records.
//
//   cc -O2 Floor.c -lrdkafka -o floor && ./floor BROKERS TOPIC
//
// Prints how many records and bytes, and events a second from the first batch on.
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
    if (argc != 3) return fprintf(stderr, "usage: floor BROKERS TOPIC\n"), 64;
    char error[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", argv[1], error, sizeof error);
    rd_kafka_conf_set(conf, "enable.partition.eof", "true", error, sizeof error);
    rd_kafka_conf_set(conf, "receive.message.max.bytes", "2000000000", error, sizeof error);
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, error, sizeof error);
    rd_kafka_topic_t *topic = rd_kafka_topic_new(client, argv[2], NULL);
    const struct rd_kafka_metadata *metadata;
    if (rd_kafka_metadata(client, 0, topic, &metadata, 30000)) return 69;
    int partitions = metadata->topics[0].partition_cnt;
    rd_kafka_metadata_destroy(metadata);
    rd_kafka_queue_t *queue = rd_kafka_queue_new(client);
    for (int partition = 0; partition < partitions; partition++)
        rd_kafka_consume_start_queue(topic, partition, RD_KAFKA_OFFSET_BEGINNING, queue);
    static rd_kafka_message_t *batch[10000];
    long records = 0, bytes = 0;
    double begin = 0;
    for (int ends = 0; ends < partitions;) {
        ssize_t count = rd_kafka_consume_batch_queue(queue, 100, batch, 10000);
        if (!begin && count > 0) begin = now();
        for (ssize_t index = 0; index < count; index++) {
            if (batch[index]->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) ends++;
            if (!batch[index]->err) records++, bytes += batch[index]->len;
            rd_kafka_message_destroy(batch[index]);
        }
    }
    printf("%ld records %ld bytes %.0f events/s\n", records, bytes, records / (now() - begin));
    return 0;
}

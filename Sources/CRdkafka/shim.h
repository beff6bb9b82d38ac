#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

// Swift cannot call variadic functions. Headers go in one by one, so that the message owns them
// from the start: a whole list freed twice when producing failed (librdkafka before 2.12.0).
typedef struct {
    const char *name;
    const void *value;
    size_t size;
} covisitd_header_t;

#define COVISITD_HEADER(H) RD_KAFKA_V_HEADER((H).name, (H).value, (ssize_t)(H).size)

/// Copies a record with exactly five headers into the producer's queue.
static inline rd_kafka_resp_err_t covisitd_produce_with_five_headers(
    rd_kafka_t *producer, rd_kafka_topic_t *topic, const void *key, size_t key_size,
    const void *value, size_t value_size, const covisitd_header_t *headers, void *tag) {
    return rd_kafka_producev(
        producer, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY(key, key_size), RD_KAFKA_V_VALUE((void *)value, value_size),
        RD_KAFKA_V_OPAQUE(tag), COVISITD_HEADER(headers[0]), COVISITD_HEADER(headers[1]),
        COVISITD_HEADER(headers[2]), COVISITD_HEADER(headers[3]), COVISITD_HEADER(headers[4]),
        RD_KAFKA_V_END);
}

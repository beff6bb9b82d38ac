#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What became of a payload. Structure comes before content: a payload that is no JSON is
/// malformed, whatever its fields hold.
enum covisit_status {
    COVISIT_OK = 0,
    COVISIT_TOO_LARGE,
    COVISIT_MALFORMED,
    COVISIT_TOO_DEEP,
    COVISIT_TOO_MANY_FIELDS,
    COVISIT_DUPLICATE_FIELD,
    COVISIT_INVALID_UTF8,
    COVISIT_MISSING_FIELD,
    COVISIT_BAD_SESSION,
    COVISIT_BAD_ITEM,
    COVISIT_BAD_TIMESTAMP,
    COVISIT_BAD_TYPE,
};

/// The fields of an event that are read; all others are checked and ignored.
enum covisit_field {
    COVISIT_FIELD_SESSION = 0,
    COVISIT_FIELD_ITEM,
    COVISIT_FIELD_TIMESTAMP,
    COVISIT_FIELD_TYPE,
};

/// A session or an item: an integer 0...2^63-1 where `text` is NULL, else 1...64 bytes of UTF-8.
/// The text lies in the payload or in the decoder and is valid until the next call of a decode
/// function or the end of the payload, whichever comes first.
struct covisit_id {
    int64_t integer;
    const uint8_t *_Nullable text;
    uint32_t byte_count;
};

struct covisit_event {
    struct covisit_id session;
    struct covisit_id item;
    /// 0...2^63-1: the range that makes sense is the caller's business.
    int64_t timestamp;
    /// The code given with `covisit_decoder_name_type`.
    uint8_t type;
};

/// The events of one session, each with the session's id; they live in the decoder until the
/// next call.
struct covisit_session {
    const struct covisit_event *_Nullable events;
    /// Where the status is not COVISIT_OK: the good events before the one that is wrong.
    size_t event_count;
    /// True as soon as a field "events" was met, also in a payload that is rejected.
    bool has_events;
};

/// Parses payloads by one schema. Not thread safe; memory is allocated at creation.
struct covisit_decoder;

/// NULL when memory is short. `depth_max` counts the payload's own object as 1; more than 64 is
/// taken as 64. Duplicates among unknown fields cost `field_count_max` squared comparisons.
struct covisit_decoder *_Nullable covisit_decoder_create(
    size_t byte_count_max, uint32_t depth_max, uint32_t field_count_max);

void covisit_decoder_destroy(struct covisit_decoder *_Nullable decoder);

/// Says how a field is spelt, in UTF-8; all four need a name before the first payload.
void covisit_decoder_name_field(
    struct covisit_decoder *_Nonnull decoder, enum covisit_field field,
    const uint8_t *_Nullable name, size_t byte_count);

/// Adds a value of the type field; several may share one code.
void covisit_decoder_name_type(
    struct covisit_decoder *_Nonnull decoder, const uint8_t *_Nullable name, size_t byte_count,
    uint8_t code);

/// Reads one event. `bytes` needs no padding and is not read beyond `byte_count`; `event` is
/// meaningful only after COVISIT_OK.
enum covisit_status covisit_decode_event(
    struct covisit_decoder *_Nonnull decoder, const uint8_t *_Nonnull bytes, size_t byte_count,
    struct covisit_event *_Nonnull event);

/// Reads `{"session":..,"events":[{..},..]}`, the field "session" being spelt as in an event.
/// The status is that of the line or of its first event that is wrong. Without `needs_session` a
/// session is an unknown field like any other, and the events have the id 0.
enum covisit_status covisit_decode_session(
    struct covisit_decoder *_Nonnull decoder, const uint8_t *_Nonnull bytes, size_t byte_count,
    bool needs_session, struct covisit_session *_Nonnull session);

#ifdef __cplusplus
}
#endif

#endif

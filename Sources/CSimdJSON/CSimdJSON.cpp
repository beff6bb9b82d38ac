#include "CSimdJSON.h"

#include "Decoder.hpp"
#include "SessionWalk.hpp"

#include <algorithm>
#include <new>

using namespace covisit;

covisit_decoder *covisit_decoder_create(
    size_t byte_count_max, uint32_t depth_max, uint32_t field_count_max) {
    auto decoder = std::unique_ptr<covisit_decoder>(new (std::nothrow) covisit_decoder());
    if (!decoder) return nullptr;
    decoder->byte_count_max = byte_count_max;
    decoder->depth_max = std::min<uint32_t>(depth_max, 64);
    decoder->field_count_max = field_count_max;
    // Depth 1: the second stage, which would need more, is ours.
    if (simdjson::get_active_implementation()->create_dom_parser_implementation(
            byte_count_max, 1, decoder->parser)) {
        return nullptr;
    }
    decoder->unescaped.reset(new (std::nothrow) uint8_t[byte_count_max]);
    return decoder->unescaped ? decoder.release() : nullptr;
}

void covisit_decoder_destroy(covisit_decoder *decoder) { delete decoder; }

void covisit_decoder_name_field(
    covisit_decoder *decoder, covisit_field field, const uint8_t *name, size_t byte_count) {
    decoder->field_names[field].assign(reinterpret_cast<const char *>(name), byte_count);
}

void covisit_decoder_name_type(
    covisit_decoder *decoder, const uint8_t *name, size_t byte_count, uint8_t code) {
    decoder->type_names.push_back(
        {std::string(reinterpret_cast<const char *>(name), byte_count), code});
}

covisit_status covisit_decode_event(
    covisit_decoder *decoder, const uint8_t *bytes, size_t byte_count, covisit_event *event) {
    Cursor cursor;
    if (const covisit_status status = decoder->open(bytes, byte_count, cursor)) return status;
    const covisit_status status =
        walk_event(*decoder, cursor, decoder->depth_max, all_fields, *event);
    // Bytes after the object make it malformed, whatever its fields hold.
    const bool is_well_formed = status == COVISIT_OK || status >= COVISIT_MISSING_FIELD;
    return is_well_formed && !cursor.at_end() ? COVISIT_MALFORMED : status;
}

covisit_status covisit_decode_session(
    covisit_decoder *decoder, const uint8_t *bytes, size_t byte_count, bool needs_session,
    covisit_session *session) {
    Cursor cursor;
    *session = {nullptr, 0, false};
    decoder->events.clear();
    if (const covisit_status status = decoder->open(bytes, byte_count, cursor)) return status;
    covisit_id id{};
    if (const covisit_status status = walk_session(
            *decoder, cursor, decoder->depth_max, needs_session, id, session->has_events)) {
        session->event_count = decoder->events.size();
        return status;
    }
    if (!cursor.at_end()) return COVISIT_MALFORMED;
    for (covisit_event &event : decoder->events) event.session = id;
    session->events = decoder->events.data();
    session->event_count = decoder->events.size();
    return COVISIT_OK;
}

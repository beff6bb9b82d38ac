#include "Decoder.hpp"

#include "Strings.hpp"

using namespace covisit;

covisit_status covisit_decoder::open(const uint8_t *bytes, size_t byte_count, Cursor &cursor) {
    if (byte_count > byte_count_max) return COVISIT_TOO_LARGE;
    unescaped_count = 0;
    unknown_names.clear();
    // No object ends in such a byte, and simdjson's implementation for processors without vector
    // instructions looks behind it for the rest of a character (3.0.1).
    if (byte_count > 0 && bytes[byte_count - 1] >= 0x80) {
        const bool is_text =
            simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), byte_count);
        return is_text ? COVISIT_MALFORMED : COVISIT_INVALID_UTF8;
    }
    const auto error = parser->stage1(bytes, byte_count, simdjson::stage1_mode::regular);
    if (error == simdjson::UTF8_ERROR) return COVISIT_INVALID_UTF8;
    if (error) return COVISIT_MALFORMED;
    const uint32_t *indexes = parser->structural_indexes.get();
    const bool has_escapes = std::memchr(bytes, '\\', byte_count) != nullptr;
    cursor = {bytes, bytes + byte_count, indexes, indexes + parser->n_structural_indexes,
              has_escapes};
    return cursor.peek() == '{' ? COVISIT_OK : COVISIT_MALFORMED;
}

Text covisit_decoder::resolve(const Cursor &cursor, const Text &body, bool &lone_surrogate) {
    if (!has_escape(cursor, body)) return body;
    uint8_t *out = unescaped.get() + unescaped_count;
    const size_t count = unescape(body, out, lone_surrogate);
    unescaped_count += count;
    return {out, count};
}

covisit_status covisit_decoder::note_unknown(const Text &name, size_t first) {
    for (size_t index = first; index < unknown_names.size(); ++index) {
        if (unknown_names[index] == name) return COVISIT_DUPLICATE_FIELD;
    }
    unknown_names.push_back(name);
    return COVISIT_OK;
}

#include "Decoder.hpp"
#include "Values.hpp"

namespace covisit {

namespace {

constexpr size_t id_byte_count_max = 64;

/// Whether an id may be spelt like this: not empty, not long, nothing that garbles a log.
bool is_id_text(const Text &text) {
    if (text.count == 0 || text.count > id_byte_count_max) return false;
    for (size_t index = 0; index < text.count; ++index) {
        if (text.bytes[index] < 0x20 || text.bytes[index] == 0x7F) return false;
    }
    return true;
}

/// Takes a value that should be an integer 0...2^63-1; `good` stays false if it is not.
covisit_status take_natural(Cursor &cursor, uint32_t levels, int64_t &value, bool &good) {
    if (cursor.peek() != '-' && !is_digit(cursor.peek())) return skip_value(cursor, levels);
    Number number;
    if (!take_number(cursor, number)) return COVISIT_MALFORMED;
    good = number.is_natural;
    value = number.value;
    return COVISIT_OK;
}

covisit_status take_type(
    covisit_decoder &decoder, Cursor &cursor, uint32_t levels, uint8_t &type, bool &good) {
    if (cursor.peek() != '"') return skip_value(cursor, levels);
    Text body;
    if (!take_string(cursor, body)) return COVISIT_MALFORMED;
    bool lone_surrogate = false;
    const Text text = decoder.resolve(cursor, body, lone_surrogate);
    for (const TypeName &candidate : decoder.type_names) {
        if (!is(text, candidate.name)) continue;
        type = candidate.code;
        good = true;
        break;
    }
    return COVISIT_OK;
}

/// The field that a name stands for, or -1.
int known_field(const covisit_decoder &decoder, const Text &name) {
    for (int field = 0; field < 4; ++field) {
        if (is(name, decoder.field_names[field])) return field;
    }
    return -1;
}

/// What to say of an object that is well-formed: the first reason in the order of the fields.
covisit_status verdict(unsigned wanted, unsigned seen, unsigned good) {
    if (seen != wanted) return COVISIT_MISSING_FIELD;
    static const covisit_status bad[] = {
        COVISIT_BAD_SESSION, COVISIT_BAD_ITEM, COVISIT_BAD_TIMESTAMP, COVISIT_BAD_TYPE};
    for (int field = 0; field < 4; ++field) {
        if ((wanted & ~good) >> field & 1) return bad[field];
    }
    return COVISIT_OK;
}

covisit_status take_field(
    covisit_decoder &decoder, Cursor &cursor, uint32_t levels, int field, covisit_event &event,
    bool &good) {
    switch (field) {
        case COVISIT_FIELD_SESSION: return take_id(decoder, cursor, levels, event.session, good);
        case COVISIT_FIELD_ITEM: return take_id(decoder, cursor, levels, event.item, good);
        case COVISIT_FIELD_TIMESTAMP: return take_natural(cursor, levels, event.timestamp, good);
        default: return take_type(decoder, cursor, levels, event.type, good);
    }
}

}  // namespace

covisit_status take_id(
    covisit_decoder &decoder, Cursor &cursor, uint32_t levels, covisit_id &id, bool &good) {
    if (cursor.peek() != '"') {
        id.text = nullptr;
        id.byte_count = 0;
        return take_natural(cursor, levels, id.integer, good);
    }
    Text body;
    if (!take_string(cursor, body)) return COVISIT_MALFORMED;
    bool lone_surrogate = false;
    const Text text = decoder.resolve(cursor, body, lone_surrogate);
    good = !lone_surrogate && is_id_text(text);
    id = {0, text.bytes, static_cast<uint32_t>(text.count)};
    return COVISIT_OK;
}

covisit_status walk_event(
    covisit_decoder &decoder, Cursor &cursor, uint32_t levels, unsigned wanted,
    covisit_event &event) {
    unsigned seen = 0;
    unsigned good_fields = 0;
    uint32_t field_count = 0;
    const size_t first_unknown = decoder.unknown_names.size();
    const covisit_status status = walk_object(cursor, levels, [&](const Text &key) {
        if (++field_count > decoder.field_count_max) return COVISIT_TOO_MANY_FIELDS;
        bool ignored = false;
        const Text name = decoder.resolve(cursor, key, ignored);
        const int field = known_field(decoder, name);
        if (field < 0) {
            const covisit_status noted = decoder.note_unknown(name, first_unknown);
            return noted ? noted : skip_value(cursor, levels - 1);
        }
        const unsigned bit = 1u << field;
        if (seen & bit || !(wanted & bit)) return COVISIT_DUPLICATE_FIELD;
        seen |= bit;
        bool good = false;
        const covisit_status taken =
            take_field(decoder, cursor, levels - 1, field, event, good);
        good_fields |= good ? bit : 0;
        return taken;
    });
    decoder.unknown_names.resize(first_unknown);
    return status ? status : verdict(wanted, seen, good_fields);
}

}  // namespace covisit

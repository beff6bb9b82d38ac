#include "SessionWalk.hpp"

#include "Values.hpp"

namespace covisit {

namespace {

/// Takes the array of events. Unlike in an event's object a wrong event ends the walk at once:
/// the line is rejected as a whole.
covisit_status take_events(covisit_decoder &decoder, Cursor &cursor, uint32_t levels) {
    if (cursor.peek() != '[') return COVISIT_MALFORMED;
    return walk_array(cursor, levels, [&] {
        if (cursor.peek() != '{') return COVISIT_MALFORMED;
        covisit_event event{};
        const covisit_status status =
            walk_event(decoder, cursor, levels - 1, all_but_session, event);
        if (!status) decoder.events.push_back(event);
        return status;
    });
}

}  // namespace

covisit_status walk_session(
    covisit_decoder &decoder, Cursor &cursor, uint32_t levels, bool needs_session,
    covisit_id &session, bool &has_events) {
    bool has_session = !needs_session;
    bool good_session = !needs_session;
    uint32_t field_count = 0;
    const covisit_status status = walk_object(cursor, levels, [&](const Text &key) {
        if (++field_count > decoder.field_count_max) return COVISIT_TOO_MANY_FIELDS;
        bool ignored = false;
        const Text name = decoder.resolve(cursor, key, ignored);
        if (needs_session && is(name, decoder.field_names[COVISIT_FIELD_SESSION])) {
            if (has_session) return COVISIT_DUPLICATE_FIELD;
            has_session = true;
            return take_id(decoder, cursor, levels - 1, session, good_session);
        }
        if (is(name, "events")) {
            if (has_events) return COVISIT_DUPLICATE_FIELD;
            has_events = true;
            return take_events(decoder, cursor, levels - 1);
        }
        const covisit_status noted = decoder.note_unknown(name, 0);
        return noted ? noted : skip_value(cursor, levels - 1);
    });
    if (status) return status;
    if (!has_session || !has_events) return COVISIT_MISSING_FIELD;
    return good_session ? COVISIT_OK : COVISIT_BAD_SESSION;
}

}  // namespace covisit

#pragma once

#include "Cursor.hpp"

#include <memory>
#include <simdjson.h>
#include <string>
#include <vector>

namespace covisit {

struct TypeName {
    std::string name;
    uint8_t code;
};

}  // namespace covisit

/// The schema, and memory that is used again for every payload.
struct covisit_decoder {
    size_t byte_count_max;
    uint32_t depth_max;
    uint32_t field_count_max;
    std::string field_names[4];
    std::vector<covisit::TypeName> type_names;

    /// Used for its first stage only: it indexes the structural characters.
    std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
    /// Strings whose escapes were resolved; they are never longer than the payload.
    std::unique_ptr<uint8_t[]> unescaped;
    size_t unescaped_count = 0;
    /// Names of the unknown fields of the object at hand, and of the line around it.
    std::vector<covisit::Text> unknown_names;
    std::vector<covisit_event> events;

    /// Runs the first stage and points the cursor at the payload's object.
    covisit_status open(const uint8_t *bytes, size_t byte_count, covisit::Cursor &cursor);
    /// The text that a body stands for: itself if it has no escape.
    covisit::Text resolve(
        const covisit::Cursor &cursor, const covisit::Text &body, bool &lone_surrogate);
    /// Notes an unknown field of the object whose names begin at `first`.
    covisit_status note_unknown(const covisit::Text &name, size_t first);
};

namespace covisit {

inline bool is(const Text &text, const std::string &name) {
    return text.count == name.size() && std::memcmp(text.bytes, name.data(), text.count) == 0;
}

/// Which of the fields that make an event an object may hold, as bits of `covisit_field`.
constexpr unsigned all_fields = 0b1111;
constexpr unsigned all_but_session = 0b1110;

/// Takes an event's object at the cursor, with exactly the fields of `wanted`; one that is known
/// but not wanted counts as a duplicate.
covisit_status walk_event(
    covisit_decoder &decoder, Cursor &cursor, uint32_t levels, unsigned wanted,
    covisit_event &event);

/// Takes the value at the cursor as an id. `good` is false if it is something else.
covisit_status take_id(
    covisit_decoder &decoder, Cursor &cursor, uint32_t levels, covisit_id &id, bool &good);

}  // namespace covisit

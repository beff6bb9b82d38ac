#pragma once

#include "CSimdJSON.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace covisit {

/// A stretch of bytes: of the payload, or of the decoder where escapes were resolved.
struct Text {
    const uint8_t *bytes = nullptr;
    size_t count = 0;

    bool operator==(const Text &other) const {
        return count == other.count && std::memcmp(bytes, other.bytes, count) == 0;
    }
};

/// Walks over the structural characters that simdjson's first stage has found: brackets, colons,
/// commas, and the first byte of every string and scalar.
///
/// That stage has checked UTF-8, that every string is closed, and that no control character
/// stands in one. Everything else is checked here. At the end `peek` answers 0, which no value
/// begins with.
struct Cursor {
    const uint8_t *bytes;
    const uint8_t *end;
    const uint32_t *next;
    const uint32_t *last;
    /// Whether a backslash occurs anywhere: most payloads have none, and skip all unescaping.
    bool has_escapes;

    bool at_end() const { return next == last; }
    /// Where the next structural character stands, or the end of the payload.
    const uint8_t *position() const { return at_end() ? end : bytes + *next; }
    uint8_t peek() const { return at_end() ? 0 : bytes[*next]; }

    uint8_t take() {
        const uint8_t byte = peek();
        next += !at_end();
        return byte;
    }
};

inline bool is_space(uint8_t byte) {
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/// Whether a number or literal may end before `position`. Colons and brackets that open need no
/// mention: the walk refuses them where a value has just ended.
inline bool ends_scalar(const uint8_t *position, const uint8_t *end) {
    return position == end || is_space(*position) || *position == ',' || *position == '}'
        || *position == ']';
}

}  // namespace covisit

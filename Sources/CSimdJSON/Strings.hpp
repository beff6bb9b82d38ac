#pragma once

#include "Cursor.hpp"

namespace covisit {

/// Whether every backslash in the body of a string begins an escape of RFC 8259. Lone surrogates
/// pass: they are well-formed JSON, and harmless in a field that nobody reads.
bool escapes_are_valid(const Text &body);

/// Resolves the escapes of a valid body into `out`, which must have room for `body.count` bytes.
/// Returns the number of bytes written. A lone surrogate is written as three bytes, which are
/// not UTF-8, and sets `lone_surrogate`.
size_t unescape(const Text &body, uint8_t *out, bool &lone_surrogate);

/// Takes the string at the cursor, without its quotes and with its escapes; false if malformed.
///
/// The closing quote is the last byte before the next structural character that is not white
/// space, since anything else after it would be structural itself: no scan of the body.
inline bool take_string(Cursor &cursor, Text &body) {
    const uint8_t *open = cursor.position();
    cursor.take();
    const uint8_t *close = cursor.position() - 1;
    while (close > open && is_space(*close)) --close;
    if (close == open || *close != '"') return false;
    body = {open + 1, static_cast<size_t>(close - open - 1)};
    return !cursor.has_escapes || escapes_are_valid(body);
}

inline bool has_escape(const Cursor &cursor, const Text &body) {
    return cursor.has_escapes && std::memchr(body.bytes, '\\', body.count) != nullptr;
}

}  // namespace covisit

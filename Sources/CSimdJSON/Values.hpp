#pragma once

#include "Cursor.hpp"
#include "Strings.hpp"

namespace covisit {

/// A well-formed JSON number, and its value where it is one that an event may hold.
struct Number {
    /// Written as an integer 0...2^63-1 without sign, fraction or exponent.
    bool is_natural;
    int64_t value;
};

inline bool is_digit(uint8_t byte) { return static_cast<uint8_t>(byte - '0') < 10; }

/// Steps past the digits that must stand at `position`; false if there is none.
inline bool take_digits(const uint8_t *&position, const uint8_t *end) {
    const uint8_t *start = position;
    while (position < end && is_digit(*position)) ++position;
    return position > start;
}

/// Steps past fraction and exponent, if any; false if malformed.
inline bool take_fraction(const uint8_t *&position, const uint8_t *end) {
    if (position < end && *position == '.') {
        if (!take_digits(++position, end)) return false;
    }
    if (position < end && (*position | 0x20) == 'e') {
        ++position;
        if (position < end && (*position == '+' || *position == '-')) ++position;
        if (!take_digits(position, end)) return false;
    }
    return true;
}

/// Takes the number at the cursor by the grammar of RFC 8259, of any size; false if malformed.
inline bool take_number(Cursor &cursor, Number &number) {
    const uint8_t *position = cursor.position();
    cursor.take();
    const bool negative = *position == '-';
    position += negative;
    const uint8_t *digits = position;
    uint64_t value = 0;  // wraps beyond 19 digits, where it is not used
    while (position < cursor.end && is_digit(*position)) value = value * 10 + (*position++ - '0');
    const auto digit_count = position - digits;
    if (digit_count == 0 || (digit_count > 1 && *digits == '0')) return false;
    const uint8_t *integer_end = position;
    if (!take_fraction(position, cursor.end)) return false;
    number.is_natural = !negative && position == integer_end && digit_count <= 19
        && value <= INT64_MAX;
    number.value = static_cast<int64_t>(value);
    return ends_scalar(position, cursor.end);
}

inline bool take_literal(Cursor &cursor, const char *word, size_t count) {
    const uint8_t *position = cursor.position();
    cursor.take();
    return static_cast<size_t>(cursor.end - position) >= count
        && std::memcmp(position, word, count) == 0 && ends_scalar(position + count, cursor.end);
}

/// Takes the object at the cursor, calling `member` with each key while the cursor stands at its
/// value. `levels` is how many levels of nesting are still allowed, this one included.
template <typename Member>
covisit_status walk_object(Cursor &cursor, uint32_t levels, Member member) {
    if (levels == 0) return COVISIT_TOO_DEEP;
    cursor.take();
    if (cursor.peek() == '}') return cursor.take(), COVISIT_OK;
    for (;;) {
        Text key;
        if (cursor.peek() != '"' || !take_string(cursor, key)) return COVISIT_MALFORMED;
        if (cursor.take() != ':') return COVISIT_MALFORMED;
        if (const covisit_status status = member(key)) return status;
        const uint8_t separator = cursor.take();
        if (separator == '}') return COVISIT_OK;
        if (separator != ',') return COVISIT_MALFORMED;
    }
}

/// Takes the array at the cursor, calling `element` while the cursor stands at each element.
template <typename Element>
covisit_status walk_array(Cursor &cursor, uint32_t levels, Element element) {
    if (levels == 0) return COVISIT_TOO_DEEP;
    cursor.take();
    if (cursor.peek() == ']') return cursor.take(), COVISIT_OK;
    for (;;) {
        if (const covisit_status status = element()) return status;
        const uint8_t separator = cursor.take();
        if (separator == ']') return COVISIT_OK;
        if (separator != ',') return COVISIT_MALFORMED;
    }
}

/// Takes the value at the cursor, whatever it is, checking that it is well-formed. Recursion is
/// bounded by `levels`.
covisit_status skip_value(Cursor &cursor, uint32_t levels);

}  // namespace covisit

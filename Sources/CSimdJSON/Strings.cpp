#include "Strings.hpp"

namespace covisit {

namespace {

int hex_digit(uint8_t byte) {
    if (byte >= '0' && byte <= '9') return byte - '0';
    const uint8_t lower = byte | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The code unit of the four digits at `position`, or -1.
int32_t code_unit(const uint8_t *position, const uint8_t *end) {
    if (end - position < 4) return -1;
    int32_t unit = 0;
    for (int index = 0; index < 4; ++index) {
        const int digit = hex_digit(position[index]);
        if (digit < 0) return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

/// What a one-letter escape stands for; 0 if there is none.
uint8_t short_escape(uint8_t letter) {
    switch (letter) {
        case '"': case '\\': case '/': return letter;
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        default: return 0;
    }
}

bool is_high_surrogate(int32_t unit) { return (unit & 0xFC00) == 0xD800; }
bool is_low_surrogate(int32_t unit) { return unit >= 0 && (unit & 0xFC00) == 0xDC00; }

/// Reads the scalar whose digits begin at `position`, both halves of a pair, and steps past it.
uint32_t take_unicode(const uint8_t *&position, const uint8_t *end, bool &lone_surrogate) {
    const int32_t unit = code_unit(position, end);
    position += 4;
    if (is_high_surrogate(unit) && end - position >= 6 && position[0] == '\\'
        && position[1] == 'u') {
        const int32_t low = code_unit(position + 2, end);
        if (is_low_surrogate(low)) {
            position += 6;
            return 0x10000 + ((unit & 0x3FF) << 10 | (low & 0x3FF));
        }
    }
    lone_surrogate |= is_high_surrogate(unit) || is_low_surrogate(unit);
    return static_cast<uint32_t>(unit);
}

uint8_t *put_scalar(uint8_t *out, uint32_t scalar) {
    if (scalar < 0x80) {
        *out++ = static_cast<uint8_t>(scalar);
        return out;
    }
    const int trailing = scalar < 0x800 ? 1 : scalar < 0x10000 ? 2 : 3;
    static const uint8_t lead[] = {0, 0xC0, 0xE0, 0xF0};
    *out++ = static_cast<uint8_t>(lead[trailing] | scalar >> (6 * trailing));
    for (int index = trailing - 1; index >= 0; --index) {
        *out++ = static_cast<uint8_t>(0x80 | (scalar >> (6 * index) & 0x3F));
    }
    return out;
}

}  // namespace

bool escapes_are_valid(const Text &body) {
    const uint8_t *position = body.bytes;
    const uint8_t *end = body.bytes + body.count;
    while (position < end) {
        position = static_cast<const uint8_t *>(std::memchr(position, '\\', end - position));
        if (position == nullptr) return true;
        if (++position == end) return false;
        if (*position == 'u') {
            if (code_unit(position + 1, end) < 0) return false;
            position += 5;
        } else {
            if (short_escape(*position) == 0) return false;
            ++position;
        }
    }
    return true;
}

size_t unescape(const Text &body, uint8_t *out, bool &lone_surrogate) {
    const uint8_t *position = body.bytes;
    const uint8_t *end = body.bytes + body.count;
    uint8_t *const start = out;
    while (position < end) {
        if (*position != '\\') {
            *out++ = *position++;
        } else if (position[1] != 'u') {
            *out++ = short_escape(position[1]);
            position += 2;
        } else {
            position += 2;
            out = put_scalar(out, take_unicode(position, end, lone_surrogate));
        }
    }
    return static_cast<size_t>(out - start);
}

}  // namespace covisit

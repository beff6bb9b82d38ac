#include "Values.hpp"

namespace covisit {

namespace {

covisit_status malformed_unless(bool well_formed) {
    return well_formed ? COVISIT_OK : COVISIT_MALFORMED;
}

}  // namespace

covisit_status skip_value(Cursor &cursor, uint32_t levels) {
    switch (cursor.peek()) {
        case '{':
            return walk_object(cursor, levels, [&](const Text &) {
                return skip_value(cursor, levels - 1);
            });
        case '[':
            return walk_array(cursor, levels, [&] { return skip_value(cursor, levels - 1); });
        case '"': {
            Text ignored;
            return malformed_unless(take_string(cursor, ignored));
        }
        case 't': return malformed_unless(take_literal(cursor, "true", 4));
        case 'f': return malformed_unless(take_literal(cursor, "false", 5));
        case 'n': return malformed_unless(take_literal(cursor, "null", 4));
        case '-': case '0': case '1': case '2': case '3': case '4':
        case '5': case '6': case '7': case '8': case '9': {
            Number ignored;
            return malformed_unless(take_number(cursor, ignored));
        }
        default: return COVISIT_MALFORMED;
    }
}

}  // namespace covisit

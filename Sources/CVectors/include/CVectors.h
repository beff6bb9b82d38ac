#ifndef COVISITD_CVECTORS_H
#define COVISITD_CVECTORS_H

#include <stdint.h>

/// What a compiler does with sixteen values side by side and Swift has no word for. Portable:
/// vectors of clang, lowered to whatever the machine has. Addresses are of sixteen values, aligned
/// to 64 bytes.

typedef int32_t covisit_sixteen __attribute__((ext_vector_type(16)));
typedef _Bool covisit_mask __attribute__((ext_vector_type(16)));

/// A bit for each value that is this one.
static inline uint32_t covisit_equal(const void *_Nonnull values, int32_t value) {
    covisit_sixteen truths = *(const covisit_sixteen *)values == value;
    return __builtin_bit_cast(uint16_t, __builtin_convertvector(truths, covisit_mask));
}

/// A bit for each value that is at least this one.
static inline uint32_t covisit_at_least(const void *_Nonnull values, int32_t least) {
    covisit_sixteen truths = *(const covisit_sixteen *)values >= least;
    return __builtin_bit_cast(uint16_t, __builtin_convertvector(truths, covisit_mask));
}

static inline int32_t covisit_minimum(const void *_Nonnull values) {
    return __builtin_reduce_min(*(const covisit_sixteen *)values);
}

/// How many of the first `count` values are greater than each of them; both arrays have room for a
/// multiple of sixteen, and the ranks of what is behind `count` mean nothing.
static inline void covisit_ranks(const int32_t *_Nonnull values, int32_t count,
                                 int32_t *_Nonnull ranks) {
    for (int32_t first = 0; first < count; first += 16) {
        covisit_sixteen own = *(const covisit_sixteen *)(values + first);
        covisit_sixteen greater = 0;
        // A comparison that holds is -1.
        for (int32_t other = 0; other < count; other++) greater -= values[other] > own;
        *(covisit_sixteen *)(ranks + first) = greater;
    }
}

/// Asks for the cache line of an address that is soon to be read and written; never faults.
static inline void covisit_prefetch(const void *_Nonnull address) {
    __builtin_prefetch(address, 1, 3);
}

#endif

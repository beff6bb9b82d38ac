// Counts allocations, for benchmarks that are gated on counts and not on seconds.
//
// Why this exists: Swift has no hook in its allocator, and glibc has none any more. A program's
// own malloc takes precedence over the C library's, for every library that it loads, so the
// functions here stand in front of glibc's, which are also known as __libc_*.
//
// The count is the thread's own: nothing is shared, so that counting costs next to nothing.
#include "CAllocations.h"

#include <errno.h>
#include <stddef.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static _Thread_local long count;

long covisit_allocation_count(void) { return count; }

void *malloc(size_t size) {
    ++count;
    return __libc_malloc(size);
}

void *calloc(size_t members, size_t size) {
    ++count;
    return __libc_calloc(members, size);
}

void *realloc(void *memory, size_t size) {
    ++count;
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    ++count;
    return __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size) {
    ++count;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    ++count;
    void *block = __libc_memalign(alignment, size);
    if (block == NULL) return ENOMEM;
    *memory = block;
    return 0;
}

#ifndef COVISIT_ALLOCATIONS_H
#define COVISIT_ALLOCATIONS_H

/// How often the calling thread has asked the heap for memory so far; a `realloc` counts once.
long covisit_allocation_count(void);

#endif

// What one random cache line costs by how much memory it may lie in: the roofline of an engine that
// changes counts here and there in all that it holds.
//
//   cc -O2 RandomLines.c -o random-lines && ./random-lines MEBIBYTES...
//
// Prints for each working set the nanoseconds a line where each is known 16 lines ahead, as the
// engine's prefetching has it, and where each is known only from the one before. Lines are read and
// written. Pages are of the size that the process gets without asking.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LINE = 64, AHEAD = 16, COUNT = 10000000, ROUNDS = 5 };

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

static uint64_t next(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

// Where a random number falls among so many lines.
static size_t among(size_t lines, uint64_t random) {
    return (size_t)(((unsigned __int128)random * lines) >> 64) * (LINE / 8);
}

static double independent(uint64_t *memory, size_t lines, uint64_t *state) {
    size_t places[AHEAD];
    for (int i = 0; i < AHEAD; i++) places[i] = among(lines, next(state));
    double start = now();
    for (int i = 0; i < COUNT; i++) {
        memory[places[i % AHEAD]]++;
        places[i % AHEAD] = among(lines, next(state));
        __builtin_prefetch(memory + places[i % AHEAD], 1);
    }
    return (now() - start) / COUNT;
}

static double dependent(uint64_t *memory, size_t lines, uint64_t *state) {
    size_t place = 0;
    double start = now();
    for (int i = 0; i < COUNT / 10; i++) {
        uint64_t found = memory[place]++;
        // Nothing of the next place is known before this one's content is.
        place = among(lines, next(state) ^ (found & 1));
    }
    return (now() - start) / (COUNT / 10);
}

int main(int argc, char **argv) {
    uint64_t state = 88172645463325252;
    for (int argument = 1; argument < argc; argument++) {
        size_t lines = strtoull(argv[argument], NULL, 10) * ((1 << 20) / LINE);
        uint64_t *memory = lines ? malloc(lines * LINE) : NULL;
        if (!memory) return fprintf(stderr, "usage: random-lines MEBIBYTES...\n"), 64;
        memset(memory, 1, lines * LINE);
        double known = 1e9, chained = 1e9;
        for (int round = 0; round < ROUNDS; round++) {
            double a = independent(memory, lines, &state), b = dependent(memory, lines, &state);
            known = a < known ? a : known;
            chained = b < chained ? b : chained;
        }
        printf("%8s MiB  %6.1f ns a line, known ahead  %6.1f ns, one after the other\n",
               argv[argument], known, chained);
        free(memory);
    }
    return argc < 2 ? 64 : 0;
}

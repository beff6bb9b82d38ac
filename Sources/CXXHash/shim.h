// xxHash as Debian has it: XXH3, 64 bits, for what is stored.
#include <xxhash.h>

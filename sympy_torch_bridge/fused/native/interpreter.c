/* Evaluates a schedule at a range of points, block by block, with all registers in the cache.
 *
 * Compiled once per machine; the file includes itself for each of the two floating types. The operations
 * come from the table in primitives.py, whose expressions are written here before the build. A truth value is a number, 1 or 0. No flag relaxes IEEE arithmetic: the operations are what the processor defines,
 * and the functions those of the C library, vectorised where it has vector variants.
 */
#ifndef REAL

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* glibc has vector variants of these functions, but declares them only under -ffast-math. */
#if defined(__GLIBC__) && defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#if __GLIBC_PREREQ(2, 35)
#define VECTOR __attribute__((simd("notinbranch")))
#define DECLARE(name) VECTOR double name(double); VECTOR float name##f(float);
DECLARE(acos) DECLARE(acosh) DECLARE(asin) DECLARE(asinh) DECLARE(atan) DECLARE(atanh) DECLARE(cos)
DECLARE(cosh) DECLARE(erf) DECLARE(erfc) DECLARE(exp) DECLARE(exp2) DECLARE(expm1) DECLARE(log)
DECLARE(log10) DECLARE(log1p) DECLARE(log2) DECLARE(sin) DECLARE(sinh) DECLARE(tan) DECLARE(tanh)
VECTOR double atan2(double, double); VECTOR float atan2f(float, float);
VECTOR double hypot(double, double); VECTOR float hypotf(float, float);
VECTOR double pow(double, double); VECTOR float powf(float, float);
#endif
#endif

/* The kinds of operands; the order is that of the table in encoding.py. */
enum { INPUT, UNIFORM, REGISTER, OUTPUT, KINDS };

enum { MOST = 4 };

/* UNARY(number, expression) BINARY(...) and so on. */
#define EVERY_OPERATION

/* One step: what to do, where the result goes, and the operands as pairs (kind, number).
 *
 * Operation SKIP: where no point of the first operand has the truth value result_kind, the next steps, so
 * many as result says, are left out. What they would have written is seen at no point of the block.
 */
enum { SKIP = -1 };
typedef struct {
    int32_t operation, result_kind, result;
    int32_t kind[MOST], number[MOST];
} Step;

#define REAL double
#define WHOLE int64_t
#define FN(name) name
#define RUN run_float64
#define SMALL 1e-300
#include __FILE__
#undef REAL
#undef WHOLE
#undef FN
#undef RUN
#undef SMALL

#define REAL float
#define WHOLE int32_t
#define FN(name) name##f
#define RUN run_float32
#define SMALL 1e-30f
#include __FILE__

#else

/* A result may lie where an operand does: each point is read before it is written. That is no obstacle
 * to vectors, which the compiler cannot know.
 */
#if defined(__clang__)
#define EACH _Pragma("clang loop vectorize(assume_safety)") for (ptrdiff_t i = 0; i < n; i++)
#else
#define EACH _Pragma("GCC ivdep") for (ptrdiff_t i = 0; i < n; i++)
#endif

static REAL FN(remainder_of)(REAL a, REAL b)
{
    const REAL r = FN(fmod)(a, b);
    return r != 0 && ((r < 0) != (b < 0)) ? r + b : r;
}

static const REAL *FN(spread)(const REAL *at, int varies, REAL *block, ptrdiff_t n)
{
    if (varies) return at;
    const REAL number = *at;
    EACH block[i] = number;
    return block;
}

/* Tell whether a condition has a truth value at some point; the first points decide where they can. */
static int FN(is_anywhere)(const REAL *mask, ptrdiff_t points, int truth)
{
    for (ptrdiff_t first = 0; first < points; first += 128) {
        const ptrdiff_t n = points - first < 128 ? points - first : 128;
        const REAL *const at = mask + first;
        WHOLE found = 0;
        if (truth)
            for (ptrdiff_t i = 0; i < n; i++) found |= at[i] != 0;
        else
            for (ptrdiff_t i = 0; i < n; i++) found |= at[i] == 0;
        if (found) return 1;
    }
    return 0;
}

/* Operands, the result, the number of points, and a mask: bit k says that operand k varies. */
#define ARGUMENTS                                                                                  \
    const REAL *x, const REAL *y, const REAL *z, const REAL *w, REAL *out, ptrdiff_t n, int mask,  \
        REAL *scratch

/* Write a uniform operand out to the length of a block, where no loop takes it as one number. */
#define SPREAD(count)                                                                              \
    (void)y, (void)z, (void)w;                                                                     \
    if (mask != (1 << count) - 1) {                                                                \
        x = FN(spread)(x, mask & 1, scratch, n);                                                   \
        if (count > 1) y = FN(spread)(y, mask & 2, scratch + n, n);                                \
        if (count > 2) z = FN(spread)(z, mask & 4, scratch + 2 * n, n);                            \
        if (count > 3) w = FN(spread)(w, mask & 8, scratch + 3 * n, n);                            \
    }

#define UNARY(code, expression)                                                                    \
    static void FN(operation_##code)(ARGUMENTS)                                                    \
    {                                                                                              \
        SPREAD(1)                                                                                  \
        EACH { const REAL a = x[i]; out[i] = (expression); }                                       \
    }

#define BINARY(code, expression)                                                                   \
    static void FN(operation_##code)(ARGUMENTS)                                                    \
    {                                                                                              \
        if (mask == 1) {                                                                           \
            const REAL b = *y;                                                                     \
            EACH { const REAL a = x[i]; out[i] = (expression); }                                   \
            return;                                                                                \
        }                                                                                          \
        if (mask == 2) {                                                                           \
            const REAL a = *x;                                                                     \
            EACH { const REAL b = y[i]; out[i] = (expression); }                                   \
            return;                                                                                \
        }                                                                                          \
        SPREAD(2)                                                                                  \
        EACH { const REAL a = x[i], b = y[i]; out[i] = (expression); }                             \
    }

#define TERNARY(code, expression)                                                                  \
    static void FN(operation_##code)(ARGUMENTS)                                                    \
    {                                                                                              \
        if (mask == 6) {                                                                           \
            const REAL a = *x;                                                                     \
            EACH { const REAL b = y[i], c = z[i]; out[i] = (expression); }                         \
            return;                                                                                \
        }                                                                                          \
        if (mask == 3) {                                                                           \
            const REAL c = *z;                                                                     \
            EACH { const REAL a = x[i], b = y[i]; out[i] = (expression); }                         \
            return;                                                                                \
        }                                                                                          \
        if (mask == 2) {                                                                           \
            const REAL a = *x, c = *z;                                                             \
            EACH { const REAL b = y[i]; out[i] = (expression); }                                   \
            return;                                                                                \
        }                                                                                          \
        SPREAD(3)                                                                                  \
        EACH { const REAL a = x[i], b = y[i], c = z[i]; out[i] = (expression); }                   \
    }

#define QUATERNARY(code, expression)                                                               \
    static void FN(operation_##code)(ARGUMENTS)                                                    \
    {                                                                                              \
        if (mask == 14) {                                                                          \
            const REAL a = *x;                                                                     \
            EACH { const REAL b = y[i], c = z[i], d = w[i]; out[i] = (expression); }               \
            return;                                                                                \
        }                                                                                          \
        if (mask == 10) {                                                                          \
            const REAL a = *x, c = *z;                                                             \
            EACH { const REAL b = y[i], d = w[i]; out[i] = (expression); }                         \
            return;                                                                                \
        }                                                                                          \
        SPREAD(4)                                                                                  \
        EACH { const REAL a = x[i], b = y[i], c = z[i], d = w[i]; out[i] = (expression); }         \
    }

EVERY_OPERATION

#undef UNARY
#undef BINARY
#undef TERNARY
#undef QUATERNARY
#define ENTRY(code, expression) FN(operation_##code),
#define UNARY ENTRY
#define BINARY ENTRY
#define TERNARY ENTRY
#define QUATERNARY ENTRY

static void (*const FN(operations)[])(ARGUMENTS) = {EVERY_OPERATION};

/* Returns 0, or 1 if there is no memory, 2 for an operation or a kind that does not exist. */
int RUN(const Step *steps, int64_t count, const REAL *const *inputs, const REAL *uniform,
        REAL *const *outputs, int64_t registers, int64_t length, int64_t size)
{
    /* A step with its addresses: those of inputs and outputs move on with the blocks. */
    typedef struct {
        const REAL *at[MOST];
        REAL *out;
        int64_t moves[MOST], out_moves;
        void (*run)(ARGUMENTS);
        int mask, truth;
        int64_t skipped;
    } Placed;
    if (length > size) length = (size + 7) / 8 * 8;
    const size_t bytes = ((size_t)(registers + MOST) * (size_t)length * sizeof(REAL) + 63) / 64 * 64;
    REAL *store = aligned_alloc(64, bytes);
    Placed *placed = malloc((size_t)(count + 1) * sizeof(Placed));
    if (store == NULL || placed == NULL) {
        free(placed);
        free(store);
        return 1;
    }
    int status = 0, may_skip = 0;
    REAL *const scratch = store + registers * length;
    for (int64_t s = 0; s < count; s++) {
        const Step *step = steps + s;
        Placed *to = placed + s;
        const int32_t last = sizeof(FN(operations)) / sizeof(FN(operations)[0]) - 1;
        const int is_skip = step->operation == SKIP;
        if (!is_skip && (step->operation < 0 || step->operation > last)) status = 2;
        if (is_skip && (step->result < 0 || step->result >= count - s)) status = 2;
        to->run = FN(operations)[status || is_skip ? 0 : step->operation];
        to->truth = step->result_kind;
        to->skipped = is_skip ? step->result : -1;
        may_skip |= is_skip;
        to->mask = 0;
        for (int k = 0; k <= MOST - is_skip; k++) {
            const int32_t kind = k < MOST ? step->kind[k] : step->result_kind;
            const int32_t number = k < MOST ? step->number[k] : step->result;
            const REAL *at = kind == INPUT     ? inputs[number]
                             : kind == UNIFORM ? uniform + number
                             : kind == OUTPUT  ? outputs[number]
                                               : store + number * length;
            const int64_t moves = kind == INPUT || kind == OUTPUT;
            if (kind < 0 || kind >= KINDS || (k == MOST && (kind == INPUT || kind == UNIFORM))) status = 2;
            if (k < MOST) {
                to->at[k] = at;
                to->moves[k] = moves;
                to->mask |= (kind != UNIFORM) << k;
            } else {
                to->out = (REAL *)at;
                to->out_moves = moves;
            }
        }
    }
    /* A condition that was left out itself may be tested: then what it holds does not matter, but is a number. */
    if (may_skip) memset(store, 0, bytes);
    for (int64_t first = 0; first < size && !status; first += length) {
        const ptrdiff_t n = size - first < length ? size - first : length;
        for (const Placed *step = placed; step < placed + count; step++) {
            const REAL *at[MOST];
            if (step->skipped >= 0) {
                const int varies = step->mask & 1;
                const REAL *const condition = step->at[0] + step->moves[0] * first;
                if (!FN(is_anywhere)(condition, varies ? n : 1, step->truth)) step += step->skipped;
                continue;
            }
            for (int k = 0; k < MOST; k++) at[k] = step->at[k] + step->moves[k] * first;
            step->run(at[0], at[1], at[2], at[3], step->out + step->out_moves * first, n, step->mask, scratch);
        }
    }
    free(placed);
    free(store);
    return status;
}
#undef UNARY
#undef BINARY
#undef TERNARY
#undef QUATERNARY
#undef ENTRY
#undef ARGUMENTS
#undef SPREAD
#undef EACH

#endif

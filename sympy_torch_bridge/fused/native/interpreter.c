/* Evaluates a schedule at a range of points, block by block, with all registers in the cache.
 *
 * Compiled once per machine, for each of the two floating types by itself, which BITS says; the file includes
 * itself with the names of the type. The operations come from the table in primitives.py, whose expressions are
 * written here before the build. A truth value is a number, 1 or 0. No flag relaxes IEEE arithmetic: the
 * operations are what the processor defines, and the functions those of the C library, vectorised where it has
 * vector variants.
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

/* The most operands of an operation, the most loops, and the points in a group: of these a block has whole
 * ones, so that no loop has a rest which does not fill a vector of the widest processor.
 */
enum { MOST = 4, LOOPS = 4, GROUP = 16 };

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

#if BITS == 64
#define REAL double
#define WHOLE int64_t
#define FN(name) name
#define RUN run_float64
#define SMALL 1e-300
#else
#define REAL float
#define WHOLE int32_t
#define FN(name) name##f
#define RUN run_float32
#define SMALL 1e-30f
#endif
#include __FILE__

#else

/* A result may lie where an operand does: each point is read before it is written. That is no obstacle
 * to vectors, which the compiler cannot know.
 */
#if defined(__clang__)
#define EACH _Pragma("clang loop vectorize(assume_safety)") for (ptrdiff_t i = 0; i < groups * GROUP; i++)
#else
#define EACH _Pragma("GCC ivdep") for (ptrdiff_t i = 0; i < groups * GROUP; i++)
#endif

/* One step, its operands as places in a table of addresses. One without a loop may skip those after it. */
typedef struct FN(placed) FN(Placed);
typedef void FN(Loop)(const FN(Placed) *step, REAL *const *at, ptrdiff_t groups);
struct FN(placed) {
    FN(Loop) *loop;
    int32_t operand[MOST], result, skipped;
};

static REAL FN(remainder_of)(REAL a, REAL b)
{
    const REAL r = FN(fmod)(a, b);
    return r != 0 && ((r < 0) != (b < 0)) ? r + b : r;
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

/* An operand that varies, one that is one number for all points, and what the first is at a point. */
#define POINTS(letter, k) const REAL *const letter##_at = at[step->operand[k]];
#define NUMBER(letter, k) const REAL letter = *at[step->operand[k]];
#define POINT(letter) const REAL letter = letter##_at[i];

/* The loop of an operation in which operand k varies where bit k of the mask is set. That there are points
 * is said to the compiler, which then sees that they are a multiple of the vector.
 */
#define LOOP(code, mask, operands, point, expression)                                              \
    static void FN(loop_##code##_##mask)(const FN(Placed) *step, REAL *const *at, ptrdiff_t groups) \
    {                                                                                              \
        if (groups < 1) __builtin_unreachable();                                                   \
        operands                                                                                   \
        REAL *const out = at[step->result];                                                        \
        EACH { point out[i] = (expression); }                                                      \
    }

#define UNARY(code, expression) LOOP(code, 1, POINTS(a, 0), POINT(a), expression)

#define BINARY(code, expression)                                                                   \
    LOOP(code, 3, POINTS(a, 0) POINTS(b, 1), POINT(a) POINT(b), expression)                        \
    LOOP(code, 1, POINTS(a, 0) NUMBER(b, 1), POINT(a), expression)                                 \
    LOOP(code, 2, NUMBER(a, 0) POINTS(b, 1), POINT(b), expression)

#define TERNARY(code, expression)                                                                  \
    LOOP(code, 7, POINTS(a, 0) POINTS(b, 1) POINTS(c, 2), POINT(a) POINT(b) POINT(c), expression)  \
    LOOP(code, 6, NUMBER(a, 0) POINTS(b, 1) POINTS(c, 2), POINT(b) POINT(c), expression)           \
    LOOP(code, 3, POINTS(a, 0) POINTS(b, 1) NUMBER(c, 2), POINT(a) POINT(b), expression)           \
    LOOP(code, 2, NUMBER(a, 0) POINTS(b, 1) NUMBER(c, 2), POINT(b), expression)

#define QUATERNARY(code, expression)                                                               \
    LOOP(code, 15, POINTS(a, 0) POINTS(b, 1) POINTS(c, 2) POINTS(d, 3),                            \
         POINT(a) POINT(b) POINT(c) POINT(d), expression)                                          \
    LOOP(code, 14, NUMBER(a, 0) POINTS(b, 1) POINTS(c, 2) POINTS(d, 3),                            \
         POINT(b) POINT(c) POINT(d), expression)                                                   \
    LOOP(code, 10, NUMBER(a, 0) POINTS(b, 1) NUMBER(c, 2) POINTS(d, 3), POINT(b) POINT(d), expression)

EVERY_OPERATION

#undef UNARY
#undef BINARY
#undef TERNARY
#undef QUATERNARY
#define HAS(code, mask) {mask, FN(loop_##code##_##mask)}
#define UNARY(code, expression) {1, {HAS(code, 1)}},
#define BINARY(code, expression) {2, {HAS(code, 3), HAS(code, 1), HAS(code, 2)}},
#define TERNARY(code, expression) {3, {HAS(code, 7), HAS(code, 6), HAS(code, 3), HAS(code, 2)}},
#define QUATERNARY(code, expression) {4, {HAS(code, 15), HAS(code, 14), HAS(code, 10)}},

/* The operations: how many operands they have, and their loops, first that in which all of these vary. */
typedef struct {
    int arity;
    struct {
        int mask;
        FN(Loop) *loop;
    } has[LOOPS];
} FN(Operation);
static const FN(Operation) FN(operations)[] = {EVERY_OPERATION};

/* What a call is given, and its memory. Addresses lie by kind, from begin[kind] on, those of inputs and
 * outputs NULL where no step has them; from begin[KINDS] on there are uniform numbers again, written out to
 * the length of a block.
 */
typedef struct {
    const REAL *const *inputs, *uniform;
    REAL *const *outputs, **at, *store, *unused;
    FN(Placed) *steps;
    int64_t begin[KINDS + 1], counts[KINDS], length, size;
} FN(Frame);

/* Tell whether all operations and places exist, and count the places of each kind. */
static int FN(is_whole)(const Step *steps, int64_t count, int64_t registers, int64_t *counts)
{
    const int32_t known = sizeof(FN(operations)) / sizeof(FN(operations)[0]);
    for (int kind = 0; kind < KINDS; kind++) counts[kind] = kind == REGISTER ? registers : 0;
    for (int64_t s = 0; s < count; s++) {
        const Step *step = steps + s;
        const int is_skip = step->operation == SKIP;
        if (is_skip ? step->result < 0 || step->result >= count - s
                    : step->operation < 0 || step->operation >= known)
            return 0;
        const int arity = is_skip ? 1 : FN(operations)[step->operation].arity;
        for (int k = 0; k < arity + !is_skip; k++) {
            const int is_result = k == arity;
            const int32_t kind = is_result ? step->result_kind : step->kind[k];
            const int32_t number = is_result ? step->result : step->number[k];
            if (kind < 0 || kind >= KINDS || (is_result && kind != REGISTER && kind != OUTPUT)) return 0;
            if (number < 0 || (kind == REGISTER && number >= registers)) return 0;
            if (counts[kind] <= number) counts[kind] = number + 1;
        }
    }
    return 1;
}

/* Return the place of an operand; the addresses of inputs and outputs are put there with their use. */
static int32_t FN(place)(FN(Frame) *frame, int32_t kind, int32_t number)
{
    const int32_t place = (int32_t)frame->begin[kind] + number;
    if (kind == INPUT) frame->at[place] = (REAL *)frame->inputs[number];
    if (kind == OUTPUT) frame->at[place] = frame->outputs[number];
    return place;
}

/* Return the place of a uniform number written out, once for all steps and blocks. */
static int32_t FN(spread)(FN(Frame) *frame, int32_t number)
{
    const int64_t place = frame->begin[KINDS] + number;
    if (frame->at[place] == NULL) {
        REAL *const block = frame->at[place] = frame->unused;
        for (int64_t i = 0; i < frame->length; i++) block[i] = frame->uniform[number];
        frame->unused += frame->length;
    }
    return (int32_t)place;
}

/* Find the places of a step and its loop: where none takes a uniform number as it is, that for points. */
static void FN(prepare)(FN(Frame) *frame, const Step *step, FN(Placed) *to)
{
    if (step->operation == SKIP) {
        to->loop = NULL;
        to->operand[0] = FN(place)(frame, step->kind[0], step->number[0]);
        to->operand[1] = step->kind[0] != UNIFORM;
        to->operand[2] = step->result_kind;
        to->skipped = step->result;
        return;
    }
    const FN(Operation) *const operation = FN(operations) + step->operation;
    int mask = 0, form = 0;
    for (int k = 0; k < operation->arity; k++) {
        mask |= (step->kind[k] != UNIFORM) << k;
        to->operand[k] = FN(place)(frame, step->kind[k], step->number[k]);
    }
    if (mask != operation->has[0].mask)
        for (int k = 1; k < LOOPS; k++)
            if (operation->has[k].mask == mask) form = k;
    to->loop = operation->has[form].loop;
    const int written = operation->has[form].mask & ~mask;
    for (int k = 0; written >> k; k++)
        if (written >> k & 1) to->operand[k] = FN(spread)(frame, step->number[k]);
    to->result = FN(place)(frame, step->result_kind, step->result);
}

/* Evaluate all steps at the points of a block. */
static void FN(run_block)(const FN(Frame) *frame, int64_t count, ptrdiff_t groups)
{
    REAL *const *const at = frame->at;
    for (const FN(Placed) *step = frame->steps, *const end = step + count; step < end; step++) {
        if (step->loop != NULL)
            step->loop(step, at, groups);
        else if (!FN(is_anywhere)(at[step->operand[0]], step->operand[1] ? groups * GROUP : 1, step->operand[2]))
            step += step->skipped;
    }
}

/* Where all points are one block and fill no whole group: inputs are copied, and the last number repeated. */
static void FN(run_copied)(const FN(Frame) *frame, int64_t count)
{
    REAL **const inputs = frame->at + frame->begin[INPUT], **const outputs = frame->at + frame->begin[OUTPUT];
    REAL *copy = frame->unused;
    for (int64_t k = 0; k < frame->counts[INPUT]; k++) {
        if (inputs[k] == NULL) continue;
        memcpy(copy, inputs[k], (size_t)frame->size * sizeof(REAL));
        for (int64_t i = frame->size; i < frame->length; i++) copy[i] = copy[frame->size - 1];
        inputs[k] = copy;
        copy += frame->length;
    }
    for (int64_t k = 0; k < frame->counts[OUTPUT]; k++)
        if (outputs[k] != NULL) outputs[k] = copy + k * frame->length;
    FN(run_block)(frame, count, frame->length / GROUP);
    for (int64_t k = 0; k < frame->counts[OUTPUT]; k++)
        if (outputs[k] != NULL) memcpy(frame->outputs[k], outputs[k], (size_t)frame->size * sizeof(REAL));
}

/* Block after block; the last one begins earlier where it would fill no whole group. */
static void FN(run_blocks)(const FN(Frame) *frame, int64_t count)
{
    REAL **const inputs = frame->at + frame->begin[INPUT], **const outputs = frame->at + frame->begin[OUTPUT];
    int64_t before = 0;
    for (int64_t first = 0; first < frame->size; first += frame->length) {
        const int64_t left = frame->size - first, points = left < frame->length ? left : frame->length;
        const int64_t groups = (points + GROUP - 1) / GROUP;
        const int64_t start = groups * GROUP > left ? frame->size - groups * GROUP : first;
        for (int64_t k = 0; k < frame->counts[INPUT]; k++)
            if (inputs[k] != NULL) inputs[k] += start - before;
        for (int64_t k = 0; k < frame->counts[OUTPUT]; k++)
            if (outputs[k] != NULL) outputs[k] += start - before;
        before = start;
        FN(run_block)(frame, count, groups);
    }
}

/* Returns 0, or 1 if there is no memory, 2 for an operation or a place that does not exist. */
int RUN(const Step *steps, int64_t count, const REAL *const *inputs, const REAL *uniform,
        REAL *const *outputs, int64_t registers, int64_t length, int64_t size)
{
    FN(Frame) frame = {.inputs = inputs, .uniform = uniform, .outputs = outputs, .size = size};
    if (!FN(is_whole)(steps, count, registers, frame.counts)) return 2;
    if (size < 1) return 0;
    const int64_t most = (size + GROUP - 1) / GROUP * GROUP;
    frame.length = length < most ? (length + GROUP - 1) / GROUP * GROUP : most;
    const int is_copied = frame.length > size;
    for (int kind = 0; kind < KINDS; kind++) frame.begin[kind + 1] = frame.begin[kind] + frame.counts[kind];
    int64_t blocks = registers + frame.counts[UNIFORM] + 1;
    if (is_copied) blocks += frame.counts[INPUT] + frame.counts[OUTPUT];
    frame.store = aligned_alloc(64, (size_t)(blocks * frame.length) * sizeof(REAL));
    frame.steps = malloc((size_t)(count + 1) * sizeof(FN(Placed)));
    frame.at = calloc((size_t)(frame.begin[KINDS] + frame.counts[UNIFORM] + 1), sizeof(REAL *));
    const int is_there = frame.store != NULL && frame.steps != NULL && frame.at != NULL;
    if (is_there) {
        frame.unused = frame.store + registers * frame.length;
        REAL **const blocks_at = frame.at + frame.begin[REGISTER], **const numbers_at = frame.at + frame.begin[UNIFORM];
        for (int64_t k = 0; k < registers; k++) blocks_at[k] = frame.store + k * frame.length;
        for (int64_t k = 0; k < frame.counts[UNIFORM]; k++) numbers_at[k] = (REAL *)uniform + k;
        int may_skip = 0;
        for (int64_t s = 0; s < count; s++) {
            may_skip |= steps[s].operation == SKIP;
            FN(prepare)(&frame, steps + s, frame.steps + s);
        }
        /* A condition that was left out itself may be tested: what it holds does not matter, but is a number. */
        if (may_skip) memset(frame.store, 0, (size_t)(registers * frame.length) * sizeof(REAL));
        (is_copied ? FN(run_copied) : FN(run_blocks))(&frame, count);
    }
    free(frame.at);
    free(frame.steps);
    free(frame.store);
    return is_there ? 0 : 1;
}
#undef UNARY
#undef BINARY
#undef TERNARY
#undef QUATERNARY
#undef HAS
#undef LOOP
#undef POINTS
#undef NUMBER
#undef POINT
#undef EACH

#endif

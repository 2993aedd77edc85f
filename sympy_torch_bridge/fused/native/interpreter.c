/* Evaluates a schedule at a range of points, block by block, with all registers in the cache.
 *
 * Compiled once per machine; the file includes itself for each of the two floating types. A truth value
 * is a number, 1 or 0. No flag relaxes IEEE arithmetic: the operations are what the processor defines,
 * and the functions those of the C library, vectorised where it has vector variants.
 */
#ifndef REAL

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

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
enum { INPUT, UNIFORM, REGISTER, OUTPUT };

enum {
    COPY, NEG, ABS, SQRT, RSQRT, STEP, SGN, FLOOR, CEIL, NOT, ISNAN, ISINF, ISFINITE,
    EXP, EXP2, EXPM1, LOG, LOG2, LOG10, LOG1P, SIN, COS, TAN, ASIN, ACOS, ATAN,
    SINH, COSH, TANH, ASINH, ACOSH, ATANH, ERF, ERFC,
    ADD, SUB, MUL, DIV, POW, ATAN2, HYPOT, REMAINDER, MAXIMUM, MINIMUM,
    EQ, NE, LT, LE, GT, GE, AND, OR, XOR,
    WHERE, MULTIPLY_ADD, MULTIPLY_SUBTRACT, SUBTRACT_PRODUCT
};

/* One step: what to do, where the result goes, and up to three operands as pairs (kind, number). */
typedef struct {
    int32_t operation, result_kind, result;
    int32_t kind[3], number[3];
} Step;

#define REAL double
#define FN(name) name
#define RUN run_float64
#define SMALL 1e-300
#include "interpreter.c"
#undef REAL
#undef FN
#undef RUN
#undef SMALL

#define REAL float
#define FN(name) name##f
#define RUN run_float32
#define SMALL 1e-30f
#include "interpreter.c"

#else

#define UNARY(code, expression)                                                                    \
    case code:                                                                                     \
        for (ptrdiff_t i = 0; i < n; i++) { const REAL a = x[i]; out[i] = (expression); }          \
        break;

/* A uniform operand is one number: three loops, so that none reads it from memory at each point. */
#define BINARY(code, expression)                                                                   \
    case code:                                                                                     \
        if (x_step && y_step)                                                                      \
            for (ptrdiff_t i = 0; i < n; i++) { const REAL a = x[i], b = y[i]; out[i] = (expression); } \
        else if (x_step) {                                                                         \
            const REAL b = *y;                                                                     \
            for (ptrdiff_t i = 0; i < n; i++) { const REAL a = x[i]; out[i] = (expression); }      \
        } else {                                                                                   \
            const REAL a = *x;                                                                     \
            for (ptrdiff_t i = 0; i < n; i++) { const REAL b = y[i]; out[i] = (expression); } \
        }                                                                                          \
        break;

/* Of the factors the first is the uniform one where one is. */
#define PRODUCT(code, expression)                                                                  \
    case code:                                                                                     \
        if (x_step && y_step && z_step)                                                            \
            for (ptrdiff_t i = 0; i < n; i++) { const REAL a = x[i], b = y[i], c = z[i]; out[i] = (expression); } \
        else if (x_step && y_step) {                                                               \
            const REAL c = *z;                                                                     \
            for (ptrdiff_t i = 0; i < n; i++) { const REAL a = x[i], b = y[i]; out[i] = (expression); } \
        } else if (y_step && z_step) {                                                             \
            const REAL a = *x;                                                                     \
            for (ptrdiff_t i = 0; i < n; i++) { const REAL b = y[i], c = z[i]; out[i] = (expression); } \
        } else                                                                                     \
            for (ptrdiff_t i = 0; i < n; i++) {                                                    \
                const REAL a = x[i * x_step], b = y[i * y_step], c = z[i * z_step];                \
                out[i] = (expression);                                                             \
            }                                                                                      \
        break;

static const REAL *FN(place)(int kind, int32_t number, const REAL *const *inputs,
                             const unsigned char *is_uniform, const REAL *uniform, REAL *const *outputs,
                             REAL *registers, ptrdiff_t length, ptrdiff_t start, ptrdiff_t *step)
{
    *step = 1;
    switch (kind) {
    case INPUT:
        if (is_uniform[number]) { *step = 0; return inputs[number]; }
        return inputs[number] + start;
    case UNIFORM:
        *step = 0;
        return uniform + number;
    case REGISTER:
        return registers + (size_t)number * length;
    default:
        return outputs[number] + start;
    }
}

static REAL FN(remainder_of)(REAL a, REAL b)
{
    const REAL r = FN(fmod)(a, b);
    return r != 0 && ((r < 0) != (b < 0)) ? r + b : r;
}

/* Returns 0, or 1 if there is no memory for the registers, 2 for an operation that does not exist. */
int RUN(const Step *steps, int64_t count, const REAL *const *inputs, const unsigned char *is_uniform,
        const REAL *uniform, REAL *const *outputs, int64_t registers, int64_t length, int64_t start,
        int64_t stop)
{
    REAL *store = NULL;
    if (registers > 0) {
        const size_t bytes = ((size_t)registers * (size_t)length * sizeof(REAL) + 63) / 64 * 64;
        store = aligned_alloc(64, bytes);
        if (store == NULL) return 1;
    }
    for (int64_t first = start; first < stop; first += length) {
        const ptrdiff_t n = stop - first < length ? stop - first : length;
        for (int64_t s = 0; s < count; s++) {
            const Step *step = steps + s;
            ptrdiff_t x_step = 0, y_step = 0, z_step = 0, unused;
#define PLACE(k, at) FN(place)(step->kind[k], step->number[k], inputs, is_uniform, uniform, outputs,  \
                               store, length, first, at)
            /* A result may lie where an operand does: each point is read before it is written. */
            REAL *out = (REAL *)FN(place)(step->result_kind, step->result, inputs, is_uniform, uniform,
                                          outputs, store, length, first, &unused);
            const REAL *x = PLACE(0, &x_step), *y = PLACE(1, &y_step), *z = PLACE(2, &z_step);
            switch (step->operation) {
            case COPY:
                for (ptrdiff_t i = 0; i < n; i++) out[i] = x[i * x_step];
                break;
            UNARY(NEG, -a)
            UNARY(ABS, FN(fabs)(a))
            UNARY(SQRT, FN(sqrt)(a))
            UNARY(RSQRT, 1 / FN(sqrt)(a))
            UNARY(STEP, a > 0 ? 1 : a < 0 ? -1 : a == a ? 0 : a)
            UNARY(SGN, a > 0 ? 1 : a < 0 ? -1 : 0)
            UNARY(FLOOR, FN(floor)(a))
            UNARY(CEIL, FN(ceil)(a))
            UNARY(NOT, a == 0)
            UNARY(ISNAN, a != a)
            UNARY(ISINF, FN(fabs)(a) == INFINITY)
            UNARY(ISFINITE, FN(fabs)(a) < INFINITY)
            UNARY(EXP, FN(exp)(a))
            UNARY(EXP2, FN(exp2)(a))
            UNARY(EXPM1, FN(expm1)(a))
            UNARY(LOG, FN(log)(a))
            UNARY(LOG2, FN(log2)(a))
            UNARY(LOG10, FN(log10)(a))
            /* The vector variant rounds denormal numbers to 0. */
            UNARY(LOG1P, FN(fabs)(a) < SMALL ? a : FN(log1p)(a))
            UNARY(SIN, FN(sin)(a))
            UNARY(COS, FN(cos)(a))
            UNARY(TAN, FN(tan)(a))
            UNARY(ASIN, FN(asin)(a))
            UNARY(ACOS, FN(acos)(a))
            UNARY(ATAN, FN(atan)(a))
            UNARY(SINH, FN(sinh)(a))
            UNARY(COSH, FN(cosh)(a))
            UNARY(TANH, FN(tanh)(a))
            UNARY(ASINH, FN(asinh)(a))
            UNARY(ACOSH, FN(acosh)(a))
            UNARY(ATANH, FN(atanh)(a))
            UNARY(ERF, FN(erf)(a))
            UNARY(ERFC, FN(erfc)(a))
            BINARY(ADD, a + b)
            BINARY(SUB, a - b)
            BINARY(MUL, a * b)
            BINARY(DIV, a / b)
            BINARY(POW, FN(pow)(a, b))
            BINARY(ATAN2, FN(atan2)(a, b))
            BINARY(HYPOT, FN(hypot)(a, b))
            BINARY(REMAINDER, FN(remainder_of)(a, b))
            BINARY(MAXIMUM, a != a ? a : b != b ? b : a > b ? a : b)
            BINARY(MINIMUM, a != a ? a : b != b ? b : a < b ? a : b)
            BINARY(EQ, a == b)
            BINARY(NE, a != b)
            BINARY(LT, a < b)
            BINARY(LE, a <= b)
            BINARY(GT, a > b)
            BINARY(GE, a >= b)
            BINARY(AND, a != 0 && b != 0)
            BINARY(OR, a != 0 || b != 0)
            BINARY(XOR, (a != 0) != (b != 0))
            case WHERE:
                if (x_step && y_step && z_step)
                    for (ptrdiff_t i = 0; i < n; i++) { const REAL b = y[i], c = z[i]; out[i] = x[i] != 0 ? b : c; }
                else if (x_step && y_step) {
                    const REAL c = *z;
                    for (ptrdiff_t i = 0; i < n; i++) { const REAL b = y[i]; out[i] = x[i] != 0 ? b : c; }
                } else if (x_step && z_step) {
                    const REAL b = *y;
                    for (ptrdiff_t i = 0; i < n; i++) { const REAL c = z[i]; out[i] = x[i] != 0 ? b : c; }
                } else
                    for (ptrdiff_t i = 0; i < n; i++)
                        out[i] = x[i * x_step] != 0 ? y[i * y_step] : z[i * z_step];
                break;
            PRODUCT(MULTIPLY_ADD, a * b + c)
            PRODUCT(MULTIPLY_SUBTRACT, a * b - c)
            PRODUCT(SUBTRACT_PRODUCT, c - a * b)
            default:
                free(store);
                return 2;
            }
        }
    }
    free(store);
    return 0;
}
#undef UNARY
#undef BINARY
#undef PRODUCT
#undef PLACE

#endif

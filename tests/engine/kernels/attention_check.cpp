// SPDX-License-Identifier: Apache-2.0
//
// Attention against the same formula in double precision.
#include <algorithm>

#include "engine/kernels/kernel_check.hpp"
#include "engine/kernels/levels.hpp"

namespace yolozu::test {

using engine::AttentionTask;
using engine::BatchTask;
using engine::Kernels;

namespace {

/// One attention to be checked: `heads` matrices, whose rows have gaps between them. Queries, keys or values that are
/// broadcast are one matrix for all heads.
struct Case {
    std::size_t heads = 1, rows = 5, depth = 16, keys = 7, columns = 16, gap = 0;
    bool q_broadcast = false, k_broadcast = false, v_broadcast = false;
    float magnitude = 1.0F;  ///< of queries and keys
};

struct Matrices {
    std::size_t stride, step;  ///< of a row and of a matrix
    std::vector<float> data;

    Matrices(const Case& one, bool broadcast, std::size_t rows, std::size_t length, float magnitude)
        : stride(length + one.gap),
          step(broadcast ? 0 : rows * stride),
          data(random_floats((broadcast ? 1 : one.heads) * rows * stride, -magnitude, magnitude)) {}
    const float* row(std::size_t head, std::size_t index) const { return data.data() + head * step + index * stride; }
    BatchTask batch(std::size_t heads) const {
        BatchTask task{.rank = 1};
        task.extents[0] = heads;
        task.steps[0] = step;
        return task;
    }
};

double product_of(const float* a, const float* b, std::size_t length) {
    double sum = 0.0;
    for (std::size_t index = 0; index < length; ++index) sum += double{a[index]} * double{b[index]};
    return sum;
}

/// Probabilities of the keys for one query.
std::vector<double> probabilities_of(const Case& one, float scale, const float* query, const Matrices& k,
                                     std::size_t head) {
    std::vector<double> powers;
    for (std::size_t key = 0; key < one.keys; ++key)
        powers.push_back(double{scale} * product_of(query, k.row(head, key), one.depth));
    const double largest = *std::ranges::max_element(powers);
    double total = 0.0;
    for (double& power : powers) total += power = std::exp(power - largest);
    for (double& power : powers) power /= total;
    return powers;
}

void check_case(const Kernels& kernels, const Case& one) {
    SCOPED_TRACE(testing::Message() << one.heads << " heads of " << one.rows << " rows and " << one.keys
                                    << " keys of depth " << one.depth << ", " << one.columns << " columns, gap "
                                    << one.gap);
    const Matrices q(one, one.q_broadcast, one.rows, one.depth, one.magnitude);
    const Matrices k(one, one.k_broadcast, one.keys, one.depth, one.magnitude);
    const Matrices v(one, one.v_broadcast, one.keys, one.columns, 1.0F);
    const float scale = 1.0F / std::sqrt(static_cast<float>(one.depth));
    const std::size_t y_stride = one.columns + one.gap;
    std::vector<float> expected = untouched<float>(one.heads * one.rows * y_stride);
    for (std::size_t head = 0; head < one.heads; ++head)
        for (std::size_t row = 0; row < one.rows; ++row) {
            const std::vector<double> probabilities = probabilities_of(one, scale, q.row(head, row), k, head);
            for (std::size_t column = 0; column < one.columns; ++column) {
                double sum = 0.0;
                for (std::size_t key = 0; key < one.keys; ++key)
                    sum += probabilities[key] * double{v.row(head, key)[column]};
                expected[(head * one.rows + row) * y_stride + column] = static_cast<float>(sum);
            }
        }
    AttentionTask task;
    task.rows = one.rows;
    task.depth = one.depth;
    task.keys = one.keys;
    task.columns = one.columns;
    task.scale = scale;
    task.q_batch = q.batch(one.heads);
    task.k_batch = k.batch(one.heads);
    task.v_batch = v.batch(one.heads);
    task.q = q.data.data();
    task.q_stride = q.stride;
    task.k = k.data.data();
    task.k_stride = k.stride;
    task.v = v.data.data();
    task.v_stride = v.stride;
    task.y_stride = y_stride;
    task.tile = tile_of_kernels(kernels);
    // A score is off by its rounding, and its power by so much of itself.
    const double score = double{scale} * double{one.magnitude * one.magnitude} * static_cast<double>(one.depth);
    expect_output<AttentionTask>(kernels.attention, expected, {0, 1e-6 + 3e-7 * score}, [&](float* y) {
        task.y = y;
        return task;
    });
}

/// Two keys, of which one weighs e^-x as much as the other: exact where only the first or the second counts.
void check_small_powers(const Kernels& kernels) {
    const float differences[] = {0.0F, 0.5F, 3.0F, 20.0F, 60.0F, 80.0F, 87.0F, 90.0F, 1e5F, 3e38F, HUGE_VALF};
    for (const float difference : differences)
        for (const bool first_is_lower : {false, true}) {
            const float query = 1.0F, lower = -difference;
            const float keys[] = {first_is_lower ? lower : 0.0F, first_is_lower ? 0.0F : lower};
            const float values[] = {first_is_lower ? 1.0F : 0.0F, first_is_lower ? 0.0F : 1.0F};
            AttentionTask task;
            task.rows = task.depth = task.columns = 1;
            task.keys = 2;
            task.q = &query;
            task.k = keys;
            task.v = values;
            task.q_stride = task.k_stride = task.v_stride = task.y_stride = 1;
            task.tile = tile_of_kernels(kernels);
            const double power = std::exp(-double{difference});
            const std::vector<float> expected{static_cast<float>(power / (1.0 + power))};
            // The difference is rounded once it is in units of ln 2; below 2^-126 anything smaller will do.
            const Tolerance tolerance{3e-7 + 1e-7 * std::min(double{difference}, 90.0), 0x1p-126};
            expect_output<AttentionTask>(kernels.attention, expected, tolerance, [&](float* y) {
                task.y = y;
                return task;
            });
        }
}

}  // namespace

void check_attention(const Kernels& kernels) {
    for (std::size_t rows = 1; rows <= 35; ++rows) check_case(kernels, {.rows = rows});
    for (std::size_t keys = 1; keys <= 35; ++keys) check_case(kernels, {.keys = keys});
    for (std::size_t columns = 1; columns <= 35; ++columns) check_case(kernels, {.columns = columns});
    for (const std::size_t depth : {1U, 2U, 7U, 32U, 64U, 300U}) check_case(kernels, {.depth = depth});
    // Several blocks of keys, with ever larger scores in some of the rows.
    for (const std::size_t keys : {96U, 97U, 128U, 129U, 400U, 1003U})
        check_case(kernels, {.rows = 33, .keys = keys, .magnitude = 4.0F});
    for (const std::size_t gap : {0U, 3U}) {
        check_case(kernels, {.heads = 3, .rows = 37, .keys = 200, .columns = 33, .gap = gap});
        check_case(kernels, {.heads = 3, .gap = gap, .q_broadcast = true});
        check_case(kernels, {.heads = 3, .gap = gap, .k_broadcast = true, .v_broadcast = true});
    }
    check_small_powers(kernels);
}

}  // namespace yolozu::test

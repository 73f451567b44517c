// SPDX-License-Identifier: Apache-2.0
#include "decode/activation.hpp"

#include <algorithm>
#include <limits>

namespace yolozu::decode {

float sigmoid(float logit) {
    if (!std::isfinite(logit)) return std::numeric_limits<float>::quiet_NaN();
    return static_cast<float>(1.0 / (1.0 + std::exp(-static_cast<double>(logit))));
}

float least_logit(float threshold) {
    // A little less than the threshold, for the rounding of scores to float32.
    const double score = static_cast<double>(threshold) * (1.0 - 1e-6);
    if (score <= 0.0) return std::numeric_limits<float>::lowest();
    return static_cast<float>(std::log(score / (1.0 - score)) - 1e-3);
}

std::optional<ScoredClass> best_by_softmax(const Settings& settings, const float* logits, std::size_t count,
                                           std::size_t step, std::size_t foreground) {
    const std::optional<std::size_t> best = largest_logit(settings, logits, std::min(count, foreground), step);
    if (!best) return std::nullopt;
    float largest = logits[*best * step];
    for (std::size_t column = 0; column < count; ++column) largest = std::fmax(largest, logits[column * step]);
    const double weight = std::exp(static_cast<double>(logits[*best * step]) - largest);
    // The sum is 1 at least. A NaN is not below the threshold and is found in the sum.
    if (weight < static_cast<double>(settings.score_threshold) * (1.0 - 1e-6)) return std::nullopt;
    double sum = 0;
    for (std::size_t column = 0; column < count; ++column)
        sum += std::exp(static_cast<double>(logits[column * step]) - largest);
    const auto score = static_cast<float>(weight / sum);
    if (!std::isfinite(score)) return std::nullopt;
    return ScoredClass{settings.class_of_column(*best), score};
}

}  // namespace yolozu::decode

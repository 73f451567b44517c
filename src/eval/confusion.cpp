// SPDX-License-Identifier: Apache-2.0
#include "eval/confusion.hpp"

#include <algorithm>
#include <utility>

namespace yolozu::eval {
namespace {

struct Partner {
    std::size_t place = background;
    double fit = 0;
};

/// The object that a candidate fits best, better than `least_fit`.
Partner best_object(const Candidate& candidate, std::span<const TrueObject> objects, const Comparison& comparison,
                    double least_fit) {
    Partner best{.fit = least_fit};
    for (std::size_t place = 0; place < objects.size(); ++place) {
        if (objects[place].ignored) continue;
        const double found = fit(candidate, objects[place], comparison);
        if (found > best.fit) best = {place, found};
    }
    return best;
}

bool is_within_ignored(const Candidate& candidate, std::span<const TrueObject> objects, const Comparison& comparison,
                       double least_fit) {
    return std::ranges::any_of(objects, [&](const TrueObject& object) {
        return object.ignored && fit(candidate, object, comparison) > least_fit;
    });
}

}  // namespace

void ConfusionMatrix::add_image(std::span<const Candidate> candidates, std::span<const TrueObject> objects,
                                const Comparison& comparison, double least_score, double least_fit) {
    std::vector<Partner> partners(candidates.size());
    std::vector<Partner> kept(objects.size());  // the candidate of each object
    for (std::size_t place = 0; place < candidates.size(); ++place) {
        if (!(candidates[place].score > least_score)) continue;
        partners[place] = best_object(candidates[place], objects, comparison, least_fit);
        const std::size_t object = partners[place].place;
        if (object != background && partners[place].fit > kept[object].fit) kept[object] = {place, partners[place].fit};
    }
    for (std::size_t place = 0; place < candidates.size(); ++place) {
        const std::size_t object = partners[place].place;
        if (!(candidates[place].score > least_score)) continue;
        if (object != background && kept[object].place == place)
            add(candidates[place].class_id, objects[object].class_id);
        else if (!is_within_ignored(candidates[place], objects, comparison, least_fit))
            add(candidates[place].class_id, background);
    }
    for (std::size_t object = 0; object < objects.size(); ++object)
        if (kept[object].place == background && !objects[object].ignored) add(background, objects[object].class_id);
}

std::vector<Confused> ConfusionMatrix::counts() {
    std::ranges::sort(pairs_, {}, [](const Confused& pair) { return std::pair(pair.predicted, pair.truth); });
    std::vector<Confused> found;
    for (const Confused& pair : pairs_) {
        if (found.empty() || found.back().predicted != pair.predicted || found.back().truth != pair.truth)
            found.push_back({pair.predicted, pair.truth, 0});
        found.back().count += pair.count;
    }
    return found;
}

}  // namespace yolozu::eval

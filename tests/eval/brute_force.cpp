// SPDX-License-Identifier: Apache-2.0
#include "eval/brute_force.hpp"

#include <algorithm>
#include <cmath>

namespace yolozu::test {
namespace {

enum class Fate { hit, miss, does_not_count };

struct Judged {
    double score;
    std::size_t image, rank;
    Fate fate;
};

bool counts(const eval::CocoTruth& truth, double least_area, double greatest_area) {
    return !truth.ignored && truth.area >= least_area && truth.area <= greatest_area;
}

std::vector<std::size_t> ranking(const std::vector<eval::CocoDetection>& detections) {
    std::vector<std::size_t> ranked;
    while (ranked.size() < detections.size()) {
        std::size_t best = detections.size();
        for (std::size_t index = 0; index < detections.size(); ++index) {
            if (std::ranges::count(ranked, index) != 0) continue;
            if (best == detections.size() || detections[index].score > detections[best].score) best = index;
        }
        ranked.push_back(best);
    }
    return ranked;
}

/// The object that a detection gets among those of one kind: of the free ones that fit well enough the one that fits
/// best, and of equally good ones the last.
int best_of(const ScoredImage& image, std::size_t detection, const std::vector<bool>& taken, double threshold,
            bool wanted, double least_area, double greatest_area) {
    int best = -1;
    for (std::size_t truth = 0; truth < image.truths.size(); ++truth) {
        if (counts(image.truths[truth], least_area, greatest_area) != wanted) continue;
        if (taken[truth] && !image.truths[truth].crowd) continue;
        const double fit = image.similarity[detection][truth];
        if (fit < threshold) continue;
        if (best < 0 || fit >= image.similarity[detection][static_cast<std::size_t>(best)])
            best = static_cast<int>(truth);
    }
    return best;
}

void judge(const ScoredImage& image, std::size_t image_index, double threshold, double least_area, double greatest_area,
           std::size_t considered, std::vector<Judged>& judged) {
    std::vector<bool> taken(image.truths.size(), false);
    const std::vector<std::size_t> ranked = ranking(image.detections);
    for (std::size_t rank = 0; rank < std::min(considered, ranked.size()); ++rank) {
        const std::size_t detection = ranked[rank];
        Fate fate = Fate::miss;
        int truth = best_of(image, detection, taken, threshold, true, least_area, greatest_area);
        if (truth >= 0) {
            fate = Fate::hit;
        } else {
            truth = best_of(image, detection, taken, threshold, false, least_area, greatest_area);
            const double area = image.detections[detection].area;
            if (truth >= 0 || area < least_area || area > greatest_area) fate = Fate::does_not_count;
        }
        if (truth >= 0) taken[static_cast<std::size_t>(truth)] = true;
        judged.push_back({image.detections[detection].score, image_index, rank, fate});
    }
}

}  // namespace

BruteForceCurve brute_force(const std::vector<ScoredImage>& images, double threshold, double least_area,
                            double greatest_area, std::size_t considered, std::size_t max_detections) {
    std::vector<Judged> judged;
    std::size_t objects = 0;
    for (std::size_t index = 0; index < images.size(); ++index) {
        judge(images[index], index, std::min(threshold, 1 - 1e-10), least_area, greatest_area, considered, judged);
        for (const eval::CocoTruth& truth : images[index].truths) objects += counts(truth, least_area, greatest_area);
    }
    std::erase_if(judged, [&](const Judged& one) { return one.rank >= max_detections; });
    std::ranges::sort(judged, [](const Judged& a, const Judged& b) {
        return std::tuple(-a.score, a.image, a.rank) < std::tuple(-b.score, b.image, b.rank);
    });

    BruteForceCurve curve;
    if (objects == 0) return curve;
    curve.defined = true;
    std::vector<std::pair<double, double>> points;  // recall, precision
    double hits = 0, misses = 0;
    for (const Judged& one : judged) {
        hits += one.fate == Fate::hit;
        misses += one.fate == Fate::miss;
        points.emplace_back(hits / static_cast<double>(objects), hits + misses > 0 ? hits / (hits + misses) : 0.0);
    }
    if (!points.empty()) curve.recall = points.back().first;
    // The best precision at this recall or a higher one.
    for (int point = 0; point <= 100; ++point) {
        double best = 0;
        for (const auto& [recall, precision] : points)
            if (recall >= point * 0.01) best = std::max(best, precision);
        curve.precision.push_back(best);
    }
    return curve;
}

}  // namespace yolozu::test

// SPDX-License-Identifier: Apache-2.0
//
// YOLOZU's parity check of two predictions files (contract, section 6.6): does the candidate say of every picture what
// the reference says?
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "parity/box.hpp"
#include "parity/prediction_index.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

struct ParityOptions {
    double iou_threshold = 0.99;    ///< boxes that overlap less are not the same object
    double score_tolerance = 1e-4;  ///< largest difference of scores
    double box_tolerance = 1e-4;    ///< largest difference of cx, cy, w and h as fractions of the picture
    BoxFormat box_format = BoxFormat::automatic;
    std::optional<PictureSize> picture_size;  ///< of all pictures; nothing: what entries say, or the picture files
    std::optional<int> max_images;            ///< only the first so many of the reference
};

/// A reference detection and the candidate that was taken for it, by their places in their entries.
struct ParityMatch {
    std::size_t reference = 0, candidate = 0;
    double iou = 0;
    bool score_ok = false, box_ok = false;
};

enum class ParityFailureKind { missing_match, value_mismatch, invalid_reference_bbox, invalid_candidate_bbox };
std::string_view to_string(ParityFailureKind kind);

struct ParityFailure {
    ParityFailureKind kind = ParityFailureKind::missing_match;
    std::size_t reference = 0;  ///< not of invalid_candidate_bbox
    std::size_t candidate = 0;  ///< of value_mismatch and invalid_candidate_bbox
    std::optional<double> iou;  ///< of value_mismatch; of missing_match the best there was, where there was any
};

struct PictureParity {
    const ParityEntry* reference = nullptr;
    const ParityEntry* candidate = nullptr;  ///< null: the candidate has no entry, which is as one without detections
    PictureSize size;
    std::vector<ParityMatch> matches;
    std::vector<std::size_t> extras, invalid_extras;  ///< candidates that no reference took; of these, without a box
    std::vector<ParityFailure> failures;

    bool ok() const { return failures.empty(); }
};

/// Takes for each reference detection, in the order of the file, the candidate of its class that overlaps it most and
/// was not taken before. Candidates that are left over are no failure unless their boxes are invalid. Pointers into
/// both indexes stay in the result.
/// Errors: the reference has no image; the size of a picture is not known.
Result<std::vector<PictureParity>> compare_predictions(const PredictionIndex& reference,
                                                       const PredictionIndex& candidate, const ParityOptions& options);

}  // namespace yolozu

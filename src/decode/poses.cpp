// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "base/try.hpp"
#include "decode/bound_output.hpp"
#include "decode/detection_columns.hpp"
#include "decode/keypoints.hpp"
#include "decode/task_part.hpp"

namespace yolozu::decode {
namespace {

// A part of the pose: `length` numbers for each query, [B, Q, length], or where `may_be_global` for the whole picture,
// [B, length]. A single number a query may also come as [B, Q].
class QueryNumbers {
public:
    QueryNumbers(BoundOutput output, std::size_t length, bool may_be_global = false)
        : output_(std::move(output)), length_(length), may_be_global_(may_be_global) {}

    Status open(const PictureOutputs& picture) {
        YOLOZU_ASSIGN(elements_, output_.elements(picture.outputs, picture.slot));
        const Shape& shape = elements_.shape();
        const auto length = static_cast<std::int64_t>(length_);
        is_global_ = may_be_global_ && shape.rank() == 2 && shape[1] == length;
        const bool is_expected =
            is_global_ || (shape.rank() == 3 && shape[2] == length) || (shape.rank() == 2 && length_ == 1);
        if (is_expected) return {};
        return output_.wrong_shape(
            shape, fmt::format(
                       fmt::runtime(may_be_global_ ? "[batch, {0}] or [batch, queries, {0}]" : "[batch, queries, {0}]"),
                       length_));
    }

    Status read(std::uint32_t query, std::span<double> numbers) const {
        const std::size_t first = is_global_ ? 0 : query * length_;
        if (first + length_ > elements_.size()) return no_such_row(query, elements_.size() / length_);
        for (std::size_t index = 0; index < length_; ++index) numbers[index] = elements_[first + index];
        return {};
    }

private:
    BoundOutput output_;
    std::size_t length_;
    bool may_be_global_, is_global_ = false;
    SlotElements elements_;
};

std::optional<QueryNumbers> find_numbers(const ModelInfo& model, OutputRole role, std::size_t length,
                                         bool may_be_global = false) {
    std::optional<BoundOutput> output = BoundOutput::find(model, role);
    if (!output) return std::nullopt;
    return QueryNumbers(*std::move(output), length, may_be_global);
}

bool is_finite(std::span<const double> numbers) {
    return std::ranges::all_of(numbers, [](double number) { return std::isfinite(number); });
}

bool is_finite(const Pose6d& pose) {
    return std::isfinite(pose.log_z) && is_finite(pose.rot6d) && is_finite(pose.offsets) && is_finite(pose.k_delta) &&
           std::isfinite(pose.log_sigma_z.value_or(0)) && std::isfinite(pose.log_sigma_rot.value_or(0));
}

struct PoseOutputs {
    QueryNumbers log_z, rot6d, offsets;
    std::optional<QueryNumbers> k_delta, log_sigma_z, log_sigma_rot;
    std::optional<BoundOutput> keypoints;
};

class Poses final : public TaskPart {
public:
    explicit Poses(PoseOutputs outputs) : outputs_(std::move(outputs)) {}

    Status decode(const PictureOutputs& picture, Prediction& prediction) override {
        YOLOZU_TRY(open(picture));
        for (std::size_t object = 0; object < picture.detections.size(); ++object) {
            const std::uint32_t query = picture.detections[object].row;
            YOLOZU_ASSIGN(const Pose6d pose, read(query));
            if (is_finite(pose)) prediction.objects[object].pose = pose;
            if (outputs_.keypoints)
                YOLOZU_TRY(read_keypoints(query, picture.placement, prediction.objects[object].keypoints));
        }
        return {};
    }

private:
    Status open(const PictureOutputs& picture) {
        YOLOZU_TRY(outputs_.log_z.open(picture));
        YOLOZU_TRY(outputs_.rot6d.open(picture));
        YOLOZU_TRY(outputs_.offsets.open(picture));
        for (std::optional<QueryNumbers>* optional :
             {&outputs_.k_delta, &outputs_.log_sigma_z, &outputs_.log_sigma_rot})
            if (*optional) {
                YOLOZU_TRY((*optional)->open(picture));
            }
        if (!outputs_.keypoints) return {};
        YOLOZU_ASSIGN(keypoints_, outputs_.keypoints->elements(picture.outputs, picture.slot));
        if (keypoints_.shape().rank() != 4 || keypoints_.extent(3) != 2)
            return outputs_.keypoints->wrong_shape(keypoints_.shape(), "[batch, queries, keypoints, 2]");
        return {};
    }

    Result<Pose6d> read(std::uint32_t query) const {
        Pose6d pose;
        YOLOZU_TRY(outputs_.log_z.read(query, {&pose.log_z, 1}));
        YOLOZU_TRY(outputs_.rot6d.read(query, pose.rot6d));
        YOLOZU_TRY(outputs_.offsets.read(query, pose.offsets));
        if (outputs_.k_delta) {
            YOLOZU_TRY(outputs_.k_delta->read(query, pose.k_delta));
        }
        if (outputs_.log_sigma_z) {
            YOLOZU_TRY(outputs_.log_sigma_z->read(query, {&pose.log_sigma_z.emplace(), 1}));
        }
        if (outputs_.log_sigma_rot) {
            YOLOZU_TRY(outputs_.log_sigma_rot->read(query, {&pose.log_sigma_rot.emplace(), 1}));
        }
        return pose;
    }

    // Fractions of the network's input.
    Status read_keypoints(std::uint32_t query, const Placement& placement, std::vector<Keypoint>& keypoints) const {
        if (query >= keypoints_.extent(1)) return no_such_row(query, static_cast<std::size_t>(keypoints_.extent(1)));
        const std::size_t length = 2 * static_cast<std::size_t>(keypoints_.extent(2));
        keypoints.clear();
        for (std::size_t index = query * length; index < (query + 1) * length; index += 2)
            keypoints.push_back(place_keypoint(placement, double{keypoints_[index]} * placement.input_width,
                                               double{keypoints_[index + 1]} * placement.input_height, 1));
        return {};
    }

    PoseOutputs outputs_;
    SlotElements keypoints_;
};

}  // namespace

MadeTaskPart make_poses(const ModelInfo& model) {
    YOLOZU_ASSIGN(BoundOutput log_z, BoundOutput::require(model, OutputRole::log_z));
    YOLOZU_ASSIGN(BoundOutput rot6d, BoundOutput::require(model, OutputRole::rot6d));
    YOLOZU_ASSIGN(BoundOutput offsets, BoundOutput::require(model, OutputRole::offsets));
    return std::unique_ptr<TaskPart>(
        std::make_unique<Poses>(PoseOutputs{.log_z = {std::move(log_z), 1},
                                            .rot6d = {std::move(rot6d), 6},
                                            .offsets = {std::move(offsets), 2},
                                            .k_delta = find_numbers(model, OutputRole::k_delta, 4, true),
                                            .log_sigma_z = find_numbers(model, OutputRole::log_sigma_z, 1),
                                            .log_sigma_rot = find_numbers(model, OutputRole::log_sigma_rot, 1),
                                            .keypoints = BoundOutput::find(model, OutputRole::keypoints)}));
}

}  // namespace yolozu::decode

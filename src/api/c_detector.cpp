// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "api/c_call.hpp"
#include "api/c_handles.hpp"
#include "base/try.hpp"
#include "yolozu/yolozu.h"

using yolozu::Error;
using yolozu::ErrorCode;
using yolozu::Status;
using yolozu::c::begin;
using yolozu::c::call;
using yolozu::c::check_pointer;
using yolozu::c::hand_out;

namespace {

yolozu_pose6d to_c(const yolozu::Pose6d& pose) {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    yolozu_pose6d result{};
    result.log_z = pose.log_z;
    std::ranges::copy(pose.rot6d, result.rot6d);
    std::ranges::copy(pose.offsets, result.offsets);
    std::ranges::copy(pose.k_delta, result.k_delta);
    result.log_sigma_z = pose.log_sigma_z.value_or(none);
    result.log_sigma_rot = pose.log_sigma_rot.value_or(none);
    return result;
}

void fill(yolozu_detections& detections, yolozu::Detections& found) {
    std::swap(detections.found, found);
    detections.poses.clear();
    for (const yolozu::Pose6d& pose : detections.found.poses) detections.poses.push_back(to_c(pose));
    detections.class_ids.clear();
    detections.class_scores.clear();
    for (const yolozu::ClassScore& each : detections.found.classes) {
        detections.class_ids.push_back(each.class_id);
        detections.class_scores.push_back(each.score);
    }
}

void empty(yolozu_detections* const* detections, std::size_t count) {
    for (std::size_t index = 0; detections != nullptr && index < count; ++index)
        if (detections[index] != nullptr) *detections[index] = {};
}

/// Each of them is there, and once.
Status check_detections(yolozu_detections* const* detections, std::size_t count) {
    std::vector<const yolozu_detections*> sorted(detections, detections + count);
    for (std::size_t index = 0; index < count; ++index)
        YOLOZU_TRY(check_pointer(sorted[index], fmt::format("detections[{}]", index)));
    std::ranges::sort(sorted);
    if (std::ranges::adjacent_find(sorted) == sorted.end()) return {};
    return Error(ErrorCode::invalid_argument, "two of the detections are the same object");
}

Status detect(yolozu_detector* detector, const yolozu_image* images, std::size_t count,
              yolozu_detections* const* detections) {
    YOLOZU_TRY(check_pointer(detector, "detector"));
    if (count == 0) return {};
    YOLOZU_TRY(check_pointer(images, "images"));
    YOLOZU_TRY(check_pointer(detections, "detections"));
    YOLOZU_TRY(check_detections(detections, count));
    detector->pictures.clear();
    for (std::size_t index = 0; index < count; ++index) {
        const yolozu_image& image = images[index];
        detector->pictures.emplace_back(image.data, image.width, image.height,
                                        static_cast<yolozu::PixelFormat>(image.format), image.stride_bytes);
    }
    YOLOZU_TRY(detector->detector.detect(detector->pictures, detector->found));
    for (std::size_t index = 0; index < count; ++index) fill(*detections[index], detector->found[index]);
    return {};
}

}  // namespace

yolozu_status yolozu_detector_create(const yolozu_model* model, yolozu_detector** detector, yolozu_error* error) {
    return call(error, [&]() -> Status {
        YOLOZU_TRY(begin(detector, "detector"));
        YOLOZU_TRY(check_pointer(model, "model"));
        return hand_out(model->model.create_detector(), detector);
    });
}

void yolozu_detector_free(yolozu_detector* detector) {
    delete detector;
}

yolozu_status yolozu_detections_create(yolozu_detections** detections, yolozu_error* error) {
    return call(error, [&]() -> Status {
        YOLOZU_TRY(begin(detections, "detections"));
        *detections = new yolozu_detections();
        return {};
    });
}

void yolozu_detections_free(yolozu_detections* detections) {
    delete detections;
}

yolozu_status yolozu_detect(yolozu_detector* detector, const yolozu_image* image, yolozu_detections* detections,
                            yolozu_error* error) {
    return yolozu_detect_batch(detector, image, 1, &detections, error);
}

yolozu_status yolozu_detect_batch(yolozu_detector* detector, const yolozu_image* images, size_t count,
                                  yolozu_detections* const* detections, yolozu_error* error) {
    const yolozu_status status = call(error, [&] { return detect(detector, images, count, detections); });
    if (status != YOLOZU_OK) empty(detections, count);
    return status;
}

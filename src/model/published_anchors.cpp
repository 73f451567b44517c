// SPDX-License-Identifier: Apache-2.0
#include "model/published_anchors.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace yolozu {
namespace {

using Anchor = std::array<float, 2>;

constexpr std::array<Anchor, 9> yolov7{
    {{12, 16}, {19, 36}, {40, 28}, {36, 75}, {76, 55}, {72, 146}, {142, 110}, {192, 243}, {459, 401}}};
constexpr std::array<Anchor, 9> yolov3{
    {{10, 13}, {16, 30}, {33, 23}, {30, 61}, {62, 45}, {59, 119}, {116, 90}, {156, 198}, {373, 326}}};
constexpr std::array<Anchor, 6> yolo_fastestv2{
    {{12.64F, 19.39F}, {37.88F, 51.48F}, {55.71F, 138.31F}, {126.91F, 78.23F}, {131.57F, 214.55F}, {279.92F, 258.87F}}};
constexpr std::size_t anchors_a_level = 3;

}  // namespace

Anchors yolov7_anchors() {
    return yolov7;
}
Anchors yolov3_anchors() {
    return yolov3;
}
Anchors yolo_fastestv2_anchors() {
    return yolo_fastestv2;
}

void take_anchors(const ModelFacts& facts, Anchors published, std::string_view whose, Reading& reading) {
    const std::size_t levels = reading.layout.strides.size();
    const Head head = family(reading.family).head;
    if (facts.asked.says.anchors) {
        const std::vector<Anchor>& anchors = *facts.asked.says.anchors;
        if (anchors.size() != levels * anchors_a_level) {
            reading.judge(Verdict::impossible, fmt::format("{}: {} anchors, expected three for each of {} strides",
                                                           facts.asked.anchors_source, anchors.size(), levels));
            return;
        }
        reading.layout.anchors = anchors;
        reading.notes.push_back({facts.asked.anchors_source, "anchors as asked for", Certainty::asked});
    } else if (facts.asked.says.head == head && published.size() == levels * anchors_a_level) {
        reading.layout.anchors.assign(published.begin(), published.end());
        reading.notes.push_back({fmt::format("{} {}", facts.asked.head_source, to_string(head)),
                                 fmt::format("the published anchors of {}", whose), Certainty::usual});
    } else {
        const bool has_published = published.size() == levels * anchors_a_level;
        reading.judge(
            facts.asked.says.head == head ? Verdict::impossible : std::min(reading.verdict, Verdict::possible),
            fmt::format("{}; its anchors are not in the file (--anchors \"w,h w,h ...\"{})", reading.reason,
                        has_published ? fmt::format("; --head alone takes those of {}", whose) : ""));
        reading.flags = has_published ? " for the published anchors, or --anchors \"w,h w,h ...\" for the model's own"
                                      : " --anchors \"w,h w,h ...\"";
    }
}

}  // namespace yolozu

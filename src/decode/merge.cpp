// SPDX-License-Identifier: Apache-2.0
#include "decode/merge.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <utility>

#include "decode/box_tree.hpp"
#include "decode/oriented_boxes.hpp"
#include "decode/polygon.hpp"

namespace yolozu {
namespace {

bool is_finite(const Box& box) {
    return std::isfinite(box.x1) && std::isfinite(box.y1) && std::isfinite(box.x2) && std::isfinite(box.y2);
}

// The box that an object's place is judged by; an oriented one is not cut off at the picture's edge.
Box extent(const DetectedObject& object) {
    return object.oriented ? decode::box_around(*object.oriented) : object.box;
}

bool is_whole(const DetectedObject& object) {
    return std::isfinite(object.score) && is_finite(object.box) && is_finite(extent(object));
}

double area(const Box& box) {
    return (box.x2 - box.x1) * (box.y2 - box.y1);
}

double intersection_area(const Box& a, const Box& b) {
    const double width = std::min(a.x2, b.x2) - std::max(a.x1, b.x1);
    const double height = std::min(a.y2, b.y2) - std::max(a.y1, b.y1);
    return width > 0 && height > 0 ? width * height : 0;
}

// 0 where the two do not intersect.
double overlap(const DetectedObject& a, const DetectedObject& b, OverlapMeasure measure) {
    const bool are_oriented = a.oriented && b.oriented;
    const double shared =
        are_oriented ? decode::intersection_area(*a.oriented, *b.oriented) : intersection_area(extent(a), extent(b));
    if (!(shared > 0)) return 0;
    const double area_a = are_oriented ? a.oriented->w * a.oriented->h : area(extent(a));
    const double area_b = are_oriented ? b.oriented->w * b.oriented->h : area(extent(b));
    return shared / (measure == OverlapMeasure::iou ? area_a + area_b - shared : std::min(area_a, area_b));
}

void take_in(DetectedObject& best, const DetectedObject& other) {
    best.box = {std::min(best.box.x1, other.box.x1), std::min(best.box.y1, other.box.y1),
                std::max(best.box.x2, other.box.x2), std::max(best.box.y2, other.box.y2)};
    if (best.mask && other.mask && best.mask->width() == other.mask->width() &&
        best.mask->height() == other.mask->height())
        best.mask = Mask::united(*best.mask, *other.mask);
}

/// An object that stays and those it takes in, in this order; positions in the list of objects.
struct Group {
    std::size_t best;
    std::vector<std::size_t> others;
};

/// Forms the groups of objects that may match, given best first.
class Grouping {
public:
    Grouping(std::span<const DetectedObject> objects, std::span<const std::size_t> members, const MergeRule& rule)
        : objects_(objects), members_(members), rule_(rule), free_(extents()) {}

    void add_groups(std::vector<Group>& groups) {
        const std::size_t first_group = groups.size();
        std::vector<std::size_t> group_of(members_.size());
        for (std::uint32_t member = 0; member < members_.size(); ++member) {
            if (free_.has(member)) {
                // The rest would only make worse groups; with nmm the better ones may still grow.
                if (rule_.method != MergeMethod::nmm && groups.size() - first_group == rule_.max_objects) return;
                free_.remove(member);
                group_of[member] = groups.size();
                groups.push_back({members_[member], {}});
            } else if (rule_.method != MergeMethod::nmm) {
                continue;
            }
            take_matching(member, group_of[member], group_of, groups);
        }
    }

private:
    std::vector<Box> extents() const {
        std::vector<Box> boxes;
        for (const std::size_t member : members_) boxes.push_back(extent(objects_[member]));
        return boxes;
    }

    // Lists what matches `member` with its group: greedy_nmm best first, nmm worst first, as SAHI does.
    void take_matching(std::uint32_t member, std::size_t group, std::vector<std::size_t>& group_of,
                       std::vector<Group>& groups) {
        const DetectedObject& object = objects_[members_[member]];
        free_.find(extent(object), found_);
        if (rule_.method == MergeMethod::nmm) std::ranges::reverse(found_);
        for (const std::uint32_t other : found_) {
            const double shared = overlap(object, objects_[members_[other]], rule_.measure);
            if (!(shared > 0 && shared >= rule_.threshold)) continue;
            free_.remove(other);
            group_of[other] = group;
            groups[group].others.push_back(members_[other]);
        }
    }

    std::span<const DetectedObject> objects_;
    std::span<const std::size_t> members_;
    const MergeRule& rule_;
    decode::BoxTree free_;  // the members that belong to no group yet
    std::vector<std::uint32_t> found_;
};

void unite(std::span<DetectedObject> objects, const Group& group, const MergeRule& rule) {
    DetectedObject& best = objects[group.best];
    for (const std::size_t index : group.others) {
        const DetectedObject& other = objects[index];
        if (best.oriented || other.oriented) continue;
        if (overlap(best, other, rule.measure) > rule.threshold) take_in(best, other);
    }
}

}  // namespace

std::string_view to_string(MergeMethod method) {
    switch (method) {
        case MergeMethod::nms:
            return "nms";
        case MergeMethod::nmm:
            return "nmm";
        case MergeMethod::greedy_nmm:
            return "greedy-nmm";
    }
    return "unknown";
}

std::string_view to_string(OverlapMeasure measure) {
    return measure == OverlapMeasure::iou ? "iou" : "ios";
}

void merge_objects(std::vector<DetectedObject>& objects, const MergeRule& rule) {
    std::erase_if(objects, [](const DetectedObject& object) { return !is_whole(object); });
    std::ranges::stable_sort(objects, std::ranges::greater(), &DetectedObject::score);
    std::map<std::int32_t, std::vector<std::size_t>> members;  // by class
    for (std::size_t index = 0; index < objects.size(); ++index)
        members[rule.class_agnostic ? 0 : objects[index].class_id].push_back(index);
    std::vector<Group> groups;
    for (const auto& [class_id, of_class] : members) Grouping(objects, of_class, rule).add_groups(groups);
    std::ranges::sort(groups, {}, &Group::best);
    groups.resize(std::min(groups.size(), rule.max_objects));

    std::vector<DetectedObject> merged;
    for (const Group& group : groups) {
        if (rule.method != MergeMethod::nms) unite(objects, group, rule);
        merged.push_back(std::move(objects[group.best]));
    }
    objects = std::move(merged);
}

}  // namespace yolozu

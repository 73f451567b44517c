// SPDX-License-Identifier: Apache-2.0
#include "decode/polygon.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace yolozu::decode {
namespace {

using Point = std::array<double, 2>;

// Each of the four cuts adds a corner at most; rounding may add some more, which are left out.
struct Polygon {
    std::array<Point, 16> corners{};
    std::size_t count = 0;

    void add(const Point& corner) {
        if (count < corners.size()) corners[count++] = corner;
    }
};

double cross(const Point& from, const Point& to, const Point& point) {
    return (to[0] - from[0]) * (point[1] - from[1]) - (to[1] - from[1]) * (point[0] - from[0]);
}

// What lies on the side of the line where `side` is not positive (Sutherland and Hodgman). The corners of boxes go
// round counter-clockwise on a picture, so that is their inside.
Polygon cut(const Polygon& polygon, const Point& from, const Point& to) {
    Polygon inside;
    for (std::size_t index = 0; index < polygon.count; ++index) {
        const Point &here = polygon.corners[index], &next = polygon.corners[(index + 1) % polygon.count];
        const double side = cross(from, to, here), next_side = cross(from, to, next);
        if (side <= 0) inside.add(here);
        if ((side < 0 && next_side > 0) || (side > 0 && next_side < 0)) {
            const double share = side / (side - next_side);
            inside.add({here[0] + share * (next[0] - here[0]), here[1] + share * (next[1] - here[1])});
        }
    }
    return inside;
}

double area(const Polygon& polygon) {
    double twice = 0;
    for (std::size_t index = 1; index + 1 < polygon.count; ++index)
        twice += cross(polygon.corners[0], polygon.corners[index], polygon.corners[index + 1]);
    return std::abs(twice) / 2;
}

}  // namespace

double intersection_area(const OrientedBox& a, const OrientedBox& b) {
    if (!(a.w > 0 && a.h > 0 && b.w > 0 && b.h > 0)) return 0;
    Polygon shared;
    for (const Point& corner : a.corners()) shared.add(corner);
    const std::array<Point, 4> edges = b.corners();
    for (std::size_t index = 0; index < edges.size(); ++index)
        shared = cut(shared, edges[index], edges[(index + 1) % edges.size()]);
    return area(shared);
}

}  // namespace yolozu::decode

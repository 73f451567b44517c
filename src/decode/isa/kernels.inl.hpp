// SPDX-License-Identifier: Apache-2.0
//
// The kernels, written once. A source file of isa/ includes its level's vectors (`Lanes`, lanes_<level>.hpp) and then
// this text. Nothing here or there may call an inline function of the standard library: the linker could give this
// level's rendering of it to code that runs on lesser machines.
//
// Lanes::raise(value, best) is `value > best ? value : best` lane by lane, so a NaN value leaves best as it is.

namespace yolozu::decode {
namespace {

constexpr float largest_finite = __FLT_MAX__;

inline std::size_t smaller(std::size_t a, std::size_t b) {
    return a < b ? a : b;
}

// ---- Channel-major scan -------------------------------------------------------------------------------------------

// Anchors are taken in strips whose running maxima stay in the first-level cache while the rows of the classes stream
// by.
constexpr std::size_t strip_length = 2048;
constexpr std::size_t rows_at_once = 8;

struct Strip {
    alignas(64) float best[strip_length];
    alignas(64) std::int32_t class_id[strip_length];
};

// Raises the strip's maxima over `row_count` rows. Most scores are below the threshold that the maxima start from, so
// the class ids are looked for only where a maximum rose.
template <std::size_t row_count, class Element>
void raise_strip(Strip& strip, std::size_t length, const Element* row, std::size_t row_stride,
                 std::size_t first_class) {
    std::size_t column = 0;
    for (; column + Lanes::width <= length; column += Lanes::width) {
        const Lanes::Floats before = Lanes::load(strip.best + column);
        Lanes::Floats after = before;
        for (std::size_t r = 0; r < row_count; ++r)
            after = Lanes::raise(Lanes::load(row + r * row_stride + column), after);
        if (Lanes::bits(Lanes::greater(after, before)) == 0) continue;
        Lanes::Floats best = before;
        Lanes::Integers class_id = Lanes::load(strip.class_id + column);
        for (std::size_t r = 0; r < row_count; ++r) {
            const Lanes::Floats value = Lanes::load(row + r * row_stride + column);
            const auto rises = Lanes::greater(value, best);
            class_id = Lanes::select(rises, Lanes::splat(static_cast<std::int32_t>(first_class + r)), class_id);
            best = Lanes::raise(value, best);
        }
        Lanes::store(strip.best + column, best);
        Lanes::store(strip.class_id + column, class_id);
    }
    for (; column < length; ++column)
        for (std::size_t r = 0; r < row_count; ++r) {
            const float value = Lanes::widen(row[r * row_stride + column]);
            if (!(value > strip.best[column])) continue;
            strip.best[column] = value;
            strip.class_id[column] = static_cast<std::int32_t>(first_class + r);
        }
}

inline std::size_t emit_strip(const Strip& strip, std::size_t length, std::size_t first_anchor, float threshold,
                              Candidate* passing) {
    std::size_t count = 0;
    const auto emit = [&](std::size_t column) {
        passing[count++] = {static_cast<std::uint32_t>(first_anchor + column), strip.class_id[column],
                            strip.best[column]};
    };
    std::size_t column = 0;
    for (; column + Lanes::width <= length; column += Lanes::width) {
        const Lanes::Floats best = Lanes::load(strip.best + column);
        unsigned passes = Lanes::bits(Lanes::greater_equal(best, Lanes::splat(threshold))) &
                          Lanes::bits(Lanes::greater_equal(Lanes::splat(largest_finite), best));
        for (; passes != 0; passes &= passes - 1) emit(column + static_cast<std::size_t>(__builtin_ctz(passes)));
    }
    for (; column < length; ++column)
        if (strip.best[column] >= threshold && strip.best[column] <= largest_finite) emit(column);
    return count;
}

template <class Element>
std::size_t scan_channel_major(const ChannelMajorScores<Element>& scores, float threshold, Candidate* passing) {
    // A float below the threshold, the largest if possible: scores that cannot pass never raise a maximum.
    const float start = threshold > __FLT_MIN__ ? __builtin_nextafterf(threshold, 0.0F)
                        : threshold > -0.5F     ? -1.0F
                                                : threshold * 2.0F;
    Strip strip;
    std::size_t count = 0;
    for (std::size_t first = 0; first < scores.anchor_count; first += strip_length) {
        const std::size_t length = smaller(strip_length, scores.anchor_count - first);
        for (std::size_t column = 0; column < length; ++column) {
            strip.best[column] = start;
            strip.class_id[column] = 0;
        }
        std::size_t row = 0;
        const Element* data = scores.data + first;
        for (; row + rows_at_once <= scores.class_count; row += rows_at_once)
            raise_strip<rows_at_once>(strip, length, data + row * scores.anchor_count, scores.anchor_count, row);
        for (; row < scores.class_count; ++row)
            raise_strip<1>(strip, length, data + row * scores.anchor_count, scores.anchor_count, row);
        count += emit_strip(strip, length, first, threshold, passing + count);
    }
    return count;
}

// ---- Row-major scan -----------------------------------------------------------------------------------------------

template <class Element>
float largest(const Element* scores, std::size_t count) {
    float best = -__builtin_inff();
    std::size_t index = 0;
    if (count >= Lanes::width) {
        Lanes::Floats bests = Lanes::splat(best);
        for (; index + Lanes::width <= count; index += Lanes::width)
            bests = Lanes::raise(Lanes::load(scores + index), bests);
        alignas(64) float lanes[Lanes::width];
        Lanes::store(lanes, bests);
        for (const float lane : lanes) best = lane > best ? lane : best;
    }
    for (; index < count; ++index) {
        const float value = Lanes::widen(scores[index]);
        best = value > best ? value : best;
    }
    return best;
}

// The first place of a value that is there.
template <class Element>
std::size_t first_of(const Element* scores, std::size_t count, float wanted) {
    std::size_t index = 0;
    for (; index + Lanes::width <= count; index += Lanes::width) {
        const unsigned found = Lanes::bits(Lanes::greater_equal(Lanes::load(scores + index), Lanes::splat(wanted)));
        if (found != 0) return index + static_cast<std::size_t>(__builtin_ctz(found));
    }
    while (index + 1 < count && !(Lanes::widen(scores[index]) >= wanted)) ++index;
    return index;
}

template <class Element>
std::size_t scan_row_major(const RowMajorScores<Element>& scores, float threshold, Candidate* passing) {
    const bool has_objectness = scores.objectness != Objectness::none;
    const bool has_classes = scores.objectness != Objectness::alone;
    std::size_t count = 0;
    for (std::size_t anchor = 0; anchor < scores.anchor_count; ++anchor) {
        const Element* const row = scores.data + anchor * scores.row_stride;
        const float objectness = has_objectness ? Lanes::widen(row[-1]) : 1.0F;
        if (has_objectness && !(objectness >= threshold)) continue;
        const float best = has_classes ? largest(row, scores.class_count) : 1.0F;
        const float score = objectness * best;
        if (!(score >= threshold && score <= largest_finite)) continue;
        const std::size_t class_id = has_classes ? first_of(row, scores.class_count, best) : 0;
        passing[count++] = {static_cast<std::uint32_t>(anchor), static_cast<std::int32_t>(class_id), score};
    }
    return count;
}

// ---- Suppression --------------------------------------------------------------------------------------------------

// IoU = intersection / (area + other area - intersection), 0 where that union is not positive. As the threshold is not
// negative, lanes without an intersection cannot exceed it and the division is done for few.
inline bool any_overlap(const BoxBlock* chain, const MeasuredBox& box, float iou_threshold) {
    const Lanes::Floats x1 = Lanes::splat(box.x1), y1 = Lanes::splat(box.y1);
    const Lanes::Floats x2 = Lanes::splat(box.x2), y2 = Lanes::splat(box.y2);
    const Lanes::Floats zero = Lanes::splat(0.0F);
    for (; chain != nullptr; chain = chain->next)
        for (std::size_t first = 0; first < BoxBlock::capacity; first += Lanes::width) {
            const Lanes::Floats width = Lanes::raise(Lanes::subtract(Lanes::lower(Lanes::load(chain->x2 + first), x2),
                                                                     Lanes::raise(Lanes::load(chain->x1 + first), x1)),
                                                     zero);
            const Lanes::Floats height = Lanes::raise(Lanes::subtract(Lanes::lower(Lanes::load(chain->y2 + first), y2),
                                                                      Lanes::raise(Lanes::load(chain->y1 + first), y1)),
                                                      zero);
            const Lanes::Floats intersection = Lanes::multiply(width, height);
            if (Lanes::bits(Lanes::greater(intersection, zero)) == 0) continue;
            const Lanes::Floats areas = Lanes::add(Lanes::splat(box.area), Lanes::load(chain->area + first));
            const Lanes::Floats area_of_union = Lanes::subtract(areas, intersection);
            const Lanes::Floats iou = Lanes::divide(intersection, area_of_union);
            if ((Lanes::bits(Lanes::greater(iou, Lanes::splat(iou_threshold))) &
                 Lanes::bits(Lanes::greater(area_of_union, zero))) != 0)
                return true;
        }
    return false;
}

inline std::size_t find_first_near(const NearTask& task, std::size_t from) {
    const Lanes::Floats point_x = Lanes::splat(task.point_x), point_y = Lanes::splat(task.point_y);
    const Lanes::Floats point_reach = Lanes::splat(task.point_reach);
    std::size_t place = from;
    for (; place + Lanes::width <= task.count; place += Lanes::width) {
        const Lanes::Floats x = Lanes::subtract(Lanes::load(task.x + place), point_x);
        const Lanes::Floats y = Lanes::subtract(Lanes::load(task.y + place), point_y);
        const Lanes::Floats distance = Lanes::add(Lanes::multiply(x, x), Lanes::multiply(y, y));
        const Lanes::Floats reach = Lanes::add(Lanes::load(task.reach + place), point_reach);
        const unsigned near = Lanes::bits(Lanes::greater_equal(reach, distance));
        if (near != 0) return place + static_cast<std::size_t>(__builtin_ctz(near));
    }
    for (; place < task.count; ++place) {
        const float x = task.x[place] - task.point_x, y = task.y[place] - task.point_y;
        if (task.reach[place] + task.point_reach >= x * x + y * y) break;
    }
    return place;
}

constexpr Kernels kernels_of_this_level{scan_channel_major<float>,
                                        scan_channel_major<std::uint16_t>,
                                        scan_row_major<float>,
                                        scan_row_major<std::uint16_t>,
                                        any_overlap,
                                        find_first_near};

}  // namespace
}  // namespace yolozu::decode

// SPDX-License-Identifier: Apache-2.0
//
// The kernels for maps, written once. A source file of isa/ includes its level's vectors (`Lanes`, lanes_<level>.hpp)
// and then this text. Nothing here or there may call an inline function of the standard library: the linker could give
// this level's rendering of it to code that runs on lesser machines.

namespace yolozu::decode {
namespace {

// As in_whole_blocks(), which is not to be called here.
inline std::size_t rounded_up(std::size_t count) {
    return (count + map_block - 1) / map_block * map_block;
}

inline Lanes::Floats between(const RowPair& rows, std::size_t column) {
    return Lanes::add(Lanes::multiply(Lanes::load(rows.upper + column), Lanes::splat(rows.upper_weight)),
                      Lanes::multiply(Lanes::load(rows.lower + column), Lanes::splat(rows.lower_weight)));
}

inline void widen_halves(const std::uint16_t* from, std::size_t count, float* to) {
    std::size_t index = 0;
    for (; index + Lanes::width <= count; index += Lanes::width) Lanes::store(to + index, Lanes::load(from + index));
    for (; index < count; ++index) to[index] = Lanes::widen(from[index]);
}

// Four vectors at a time hide the latency of the sums.
inline void combine_planes(const float* planes, std::size_t stride, const float* coefficients, std::size_t plane_count,
                           std::size_t count, float* to) {
    constexpr std::size_t at_once = 4;
    for (std::size_t first = 0; first < rounded_up(count); first += at_once * Lanes::width) {
        Lanes::Floats sums[at_once];
        for (std::size_t part = 0; part < at_once; ++part)
            sums[part] =
                Lanes::multiply(Lanes::splat(coefficients[0]), Lanes::load(planes + first + part * Lanes::width));
        for (std::size_t plane = 1; plane < plane_count; ++plane) {
            const float* const row = planes + plane * stride + first;
            const Lanes::Floats coefficient = Lanes::splat(coefficients[plane]);
            for (std::size_t part = 0; part < at_once; ++part)
                sums[part] =
                    Lanes::add(sums[part], Lanes::multiply(coefficient, Lanes::load(row + part * Lanes::width)));
        }
        for (std::size_t part = 0; part < at_once; ++part) Lanes::store(to + first + part * Lanes::width, sums[part]);
    }
}

// When a map is enlarged, a vector's elements come from few neighbours: those are loaded and permuted.
inline void spread_row(const float* row, const ColumnTable& table, std::size_t count, float* to) {
    for (std::size_t column = 0; column < rounded_up(count); column += Lanes::width) {
        const std::int32_t* const places = table.places + column;
        const std::int32_t first = places[0];
        const bool are_neighbours = places[Lanes::width - 1] - first < static_cast<std::int32_t>(Lanes::width);
        const Lanes::Floats here =
            are_neighbours ? Lanes::pick(row + first, places, first) : Lanes::gather(row, places);
        const Lanes::Floats next =
            are_neighbours ? Lanes::pick(row + first + 1, places, first) : Lanes::gather(row + 1, places);
        Lanes::store(to + column, Lanes::add(Lanes::multiply(here, Lanes::load(table.near + column)),
                                             Lanes::multiply(next, Lanes::load(table.far + column))));
    }
}

inline void find_positive(const RowPair& rows, std::size_t count, std::uint64_t* bits) {
    for (std::size_t first = 0; first < count; first += map_block) {
        std::uint64_t word = 0;
        for (std::size_t part = 0; part < map_block; part += Lanes::width) {
            const std::uint64_t found = Lanes::bits(Lanes::greater(between(rows, first + part), Lanes::splat(0.0F)));
            word |= found << part;
        }
        const std::size_t left = count - first;
        bits[first / map_block] = left < map_block ? word & ((std::uint64_t{1} << left) - 1) : word;
    }
}

inline void blend_rows(const RowPair& rows, std::size_t count, float* to) {
    for (std::size_t column = 0; column < rounded_up(count); column += Lanes::width)
        Lanes::store(to + column, between(rows, column));
}

inline void find_best_plane(const RowPair& rows, std::size_t stride, std::size_t plane_count, std::size_t count,
                            std::int32_t* best) {
    for (std::size_t column = 0; column < rounded_up(count); column += Lanes::width) {
        Lanes::Floats greatest = Lanes::splat(-__builtin_inff());
        Lanes::Integers plane_of_greatest = Lanes::splat(std::int32_t{0});
        for (std::size_t plane = 0; plane < plane_count; ++plane) {
            const Lanes::Floats value = between(rows, plane * stride + column);
            const auto rises = Lanes::greater(value, greatest);
            plane_of_greatest = Lanes::select(rises, Lanes::splat(static_cast<std::int32_t>(plane)), plane_of_greatest);
            greatest = Lanes::raise(value, greatest);
        }
        Lanes::store(best + column, plane_of_greatest);
    }
}

constexpr MapKernels map_kernels_of_this_level{widen_halves,  combine_planes, spread_row,
                                               find_positive, blend_rows,     find_best_plane};

}  // namespace
}  // namespace yolozu::decode

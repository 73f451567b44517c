// SPDX-License-Identifier: Apache-2.0
//
// Random graphs of operators that move elements: whatever lies within what, runs in place or takes another's memory, a
// plan gives the interpreter's elements exactly.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "plans.hpp"

namespace yolozu::test {
namespace {

/// Builds a graph of values with four axes, node by node.
class RandomGraph {
public:
    RandomGraph(unsigned seed, const Shape& shape) : random_(seed) {
        builder_.input("x", DataType::float32, extents(shape));
        values_.push_back({"x", shape});
    }

    OnnxBuilder build(int nodes) {
        for (int node = 0; node < nodes; ++node) add_node();
        for (std::size_t index = values_.size() - 1; index > 0 && index + 4 > values_.size(); --index)
            builder_.output_without_shape(values_[index].name, DataType::float32);
        return builder_;
    }

private:
    struct Value {
        std::string name;
        Shape shape;
    };

    static std::vector<OnnxExtent> extents(const Shape& shape) {
        return {shape.extents().begin(), shape.extents().end()};
    }
    std::int64_t below(std::int64_t count) { return std::uniform_int_distribution<std::int64_t>(0, count - 1)(random_); }
    const Value& any() { return values_[static_cast<std::size_t>(below(static_cast<std::int64_t>(values_.size())))]; }
    std::string new_name() { return "v" + std::to_string(++names_); }
    Shape with(const Shape& shape, std::int64_t axis, std::int64_t extent) {
        std::vector<std::int64_t> changed(shape.extents().begin(), shape.extents().end());
        changed[static_cast<std::size_t>(axis)] = extent;
        return std::move(Shape::from(changed)).value();
    }

    void add_node() {
        switch (below(6)) {
            case 0:
                return unary();
            case 1:
                return add();
            case 2:
                return concat();
            case 3:
                return split();
            case 4:
                return transpose();
            default:
                return reshape();
        }
    }
    void unary() {
        const Value from = any();
        const std::string name = new_name();
        builder_.node(below(2) == 0 ? "Abs" : "Neg", {from.name}, {name});
        values_.push_back({name, from.shape});
    }
    void add() {
        const Value a = any();
        for (const Value& b : values_)
            if (b.shape == a.shape && b.name != a.name && below(2) == 0) {
                const std::string name = new_name();
                builder_.node("Add", {a.name, b.name}, {name});
                values_.push_back({name, a.shape});
                return;
            }
    }
    /// Up to three values that differ along one axis only, perhaps the same one twice.
    void concat() {
        const Value first = any();
        const std::int64_t axis = below(4);
        std::vector<std::string> parts{first.name};
        std::int64_t extent = first.shape[static_cast<std::size_t>(axis)];
        for (int tries = 0; tries < 12 && parts.size() < 3; ++tries) {
            const Value& other = any();
            if (!(with(other.shape, axis, 1) == with(first.shape, axis, 1))) continue;
            parts.push_back(other.name);
            extent += other.shape[static_cast<std::size_t>(axis)];
        }
        if (extent > 40) return;
        const std::string name = new_name();
        builder_.node("Concat", parts, {name}, {{"axis", axis}});
        values_.push_back({name, with(first.shape, axis, extent)});
    }
    void split() {
        const Value from = any();
        const std::int64_t axis = below(4), extent = from.shape[static_cast<std::size_t>(axis)];
        if (extent < 2) return;
        const std::int64_t cut = 1 + below(extent - 1);
        const std::string sizes = new_name(), left = new_name(), right = new_name();
        builder_.initializer(sizes, {2}, std::vector<std::int64_t>{cut, extent - cut});
        builder_.node("Split", {from.name, sizes}, {left, right}, {{"axis", axis}});
        values_.push_back({left, with(from.shape, axis, cut)});
        values_.push_back({right, with(from.shape, axis, extent - cut)});
    }
    void transpose() {
        const Value from = any();
        std::vector<std::int64_t> permutation{0, 1, 2, 3}, moved;
        std::shuffle(permutation.begin(), permutation.end(), random_);
        for (const std::int64_t axis : permutation) moved.push_back(from.shape[static_cast<std::size_t>(axis)]);
        const std::string name = new_name();
        builder_.node("Transpose", {from.name}, {name}, {{"perm", permutation}});
        values_.push_back({name, std::move(Shape::from(moved)).value()});
    }
    /// Joins two neighbouring axes and puts an axis of one element elsewhere.
    void reshape() {
        const Value from = any();
        const auto axis = static_cast<std::size_t>(below(3));
        std::vector<std::int64_t> joined;
        for (std::size_t index = 0; index < 4; ++index) {
            if (index == axis + 1)
                joined.back() *= from.shape[index];
            else
                joined.push_back(from.shape[index]);
        }
        joined.insert(joined.begin() + below(4), 1);
        const std::string target = new_name(), name = new_name();
        builder_.initializer(target, {4}, joined);
        builder_.node("Reshape", {from.name, target}, {name});
        values_.push_back({name, std::move(Shape::from(joined)).value()});
    }

    std::mt19937 random_;
    OnnxBuilder builder_;
    std::vector<Value> values_;
    int names_ = 0;
};

TEST(RandomGraphs, PlansGiveTheInterpretersElements) {
    for (unsigned seed = 0; seed < 400; ++seed) {
        const Shape shape = seed % 3 == 0 ? Shape{2, 3, 4, 2} : seed % 3 == 1 ? Shape{1, 4, 3, 5} : Shape{1, 6, 1, 4};
        std::vector<Tensor> inputs;
        inputs.push_back(counting_tensor(shape));
        SCOPED_TRACE(seed);
        expect_exact(RandomGraph(seed, shape).build(3 + static_cast<int>(seed % 14)), inputs);
        if (testing::Test::HasFailure()) return;
    }
}

}  // namespace
}  // namespace yolozu::test

// SPDX-License-Identifier: Apache-2.0
//
// Which outputs a head reads and what they have to look like; nothing of an output is used before it was checked.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu::decode {

/// An extent that a head expects. Extents without a value are equal wherever they have the same text.
struct Extent {
    std::string text;  ///< "anchors", "4 + 80 classes"
    std::optional<std::int64_t> value{};
    std::int64_t spare = 0;  ///< how far the value may be exceeded

    Extent(std::int64_t fixed) : text(std::to_string(fixed)), value(fixed) {}  // NOLINT: reads like a shape
    Extent(const char* name) : text(name) {}                                   // NOLINT
    Extent(std::string words, std::int64_t fixed, std::int64_t more = 0)
        : text(std::move(words)), value(fixed), spare(more) {}
};

/// Which types an output may have.
enum class Elements {
    real,  ///< float32 or float16
    ids,   ///< these, int32 or int64
};

struct ExpectedOutput {
    OutputRole role = OutputRole::detections;
    std::vector<Extent> extents;  ///< behind the batch; 4 at most
    Elements elements = Elements::real;
    /// False for outputs that have the rows of all slots one behind the other. Those may have axes of extent 1 in front
    /// of what is expected, others behind it.
    bool has_batch = true;
};

/// One slot of the batch of an output, checked.
struct Slot {
    DataType type = DataType::undefined;
    const void* data = nullptr;
    const void* batch = nullptr;           ///< the first slot's
    std::array<std::size_t, 4> extents{};  ///< as expected, the others 1
    Elements elements = Elements::real;

    template <class Element>
    const Element* as() const {
        return static_cast<const Element*>(data);
    }
    std::size_t size() const { return extents[0] * extents[1] * extents[2] * extents[3]; }
};

/// What a head reads, in the order that it asked for.
struct Slots {
    std::span<const Slot> outputs;
    std::size_t batch_index = 0;

    const Slot& operator[](std::size_t place) const { return outputs[place]; }
    std::size_t size() const { return outputs.size(); }
};

class OutputReader {
public:
    /// Finds the outputs among those that the decision binds: the second of a role is the second that has it.
    static Result<OutputReader> create(const ModelInfo& model, std::vector<ExpectedOutput> expected);

    /// Checks the outputs of a run. The slots borrow from them and live until the next call.
    Result<Slots> read(std::span<const TensorView> outputs, std::int64_t batch_index);

    /// The first output, in words: "output 'output0' (float32 1x84x8400)".
    std::string describe_first(std::span<const TensorView> outputs) const;

private:
    struct Bound {
        ExpectedOutput expected;
        std::size_t index;
        std::string name;
    };
    explicit OutputReader(const ModelInfo& model);
    Result<Slot> read_one(const Bound& bound, const TensorView& output, std::int64_t batch_index) const;
    Status check_agreement(std::span<const TensorView> outputs) const;
    Error unexpected_shape(const Bound& bound, const TensorView& output) const;

    Head head_;
    int input_width_, input_height_;
    std::vector<Bound> bound_;
    std::vector<Slot> slots_;
};

}  // namespace yolozu::decode

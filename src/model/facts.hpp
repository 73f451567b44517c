// SPDX-License-Identifier: Apache-2.0
//
// What the readings are judged by.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/asked.hpp"
#include "model/metadata.hpp"
#include "model/tail_facts.hpp"
#include "yolozu/model_info.hpp"

namespace yolozu {

/// An output: its declaration, what a test picture added to it, and its tail.
class OutputFacts {
public:
    OutputFacts(const TensorSignature& declared, std::size_t index, const OutputTail& tail, const ProbedOutput* probe);

    std::size_t index() const { return index_; }
    const std::string& name() const { return declared_.name; }
    const TensorSignature& declared() const { return declared_; }
    const TailFacts& tail() const { return tail_; }

    /// 0 when neither the declaration nor a test picture tell.
    std::size_t rank() const { return extents_.size(); }
    std::optional<std::int64_t> extent(std::size_t axis) const;
    std::optional<std::int64_t> last() const { return rank() == 0 ? std::nullopt : extent(rank() - 1); }
    bool ends_in(std::int64_t count) const { return last() == count; }
    /// Whole numbers; floating-point types that hold such do not count.
    bool is_integer() const;
    bool same_extents(const OutputFacts& other) const { return extents_ == other.extents_; }

    bool probed() const { return probe_ != nullptr; }
    /// Values of the test picture: of all, and of one index of the last axis.
    std::optional<ProbedOutput::Range> values() const;
    std::optional<ProbedOutput::Range> column(std::size_t index) const;
    /// The greatest magnitude in the columns from `first` to before `end`.
    std::optional<float> magnitude(std::size_t first, std::size_t end) const;

    /// What is left to do to class scores in this output: nothing where the graph has activated them, `usual` where
    /// they are raw; where the graph cannot be seen a value outside 0 to 1 proves raw ones, otherwise `unseen`.
    Activation activation_left(Activation usual, Activation unseen) const;

private:
    const TensorSignature& declared_;
    std::size_t index_;
    TailFacts tail_;
    const ProbedOutput* probe_;
    std::vector<std::optional<std::int64_t>> extents_;
};

/// All that is known of a model.
struct ModelFacts {
    const ModelSignature& signature;
    const ModelMetadata& metadata;
    const Asked& asked;
    const ModelInfo& input;  ///< the decision about the inputs
    std::vector<OutputFacts> outputs;
    std::optional<int> class_count;  ///< number of names

    int input_height() const { return input.input_height; }
    int input_width() const { return input.input_width; }

    /// An output by the name that an exporter gives it.
    const OutputFacts* find(std::string_view name) const;
    bool has_input(InputRole role) const;
    /// Whether the name of the architecture that a file gives holds this word, whatever its case.
    bool architecture_has(std::string_view word) const;
    /// The task that was asked for or that metadata name.
    std::optional<Task> stated_task() const;
    /// Keypoints and numbers for each, as asked for or in metadata.
    std::optional<std::pair<int, int>> keypoint_shape() const;
};

/// No reading has more classes.
inline constexpr std::int64_t max_classes = 1'000'000;

}  // namespace yolozu

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "yolozu/model_info.hpp"

namespace yolozu {

/// What an output's tail tells about the decoding that the graph does itself. Quantised operators (QLinearMul, ...)
/// count as the operators they stand for.
class TailFacts {
public:
    explicit TailFacts(const OutputTail& tail);

    /// The tail begins at layers, so what is not in it is not done. Otherwise (no layer before the output, or a graph
    /// that was not walked) absence means nothing.
    bool reaches_layers() const { return reaches_layers_; }
    /// Some layer at the tail's beginning is a convolution: a YOLO head, not a decoder of queries.
    bool reaches_convolutions() const { return reaches_convolutions_; }
    /// Some layer at the tail's beginning is a matrix product.
    bool ends_in_products() const { return ends_in_products_; }
    bool has(std::string_view op_type) const { return tail_.operators.contains(op_type); }
    /// Picks rows: suppression or the best K.
    bool selects() const { return has("NonMaxSuppression") || has("TopK"); }
    /// Computes with the layers' results: more than arranging and activating them.
    bool computes() const;

    /// Operators that only arrange values looked through.
    const std::string& maker() const { return tail_.maker; }
    /// The values went through Sigmoid or Softmax: last, or before operators that choose, join or multiply them.
    bool activates() const { return has("Sigmoid") || has("Softmax") || has("HardSigmoid"); }
    /// Boxes are turned by an angle.
    bool rotates() const { return has("Cos") && has("Sin"); }

    const std::vector<std::string>& columns() const { return tail_.columns; }
    /// Columns are joined from exactly `count` parts.
    bool joins(std::size_t count) const { return columns().size() == count; }

private:
    OutputTail tail_;
    bool reaches_layers_ = false;
    bool reaches_convolutions_ = false;
    bool ends_in_products_ = false;
};

}  // namespace yolozu

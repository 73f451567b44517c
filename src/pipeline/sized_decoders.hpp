// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <list>

#include "pipeline/network_size.hpp"
#include "yolozu/prediction.hpp"

namespace yolozu {

/// A decoder for each size of the network's input, as heads count their cells by it; the few used last are kept.
class SizedDecoders {
public:
    /// Fails when the decision cannot be decoded.
    static Result<SizedDecoders> create(const ModelInfo& model, const DecodeOptions& options);

    /// Valid until the next call.
    Result<PredictionDecoder*> of_size(NetworkSize size);

private:
    SizedDecoders(const ModelInfo& model, const DecodeOptions& options) : model_(model), options_(options) {}

    struct Entry {
        NetworkSize size;
        PredictionDecoder decoder;
    };
    ModelInfo model_;
    DecodeOptions options_;
    std::list<Entry> entries_;  // the one used last at the front
};

}  // namespace yolozu

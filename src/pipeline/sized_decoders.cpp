// SPDX-License-Identifier: Apache-2.0
#include "pipeline/sized_decoders.hpp"

#include <algorithm>

#include "base/try.hpp"

namespace yolozu {
namespace {

constexpr std::size_t sizes_kept = 4;

}  // namespace

Result<SizedDecoders> SizedDecoders::create(const ModelInfo& model, const DecodeOptions& options) {
    SizedDecoders decoders(model, options);
    if (const auto first = decoders.of_size({model.input_width, model.input_height}); !first) return first.error();
    return decoders;
}

Result<PredictionDecoder*> SizedDecoders::of_size(NetworkSize size) {
    const auto known = std::ranges::find(entries_, size, &Entry::size);
    if (known != entries_.end()) {
        entries_.splice(entries_.begin(), entries_, known);
        return &entries_.front().decoder;
    }
    model_.input_width = size.width;
    model_.input_height = size.height;
    YOLOZU_ASSIGN(PredictionDecoder decoder, PredictionDecoder::create(model_, options_));
    if (entries_.size() == sizes_kept) entries_.pop_back();
    entries_.push_front({size, std::move(decoder)});
    return &entries_.front().decoder;
}

}  // namespace yolozu

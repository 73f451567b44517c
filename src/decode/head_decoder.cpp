// SPDX-License-Identifier: Apache-2.0
#include "base/isa.hpp"
#include "base/try.hpp"
#include "base/within_memory.hpp"
#include "decode/output_decoder.hpp"
#include "yolozu/detection.hpp"

namespace yolozu {

bool is_suppressed_here(Head head) {
    const decode::HeadEntry* const entry = decode::find_head(head);
    return entry != nullptr && !entry->is_suppressed;
}

struct HeadDecoder::State {
    decode::OutputDecoder decoder;
};

HeadDecoder::HeadDecoder(std::unique_ptr<State> state) : state_(std::move(state)) {}
HeadDecoder::~HeadDecoder() = default;
HeadDecoder::HeadDecoder(HeadDecoder&&) noexcept = default;
HeadDecoder& HeadDecoder::operator=(HeadDecoder&&) noexcept = default;

Result<HeadDecoder> HeadDecoder::create(const ModelInfo& model, const DecodeOptions& options) {
    return within_memory("for the head's decoder", [&]() -> Result<HeadDecoder> {
        YOLOZU_ASSIGN(decode::OutputDecoder decoder, decode::OutputDecoder::create(model, options, checked_isa()));
        return HeadDecoder(std::make_unique<State>(State{std::move(decoder)}));
    });
}

BoxFrame HeadDecoder::frame() const {
    return state_->decoder.frame();
}

Status HeadDecoder::decode(std::span<const TensorView> outputs, std::int64_t batch_index,
                           std::vector<Detection>& detections) {
    return state_->decoder.decode(outputs, batch_index, detections);
}

}  // namespace yolozu

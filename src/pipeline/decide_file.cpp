// SPDX-License-Identifier: Apache-2.0
#include "pipeline/decide_file.hpp"

#include "base/try.hpp"
#include "model/asked.hpp"

namespace yolozu {
namespace {

/// The decision, probed if it must be.
Result<ModelInfo> decide(const std::filesystem::path& path, const ModelSignature& signature,
                         const ModelOverrides& overrides, Probing probing, const ProbeOptions& options) {
    ModelHints hints;
    YOLOZU_ASSIGN(hints.sidecars, find_sidecars(path, overrides));
    Result<ModelInfo> plain = decide_model(signature, overrides, hints);
    const bool ambiguous = !plain && plain.error().code() == ErrorCode::ambiguous;
    if (probing == Probing::never || (probing == Probing::when_ambiguous && !ambiguous)) return plain;
    Result<std::vector<ProbedOutput>> probe =
        probe_model(path, signature, merge_asked(overrides, hints.sidecars).says, options);
    if (!probe) return ambiguous ? std::move(plain) : Result<ModelInfo>(std::move(probe).error());
    hints.probe = std::move(probe).value();
    return decide_model(signature, overrides, hints);
}

}  // namespace

Result<DecidedModel> decide_model_file(const std::filesystem::path& path, const ModelOverrides& overrides,
                                       Probing probing, const ProbeOptions& options) {
    YOLOZU_ASSIGN(ModelSignature signature, read_model_signature(path));
    Result<ModelInfo> info = decide(path, signature, overrides, probing, options);
    return DecidedModel{std::move(signature), std::move(info)};
}

}  // namespace yolozu

// SPDX-License-Identifier: Apache-2.0
#include "backend/onnxruntime/options.hpp"

#include "backend/onnxruntime/providers.hpp"
#include "base/try.hpp"

namespace yolozu::ort {

Result<OptionsHandle> make_session_options(const Library& library, const Device& device, int threads) {
    const OrtApi& api = library.api();
    YOLOZU_ASSIGN(OptionsHandle options, create<OptionsHandle>(api, api.CreateSessionOptions));
    YOLOZU_TRY(check(api, api.SetIntraOpNumThreads(options.get(), threads)));
    YOLOZU_TRY(check(api, api.SetInterOpNumThreads(options.get(), 1)));
    YOLOZU_TRY(check(api, api.SetSessionExecutionMode(options.get(), ORT_SEQUENTIAL)));
    YOLOZU_TRY(check(api, api.SetSessionGraphOptimizationLevel(options.get(), ORT_ENABLE_ALL)));
    // It keeps an allocation plan for every input shape it has met and never drops one.
    YOLOZU_TRY(check(api, api.DisableMemPattern(options.get())));
    if (library.is_at_least(24))
        YOLOZU_TRY(
            check(api, api.AddSessionConfigEntry(options.get(), "session.record_ep_graph_assignment_info", "1")));
    YOLOZU_TRY(append_provider(library, device, *options));
    return options;
}

}  // namespace yolozu::ort

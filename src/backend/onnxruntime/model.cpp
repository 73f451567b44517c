// SPDX-License-Identifier: Apache-2.0
#include "backend/onnxruntime/model.hpp"

#include <algorithm>

#include "backend/onnxruntime/options.hpp"
#include "backend/onnxruntime/providers.hpp"
#include "backend/onnxruntime/session.hpp"
#include "backend/onnxruntime/signature.hpp"
#include "base/try.hpp"

namespace yolozu::ort {

namespace {

std::vector<const char*> names_of(const std::vector<TensorSignature>& signatures) {
    std::vector<const char*> names;
    names.reserve(signatures.size());
    for (const TensorSignature& signature : signatures) names.push_back(signature.name.c_str());
    return names;
}

}  // namespace

Result<std::shared_ptr<const LoadedModel>> Model::load(const Library& library, const std::filesystem::path& path,
                                                       const Device& device, int threads) {
    const OrtApi& api = library.api();
    YOLOZU_ASSIGN(const OptionsHandle options, make_session_options(library, device, threads));
    YOLOZU_ASSIGN(SessionHandle session,
                  create<SessionHandle>(api, api.CreateSession, library.environment(), path.c_str(), options.get()));
    YOLOZU_TRY(check_assignment(library, *session, device));
    std::shared_ptr<Model> model(new Model(library, std::move(session)));
    YOLOZU_ASSIGN(model->inputs_, read_inputs(library, *model->session_));
    YOLOZU_ASSIGN(model->outputs_, read_outputs(library, *model->session_));
    model->provider_ = provider_of(device.kind);
    return std::shared_ptr<const LoadedModel>(std::move(model));
}

Result<std::unique_ptr<Session>> Model::create_session() const {
    return RunningSession::create(shared_from_this());
}

Status Model::run(const std::vector<ValueHandle>& inputs, std::vector<ValueHandle>& outputs) const {
    const std::vector<const char*> input_names = names_of(inputs_), output_names = names_of(outputs_);
    std::vector<const OrtValue*> input_values(inputs.size());
    std::ranges::transform(inputs, input_values.begin(), &ValueHandle::get);
    std::vector<OrtValue*> output_values(output_names.size(), nullptr);
    Status status =
        check(api(), api().Run(session_.get(), nullptr, input_names.data(), input_values.data(), input_values.size(),
                               output_names.data(), output_names.size(), output_values.data()));
    outputs.clear();
    for (OrtValue* const value : output_values) outputs.emplace_back(value, ValueHandle::deleter_type{&api()});
    return status;
}

}  // namespace yolozu::ort

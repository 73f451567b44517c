// SPDX-License-Identifier: Apache-2.0
#include "api/c_call.hpp"
#include "api/c_handles.hpp"
#include "api/c_options.hpp"
#include "base/try.hpp"
#include "yolozu/version.hpp"
#include "yolozu/yolozu.h"

using yolozu::Status;
using yolozu::c::begin;
using yolozu::c::call;
using yolozu::c::check_pointer;
using yolozu::c::hand_out;

namespace {

constexpr std::size_t first_info_size =
    offsetof(yolozu_model_info, keypoint_count) + sizeof(yolozu_model_info::keypoint_count);

}  // namespace

const char* yolozu_status_name(int32_t status) {
    if (status == YOLOZU_OK) return "ok";
    if (status < YOLOZU_OK || status > YOLOZU_INTERNAL) return "unknown";
    return to_string(static_cast<yolozu::ErrorCode>(status - 1)).data();
}

const char* yolozu_version(void) {
    return yolozu::version().data();
}

yolozu_status yolozu_model_options_init(yolozu_model_options* options, size_t struct_size, yolozu_error* error) {
    return call(error, [&]() -> Status {
        YOLOZU_TRY(check_pointer(options, "options"));
        const yolozu_model_options defaults = yolozu::c::default_options();
        return yolozu::c::copy_out(&defaults, sizeof defaults, yolozu::c::first_options_size, options, struct_size);
    });
}

yolozu_status yolozu_model_load(const char* path, const yolozu_model_options* options, yolozu_model** model,
                                yolozu_error* error) {
    return call(error, [&]() -> Status {
        YOLOZU_TRY(begin(model, "model"));
        YOLOZU_TRY(check_pointer(path, "path"));
        YOLOZU_ASSIGN(const yolozu::ModelOptions settled, yolozu::c::to_model_options(options));
        return hand_out(yolozu::Model::load(path, settled), model);
    });
}

yolozu_status yolozu_model_load_bytes(const void* bytes, size_t size, const yolozu_model_options* options,
                                      yolozu_model** model, yolozu_error* error) {
    return call(error, [&]() -> Status {
        YOLOZU_TRY(begin(model, "model"));
        YOLOZU_TRY(check_pointer(bytes, "bytes"));
        YOLOZU_ASSIGN(const yolozu::ModelOptions settled, yolozu::c::to_model_options(options));
        return hand_out(yolozu::Model::from_bytes({static_cast<const std::byte*>(bytes), size}, settled), model);
    });
}

void yolozu_model_free(yolozu_model* model) {
    delete model;
}

yolozu_status yolozu_model_get_info(const yolozu_model* model, yolozu_model_info* info, yolozu_error* error) {
    return call(error, [&]() -> Status {
        YOLOZU_TRY(check_pointer(model, "model"));
        YOLOZU_TRY(check_pointer(info, "info"));
        const yolozu::ModelInfo& known = model->model.info();
        yolozu_model_info all{};
        all.task = model->task.c_str();
        all.head = model->head.c_str();
        all.family = known.family.c_str();
        all.backend = model->backend.c_str();
        all.provider = model->provider.c_str();
        all.input_width = known.input_width;
        all.input_height = known.input_height;
        all.class_count = known.class_count;
        all.keypoint_count = known.keypoint_count;
        return yolozu::c::copy_out(&all, sizeof all, first_info_size, info, info->struct_size);
    });
}

const char* yolozu_model_class_name(const yolozu_model* model, int32_t class_id) {
    if (model == nullptr || class_id < 0) return nullptr;
    const std::vector<std::string>& names = model->model.info().names;
    const auto index = static_cast<std::size_t>(class_id);
    return index < names.size() && !names[index].empty() ? names[index].c_str() : nullptr;
}

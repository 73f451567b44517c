// SPDX-License-Identifier: Apache-2.0
#include "model/asked.hpp"

#include <fmt/format.h>

#include "base/file.hpp"

namespace yolozu {
namespace {

template <class Value>
void take(std::optional<Value>& into, std::string& source, const std::optional<Value>& value, std::string_view from) {
    if (into || !value) return;
    into = value;
    source = from;
}

}  // namespace

Asked merge_asked(const ModelOverrides& flags, const std::vector<Sidecar>& sidecars) {
    Asked asked;
    const auto take_all = [&](const ModelOverrides& says, std::string_view file) {
        const auto from = [&](std::string_view flag) { return file.empty() ? flag : file; };
        take(asked.says.task, asked.task_source, says.task, from("--task"));
        take(asked.says.head, asked.head_source, says.head, from("--head"));
        take(asked.says.preprocess, asked.preprocess_source, says.preprocess, from("--preprocess"));
        take(asked.says.names, asked.names_source, says.names, from("--names"));
        take(asked.says.keypoint_shape, asked.keypoints_source, says.keypoint_shape, from("--kpt-shape"));
        take(asked.says.anchors, asked.anchors_source, says.anchors, from("--anchors"));
        take(asked.says.input_size, asked.size_source, says.input_size, from("--imgsz"));
    };
    take_all(flags, "");
    asked.names_by_flag = flags.names.has_value();
    asked.size_by_flag = flags.input_size.has_value();
    for (const Sidecar& sidecar : sidecars) {
        const std::string file = source_name(sidecar);
        take_all(sidecar.says, file);
        if (!asked.architecture.empty() || sidecar.architecture.empty()) continue;
        asked.architecture = sidecar.architecture;
        asked.architecture_source = file;
    }
    return asked;
}

const Sidecar* names_file(const ModelOverrides& flags, const std::vector<Sidecar>& sidecars) {
    if (flags.names) return nullptr;
    for (const Sidecar& sidecar : sidecars) {
        if (!sidecar.says.names) continue;
        const std::filesystem::path extension = sidecar.file.extension();
        return extension == ".txt" || extension == ".names" ? &sidecar : nullptr;
    }
    return nullptr;
}

std::string source_name(const Sidecar& sidecar) {
    return fmt::format("file '{}'", printable(sidecar.file.filename()));
}

}  // namespace yolozu

// SPDX-License-Identifier: Apache-2.0
#include "yolozu/version.hpp"

#include <fmt/core.h>
#include <mbedtls/version.h>
#include <nlohmann/json.hpp>
#include <protozero/version.hpp>

#include "base/isa.hpp"
#include "image/versions.hpp"
#include "model/yaml_text.hpp"

namespace yolozu {
namespace {

std::string vector_levels() {
    std::string text;
    for (const Isa isa : supported_isas()) text.append(text.empty() ? "" : " ").append(to_string(isa));
    const Result<Isa> active = active_isa();
    return text + " (in use: " + (active ? std::string(to_string(*active)) : active.error().to_string()) + ")";
}

}  // namespace

std::string_view version() {
    return YOLOZU_VERSION;
}

std::vector<Component> components() {
    std::vector<Component> list{{"compiler", __VERSION__}, {"vector levels", vector_levels()}};
    for (const auto& [name, number] : image_library_versions()) list.push_back({name, number});
    list.push_back({"libyaml", std::string(yaml_library_version())});
    list.push_back({"protozero", PROTOZERO_VERSION_STRING});
    list.push_back({"nlohmann-json", fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                                                 NLOHMANN_JSON_VERSION_PATCH)});
    list.push_back({"fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)});
    list.push_back({"mbedtls", MBEDTLS_VERSION_STRING});
    return list;
}

}  // namespace yolozu

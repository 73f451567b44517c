// SPDX-License-Identifier: Apache-2.0
#include "video/ffmpeg/api.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "base/file.hpp"
#include "base/try.hpp"

namespace yolozu::ffmpeg {
namespace {

/// Bytes. Headers of damaged files ask for more, which would be filled before it is seen that nothing follows.
constexpr std::size_t largest_block = std::size_t{1} << 30;

/// The main version is part of the name: another one has structures of other layouts.
Result<void*> load_library(std::string_view library, int version) {
    const std::string file = fmt::format("lib{}.so.{}", library, version);
    if (void* const handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) return handle;
    const char* const reason = ::dlerror();
    return Error(
        ErrorCode::unavailable,
        fmt::format("FFmpeg's library {} cannot be loaded ({}); on Debian, run: apt install lib{}{}", file,
                    printable(std::string_view(reason != nullptr ? reason : "no reason given")), library, version));
}

template <class Function>
Status look_up(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(library, name));
    if (function != nullptr) return {};
    return Error(ErrorCode::unavailable, fmt::format("FFmpeg's libraries have no function {}", name));
}

Result<Api> loaded_api() {
    YOLOZU_ASSIGN(void* const avutil, load_library("avutil", LIBAVUTIL_VERSION_MAJOR));
    YOLOZU_ASSIGN(void* const avcodec, load_library("avcodec", LIBAVCODEC_VERSION_MAJOR));
    YOLOZU_ASSIGN(void* const avformat, load_library("avformat", LIBAVFORMAT_VERSION_MAJOR));
    YOLOZU_ASSIGN(void* const swscale, load_library("swscale", LIBSWSCALE_VERSION_MAJOR));
    Api api;
#define YOLOZU_FFMPEG_LOOK_UP(library, function) YOLOZU_TRY(look_up(library, #function, api.function));
    YOLOZU_FFMPEG_FUNCTIONS(YOLOZU_FFMPEG_LOOK_UP)
#undef YOLOZU_FFMPEG_LOOK_UP
    api.av_log_set_level(AV_LOG_QUIET);  // what goes wrong is in the errors
    api.av_max_alloc(largest_block);
    api.avformat_network_init();
    return api;
}

Status registered_devices() {
    YOLOZU_ASSIGN(void* const avdevice, load_library("avdevice", LIBAVDEVICE_VERSION_MAJOR));
    decltype(&::avdevice_register_all) register_all = nullptr;
    YOLOZU_TRY(look_up(avdevice, "avdevice_register_all", register_all));
    register_all();
    return {};
}

}  // namespace

Result<const Api*> load_api() {
    static const auto& api = *new Result<Api>(loaded_api());
    if (!api) return api.error();
    return &api.value();
}

Status load_devices() {
    static const auto& status = *new Status(registered_devices());
    return status;
}

std::string message_of(const Api& api, int code) {
    std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
    api.av_strerror(code, text.data(), text.size());
    return printable(std::string_view(text.data()));
}

}  // namespace yolozu::ffmpeg

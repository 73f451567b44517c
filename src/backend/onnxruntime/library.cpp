// SPDX-License-Identifier: Apache-2.0
#include "backend/onnxruntime/library.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <mutex>
#include <optional>

#include "backend/onnxruntime/elf.hpp"
#include "backend/onnxruntime/log.hpp"
#include "base/file.hpp"
#include "base/try.hpp"

namespace yolozu::ort {

namespace {

struct CloseHandle {
    void operator()(void* handle) const { ::dlclose(handle); }
};
using LibraryHandle = std::unique_ptr<void, CloseHandle>;

bool is_bare_name(const std::filesystem::path& name) {
    return !name.has_parent_path();
}

/// dlerror() without the file name that it begins with.
std::string loader_message(const std::filesystem::path& name) {
    const char* const text = ::dlerror();
    std::string message = text == nullptr ? "the dynamic loader gives no reason" : text;
    const std::string prefix = name.string() + ": ";
    if (message.starts_with(prefix)) message.erase(0, prefix.size());
    return message;
}

Result<LibraryHandle> open(const std::filesystem::path& name) {
    if (!is_bare_name(name)) YOLOZU_TRY(check_elf(name));
    LibraryHandle handle(::dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL));
    if (handle) return handle;
    const std::string message = loader_message(name);
    if (is_bare_name(name) && message.starts_with("cannot open shared object file"))
        return Error(ErrorCode::not_found, "the system has no such library");
    return Error(ErrorCode::unavailable, "it cannot be loaded: " + printable(message));
}

/// From 1.29 on, Microsoft's builds for Linux report machine, model and run times to Microsoft, and keep a database and
/// an identifier in the user's cache folder. They look at this variable when their environment is made, and at nothing
/// else that is early enough (https://github.com/microsoft/onnxruntime/pull/27379).
void forbid_telemetry() {
    ::setenv("ORT_DISABLE_TELEMETRY", "1", 1);
}

std::filesystem::path path_of(void* handle, const std::filesystem::path& name) {
    const link_map* map = nullptr;
    if (::dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0 || map == nullptr) return name;
    return map->l_name;
}

/// "1.29.0" -> 29. Later main versions count as newer than anything known here.
std::optional<int> parse_minor_version(std::string_view version) {
    int major = 0, minor = 0;
    const char* const end = version.data() + version.size();
    const auto after_major = std::from_chars(version.data(), end, major);
    if (after_major.ec != std::errc() || after_major.ptr == end || *after_major.ptr != '.') return std::nullopt;
    if (std::from_chars(after_major.ptr + 1, end, minor).ec != std::errc()) return std::nullopt;
    return major == 1 ? minor : major < 1 ? 0 : ORT_API_VERSION;
}

}  // namespace

Result<Library> Library::from_handle(void* handle, const std::filesystem::path& path) {
    using GetApiBase = const OrtApiBase*(ORT_API_CALL*)();
    const auto get_api_base = reinterpret_cast<GetApiBase>(::dlsym(handle, "OrtGetApiBase"));
    if (get_api_base == nullptr)
        return Error(ErrorCode::unavailable, "it is not ONNX Runtime: it has no function OrtGetApiBase");
    const OrtApiBase* const base = get_api_base();
    Library library;
    library.path_ = path;
    library.version_ = printable(std::string_view(base->GetVersionString()));
    const std::optional<int> minor = parse_minor_version(library.version_);
    if (!minor)
        return Error(ErrorCode::unavailable,
                     fmt::format("its version '{}' is not of the form 1.N.N", library.version_));
    // Asked for an interface it does not have, the library would print a complaint of its own: so the version first.
    if (*minor >= minimum_minor_version)
        library.api_ = base->GetApi(static_cast<std::uint32_t>(std::min(*minor, ORT_API_VERSION)));
    if (library.api_ == nullptr)
        return Error(ErrorCode::unavailable,
                     fmt::format("it is too old: it is version {}, at least 1.{} is needed; run `tools/setup.sh "
                                 "onnxruntime` or give a newer one with --onnxruntime PATH",
                                 library.version_, minimum_minor_version));
    library.minor_version_ = *minor;
    YOLOZU_TRY(library.start());
    return library;
}

Status Library::start() {
    forbid_telemetry();
    YOLOZU_TRY(check(*api_, api_->CreateEnvWithCustomLogger(receive_log, nullptr, ORT_LOGGING_LEVEL_ERROR, "yolozu",
                                                            &environment_)));
    char** names = nullptr;
    int count = 0;
    YOLOZU_TRY(check(*api_, api_->GetAvailableProviders(&names, &count)));
    providers_.assign(names, names + count);
    return check(*api_, api_->ReleaseAvailableProviders(names, count));
}

Result<const Library*> Library::load(const std::filesystem::path& name) {
    // Never destroyed: sessions may outlive static objects.
    static auto& mutex = *new std::mutex;
    static auto& loaded = *new std::map<void*, Library>;
    const std::scoped_lock lock(mutex);

    YOLOZU_ASSIGN(LibraryHandle handle, open(name));
    // The loader gives the same handle for the same library.
    if (const auto known = loaded.find(handle.get()); known != loaded.end()) return &known->second;
    YOLOZU_ASSIGN(Library library, from_handle(handle.get(), path_of(handle.get(), name)));
    return &loaded.emplace(handle.release(), std::move(library)).first->second;
}

}  // namespace yolozu::ort

// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a model for the native engine: opened, imported, optimised, planned and, if it is little work, run.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "engine/guarded_run.hpp"

namespace {

/// A file that is nowhere but in memory.
class MemoryFile {
public:
    MemoryFile(const std::uint8_t* data, std::size_t size) : descriptor_(::memfd_create("model", MFD_CLOEXEC)) {
        if (descriptor_ < 0 || ::write(descriptor_, data, size) != static_cast<ssize_t>(size)) std::abort();
    }
    ~MemoryFile() { ::close(descriptor_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const MemoryFile memory(data, size);
    const auto file = yolozu::engine::open_model(memory.path());
    if (!file) return 0;
    const yolozu::Status status = yolozu::test::guarded_run(*file);
    // Passes and plans promise to agree with the shape rules; where they do not, it shows as this.
    if (!status && status.error().code() == yolozu::ErrorCode::internal) std::abort();
    return 0;
}

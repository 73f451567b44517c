// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a model for the native engine: opened, imported, optimised, planned and, if it is little work, run. Half
// of the changes are of fields and leave a file that the reader takes.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <random>
#include <string>

#include "engine/field_changes.hpp"
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

/// The model with one field changed; throws where the bytes are no model.
std::string with_changed_field(const std::string& bytes, std::minstd_rand& random) {
    yolozu::test::Message model = yolozu::test::parse_fields(bytes);
    yolozu::test::change_a_field(model, yolozu::test::names_of(model), random);
    return yolozu::test::serialise(model);
}

}  // namespace

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most, unsigned seed) {
    std::minstd_rand random(seed);
    if (random() % 2 == 0) return LLVMFuzzerMutate(data, size, most);
    try {
        const std::string changed = with_changed_field({reinterpret_cast<const char*>(data), size}, random);
        if (changed.size() > most) return LLVMFuzzerMutate(data, size, most);
        std::memcpy(data, changed.data(), changed.size());
        return changed.size();
    } catch (const std::exception&) {
        return LLVMFuzzerMutate(data, size, most);
    }
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const MemoryFile memory(data, size);
    const auto file = yolozu::engine::open_model(memory.path());
    if (!file) return 0;
    const yolozu::Status status = yolozu::test::guarded_run(*file);
    // Passes and plans promise to agree with the shape rules; where they do not, it shows as this.
    if (!status && status.error().code() == yolozu::ErrorCode::internal) std::abort();
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "base/file_beginning.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/descriptor.hpp"

namespace yolozu {

std::size_t read_beginning(const std::filesystem::path& path, std::span<char> bytes) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::size_t done = 0;
    while (file.number() >= 0 && done < bytes.size()) {
        const ssize_t count = ::read(file.number(), bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        done += static_cast<std::size_t>(count);
    }
    return done;
}

}  // namespace yolozu

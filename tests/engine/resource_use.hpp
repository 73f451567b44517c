// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace yolozu::test {

/// A guard against work without end, not a timing: what may be computed in advance takes a second or two of a
/// processor, many times that under the sanitizers or in an emulator.
inline constexpr double too_many_seconds = 120.0;

/// What this thread and process take from the making of the object on. Other work on the machine, and what other tests
/// took before, do not count.
class ResourceUse {
public:
    ResourceUse();
    double processor_seconds() const;
    /// The memory that is taken more at most than when it began; nothing where the system does not say.
    std::optional<std::uint64_t> most_bytes() const;

private:
    double seconds_before_;
    std::optional<std::uint64_t> bytes_before_;
};

}  // namespace yolozu::test

// SPDX-License-Identifier: Apache-2.0
//
// Image keys as YOLOZU compares them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_set>

#include "yolozu/result.hpp"

namespace yolozu {

/// The key without the white space around it, as Python's str.strip removes it.
std::string_view trim_image_key(std::string_view key);

/// "image key 'a.jpg' REASON".
Error refused_key(std::string_view key, std::string_view reason);

/// A set of keys, compared trimmed, that keeps 16 bytes of each key's SHA-256 instead of the key.
class ImageKeySet {
public:
    /// Adds a key; false when it was there already.
    Result<bool> insert(std::string_view key);
    Result<bool> contains(std::string_view key) const;
    std::size_t size() const { return digests_.size(); }

private:
    using Digest = std::array<std::uint64_t, 2>;
    struct FirstHalf {
        std::size_t operator()(const Digest& digest) const { return static_cast<std::size_t>(digest[0]); }
    };

    static Result<Digest> digest_of(std::string_view key);

    std::unordered_set<Digest, FirstHalf> digests_;
};

}  // namespace yolozu

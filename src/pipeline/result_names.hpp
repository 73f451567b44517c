// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "predictions/image_key.hpp"
#include "yolozu/result.hpp"

namespace yolozu {

/// A file name made of an image key: its last part without the extension, where characters that file systems or shells
/// do not like have become '_', at most 100 bytes. The same key gives the same name.
std::string file_name_of_key(std::string_view key);

/// Whether file_name_of_key could have given the name.
bool is_file_name_of_key(std::string_view name);

/// Gives images names for their files. Keeps 16 bytes of a digest for each name.
class ResultNames {
public:
    /// file_name_of_key, with '-' and the beginning of the key's SHA-256 behind it where another image has the name
    /// already; letters that differ in their case only make no other name.
    Result<std::string> name_for(std::string_view key);

private:
    ImageKeySet used_;
};

}  // namespace yolozu

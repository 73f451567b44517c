// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a picture file: a picture or an error, in bounded memory.
#include <cstdint>
#include <cstdlib>

#include "yolozu/image.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // Small limits keep a run fast; the code that checks them is the same.
    const yolozu::ImageReadOptions options{.max_pixels = 1 << 18};
    const auto image = yolozu::decode_image(std::as_bytes(std::span(data, size)), "fuzz", options);
    if (image && std::int64_t{image->width()} * image->height() > options.max_pixels) std::abort();
    return 0;
}

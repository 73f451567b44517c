// SPDX-License-Identifier: Apache-2.0
//
// Predictions on their way from one format to another.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "yolozu/predictions.hpp"
#include "yolozu/result.hpp"

namespace yolozu::convert {

/// One picture's objects.
struct ExchangedImage {
    std::string image;          ///< its key, as parse_json has it
    int width = 0, height = 0;  ///< 0: not known
    std::vector<PredictedObject> objects;
};

/// What a format had no place for, counted, to be told in the end.
class Losses {
public:
    /// `what` completes "N TIMES what".
    void add(std::string_view what, std::size_t count = 1);
    /// "3 x masks: ...", in the order in which they came up first.
    std::vector<std::string> in_words() const;

private:
    std::vector<std::pair<std::string, std::size_t>> counts_;
};

/// Where pictures come from, one after the other.
class Source {
public:
    virtual ~Source() = default;
    /// False, and `image` as it was, after the last one.
    virtual Result<bool> next(ExchangedImage& image) = 0;
};

/// Where they go. Nothing appears before finish().
class Sink {
public:
    virtual ~Sink() = default;
    virtual Status append(const ExchangedImage& image) = 0;
    virtual Status finish() = 0;
};

/// An error of a picture's, for programs and people: "image 'a.jpg': REASON".
Error about_image(std::string_view image, Error error);

/// The file name of a key, '/' and '\' taken for separators, as the bytes that it has on disk (as_written).
std::string file_name_of(std::string_view key);

}  // namespace yolozu::convert

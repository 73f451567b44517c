// SPDX-License-Identifier: Apache-2.0
//
// What a row of the benchmark runs again and again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/row.hpp"
#include "yolozu/backend.hpp"
#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"

namespace yolozu::cli {

/// A row that was asked for.
struct RowRequest {
    std::filesystem::path model;
    ModelOverrides overrides;
    std::string backend = "auto";
    BackendOptions runtime;
    std::optional<int> batch;                     ///< pictures of a run; what the model fixes, or 1, where not given
    std::optional<int> size;                      ///< both sides of the input, where the model leaves them open
    std::vector<std::filesystem::path> pictures;  ///< taken in turn; empty: a synthetic one
    bool inference_only = false;
};

/// Of this many pixels, in memory as a JPEG file.
inline constexpr int synthetic_width = 640, synthetic_height = 480;

class BenchSubject {
public:
    virtual ~BenchSubject() = default;
    /// One run with the next pictures.
    virtual Result<bench::RunTimes> run() = 0;
};

/// Decides what the model is, as predict does, and loads it. One that is of no known family, or of more than one, and
/// every one where only inference is asked for, runs on random numbers. `row` gets what that came to.
Result<std::unique_ptr<BenchSubject>> load_subject(const RowRequest& request, bench::Row& row);

}  // namespace yolozu::cli

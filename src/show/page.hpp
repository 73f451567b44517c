// SPDX-License-Identifier: Apache-2.0
//
// One page for a browser that needs nothing else: pictures as data, what is on them as SVG, a script that chooses by
// class and score. Its Content-Security-Policy lets no other script or style run and nothing be loaded, whatever the
// names in it hold.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "show/show.hpp"

namespace yolozu::show {

/// Pictures are scaled down to this many pixels along their longer side.
inline constexpr int page_picture_side = 960;

class PageWriter final : public Viewer {
public:
    /// `least_score` is where the page's choice begins.
    static Result<PageWriter> create(const std::filesystem::path& target, const std::string& title, double least_score);

    Status show(ShownPicture& picture) override;
    void failed(const Error& error) override { failures_.push_back(error.to_string()); }
    Status finish(const ShowSummary& summary) override;

private:
    struct ShownClass {
        std::int32_t class_id = 0;
        std::string name;
        std::size_t detections = 0;
    };

    PageWriter(AtomicFile file, std::string title, double least_score)
        : file_(std::move(file)), title_(std::move(title)), least_score_(least_score) {}

    Status write_head();
    void count(const ShownObject& object);
    std::string header(const ShowSummary& summary) const;

    AtomicFile file_;
    std::string title_;
    double least_score_;
    std::vector<ShownClass> classes_;  ///< by id
    bool has_truth_ = false;
    std::vector<std::string> failures_;
};

}  // namespace yolozu::show

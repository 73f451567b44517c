// SPDX-License-Identifier: Apache-2.0
//
// Which files beside a model are its own. A file that has the model's name, and this project's model.yaml, always is;
// names may be for all models of a folder, which whoever counts the classes finds out. The files of other projects have
// fixed names: among several models in one folder they speak only for those that are called as these projects call
// them.
#include <algorithm>

#include "base/file.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"
#include "base/within_memory.hpp"
#include "model/python_literal.hpp"
#include "model/sidecar_formats.hpp"
#include "yolozu/model_info.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;

using Format = Result<Sidecar> (*)(std::string_view text, const SidecarWishes& wishes);

/// What a folder holds, as far as it matters here.
struct FolderContent {
    std::size_t models = 0;
    std::vector<fs::path> names_files;
};

/// A folder that cannot be listed has nothing to find in it; the model's own reader says more.
FolderContent content_of(const fs::path& folder) {
    FolderContent content;
    std::error_code error;
    fs::directory_iterator entry(folder.empty() ? fs::path(".") : folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        const fs::path name = entry->path().filename();
        content.models += name.extension() == ".onnx" ? 1 : 0;
        if (name.extension() == ".names") content.names_files.push_back(folder / name);
    }
    return content;
}

/// A pipe or a device is none of the files that are looked for.
bool is_there(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

Result<Sidecar> read_with(Format format, const fs::path& path, const SidecarWishes& wishes) {
    YOLOZU_ASSIGN(const std::vector<std::byte> bytes, read_file(path, literal_limits::text_bytes));
    return format({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, wishes);
}

bool says_something(const Sidecar& sidecar) {
    const ModelOverrides& says = sidecar.says;
    return says.task || says.head || says.preprocess || says.names || says.keypoint_shape || says.anchors ||
           says.input_size || !sidecar.architecture.empty();
}

class Finder {
public:
    Finder(const fs::path& model, const ModelOverrides& flags)
        : folder_(model.parent_path()),
          stem_(model.stem().string()),
          content_(content_of(folder_)),
          wishes_{.names = !flags.names, .preprocess = !flags.preprocess} {}

    Result<std::vector<Sidecar>> find() {
        YOLOZU_TRY(take_model_yaml());
        YOLOZU_TRY(take_names_file());
        if (content_.models <= 1 || stem_.starts_with("model")) {
            YOLOZU_TRY(take_hugging_face());
            YOLOZU_TRY(take(folder_ / "infer_cfg.yml", sidecar_from_infer_config));
        }
        return std::move(found_);
    }

private:
    Status take_model_yaml() {
        for (const std::string& stem : stem_ == "model" ? std::vector{stem_} : std::vector<std::string>{stem_, "model"})
            for (const char* const extension : {".yaml", ".yml"})
                YOLOZU_TRY(take(folder_ / (stem + extension), sidecar_from_model_yaml));
        return {};
    }

    /// The first of the names files that is there.
    Status take_names_file() {
        std::vector<fs::path> candidates{folder_ / (stem_ + ".names"), folder_ / "classes.txt", folder_ / "labels.txt"};
        if (content_.names_files.size() == 1) candidates.push_back(content_.names_files.front());
        const auto path = std::ranges::find_if(candidates, is_there);
        if (path == candidates.end() || !wishes_.names) return {};
        Sidecar sidecar{.file = *path, .says = {}, .architecture = {}, .is_names_file = true};
        YOLOZU_ASSIGN(sidecar.says.names, read_class_names(*path));
        keep(std::move(sidecar));
        return {};
    }

    /// Optimum and transformers.js have the models in a folder `onnx` of the repository.
    Status take_hugging_face() {
        std::error_code error;
        const fs::path full = fs::absolute(folder_ / "x", error).lexically_normal().parent_path();
        const bool below = !error && full.filename() == "onnx";
        for (const auto& [name, format] :
             {std::pair<const char*, Format>{"preprocessor_config.json", sidecar_from_preprocessor_config},
              std::pair<const char*, Format>{"config.json", sidecar_from_model_config}}) {
            const bool here = is_there(folder_ / name) || !below;
            YOLOZU_TRY(take(here ? folder_ / name : (folder_ / "..").lexically_normal() / name, format));
        }
        return {};
    }

    Status take(const fs::path& path, Format format) {
        if (!is_there(path)) return {};
        YOLOZU_ASSIGN(Sidecar sidecar, in_file("sidecar file", path, read_with(format, path, wishes_)));
        sidecar.file = path;
        keep(std::move(sidecar));
        return {};
    }

    /// What one file says, those after it need not say again.
    void keep(Sidecar sidecar) {
        wishes_.names = wishes_.names && !sidecar.says.names;
        wishes_.preprocess = wishes_.preprocess && !sidecar.says.preprocess;
        if (says_something(sidecar)) found_.push_back(std::move(sidecar));
    }

    fs::path folder_;
    std::string stem_;
    FolderContent content_;
    SidecarWishes wishes_;
    std::vector<Sidecar> found_;
};

}  // namespace

Result<std::vector<Sidecar>> find_sidecars(const std::filesystem::path& model, const ModelOverrides& flags) {
    return within_memory("to read the files beside the model", [&] { return Finder(model, flags).find(); });
}

}  // namespace yolozu

// SPDX-License-Identifier: Apache-2.0
#include "pipeline/results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/file.hpp"
#include "base/folder.hpp"
#include "base/in_file.hpp"
#include "base/try.hpp"
#include "image/encode.hpp"
#include "pipeline/result_folder.hpp"
#include "pipeline/result_names.hpp"
#include "predictions/image_key.hpp"
#include "predictions/mask_list_writer.hpp"
#include "predictions/run_evidence.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;

/// Ids up to this one fit the bytes of an 8-bit picture.
constexpr int largest_byte = 255;

Status check_shape(Task task, PredictionsShape shape) {
    if (shape != PredictionsShape::map || (task != Task::classify && task != Task::depth)) return {};
    return Error(
        ErrorCode::invalid_argument,
        fmt::format("the map shape has a place for detections only; choose another for the task {}", to_string(task)));
}

Status check_paths(const ResultPaths& paths, Task task) {
    if (paths.folder.empty()) return {};
    if (paths.folder == paths.output)
        return Error(
            ErrorCode::invalid_argument,
            fmt::format("--output '{}' is the name of the folder of results; choose another, such as '{}.json'",
                        printable(paths.output), printable(paths.output.stem())));
    return check_replaceable(paths.folder, task);
}

template <class Map>
Status check_map(const Map& map, std::size_t values, int width, int height) {
    if (map.width == width && map.height == height &&
        values == static_cast<std::size_t>(width) * static_cast<std::size_t>(height))
        return {};
    return Error(ErrorCode::internal, fmt::format("a map of {} values, {}x{}, for a picture of {}x{}", values,
                                                  map.width, map.height, width, height));
}

std::vector<PredictedClass> to_predicted_classes(const Prediction& prediction, const std::vector<std::string>& names) {
    std::vector<PredictedClass> classes;
    for (const ClassScore& each : prediction.classes) {
        if (!std::isfinite(each.score)) continue;
        const auto id = static_cast<std::size_t>(each.class_id);
        classes.push_back({each.class_id, id < names.size() ? names[id] : std::string(), each.score});
    }
    return classes;
}

}  // namespace

struct ResultWriter::State {
    ResultOptions options;
    ModelInfo model;
    ResultPaths paths;
    std::optional<PredictionsWriter> predictions{};  // all tasks but semantic
    std::optional<MaskListWriter> list{};            // segment and semantic
    std::optional<AtomicFolder> folder{};
    ResultNames names{};
    ImageKeySet keys{};  // of the pictures so far
    PredictionEntry entry{};
    std::vector<std::uint8_t> pixels{};  // scratch

    Status open();
    void describe(const std::string& key, int width, int height, const Prediction* prediction);
    Status append(const Prediction* prediction);
    Status append_instances(const std::string& name, const Prediction* prediction);
    Status append_class_map(const std::string& name, const ClassMap& map);
    Status append_depth(const std::string& name, const DepthMap& map);
    Result<std::string> encode(const Mask& mask);
    Result<std::string> encode(const ClassMap& map);
    Status write(const std::string& name, std::string_view bytes);
    std::string relative(const std::string& name) const { return (paths.folder.filename() / name).native(); }
    Status end_list(const RunRecord& record);
    Status finish(const RunRecord& record);
};

Status ResultWriter::State::open() {
    YOLOZU_TRY(check_shape(model.task, options.shape));
    YOLOZU_TRY(check_paths(paths, model.task));
    if (!paths.folder.empty() && !options.dry_run) {
        YOLOZU_ASSIGN(folder, in_file("folder", paths.folder, AtomicFolder::create(paths.folder)));
    }
    if (model.task == Task::semantic) {
        YOLOZU_ASSIGN(list, MaskListWriter::create(paths.output, options.shape));
        return {};
    }
    if (model.task == Task::segment) {
        YOLOZU_ASSIGN(list, MaskListWriter::create(paths.instances, PredictionsShape::wrapped));
    }
    YOLOZU_ASSIGN(predictions, PredictionsWriter::create(paths.output, options.shape));
    return {};
}

/// Fills `entry`.
void ResultWriter::State::describe(const std::string& key, int width, int height, const Prediction* prediction) {
    entry = PredictionEntry();
    entry.image = key;
    entry.original_width = width;
    entry.original_height = height;
    entry.preprocess = to_preprocess_record(model.preprocess, model.input_width, model.input_height);
    entry.task = to_string(model.task);
    if (model.task == Task::classify) entry.classification.emplace();
    if (prediction == nullptr) return;
    const Placement& placement = prediction->placement;
    if (placement.input_width > 0 && placement.input_height > 0) {
        // A letterbox of whole strides has an input of its own for every picture.
        entry.preprocess.input_width = placement.input_width;
        entry.preprocess.input_height = placement.input_height;
    }
    entry.detections = to_predicted_objects(*prediction, {options.segmentation, model.keypoint_dimensions == 3});
    if (model.task == Task::classify) entry.classification = to_predicted_classes(*prediction, model.names);
    if (model.task != Task::pose6d) return;
    entry.pose_frame = PoseFrame{placement.scale_x, placement.scale_y, std::nullopt};
    if (options.intrinsics) entry.pose_frame->intrinsics = place_intrinsics(*options.intrinsics, placement);
}

Status ResultWriter::State::append(const Prediction* prediction) {
    YOLOZU_ASSIGN(const bool is_new, keys.insert(entry.image));
    if (!is_new) return refused_key(entry.image, "was written before; YOLOZU refuses two entries for one image");
    std::string name;
    if (folder) {
        YOLOZU_ASSIGN(name, names.name_for(entry.image));
    }
    if (model.task == Task::semantic) {
        if (prediction == nullptr || !prediction->class_map) return {};
        return append_class_map(name, *prediction->class_map);
    }
    if (prediction != nullptr && prediction->depth) YOLOZU_TRY(append_depth(name, *prediction->depth));
    YOLOZU_TRY(predictions->append(entry));
    return model.task == Task::segment ? append_instances(name, prediction) : Status{};
}

/// The instances are those of the detections that were written, and their files' numbers count these.
Status ResultWriter::State::append_instances(const std::string& name, const Prediction* prediction) {
    std::vector<InstanceRecord> instances;
    const std::span<const std::size_t> written = predictions->written_detections();
    for (std::size_t index = 0; index < written.size(); ++index) {
        const DetectedObject& object = prediction->objects[written[index]];
        if (!object.mask) continue;
        if (object.mask->width() != entry.original_width || object.mask->height() != entry.original_height)
            return Error(ErrorCode::internal, "a mask is not of its picture's size");
        const std::string file = fmt::format("{}_{}.png", name, index);
        YOLOZU_ASSIGN(const std::string bytes, encode(*object.mask));
        YOLOZU_TRY(write(file, bytes));
        instances.push_back({object.class_id, std::clamp(object.score, 0.0, 1.0), relative(file)});
    }
    return list->append_instances(entry.image, instances);
}

Result<std::string> ResultWriter::State::encode(const Mask& mask) {
    pixels.resize(static_cast<std::size_t>(mask.width()) * static_cast<std::size_t>(mask.height()));
    mask.paint(pixels);
    return encode_grey_png(mask.width(), mask.height(), std::span<const std::uint8_t>(pixels));
}

Status ResultWriter::State::append_class_map(const std::string& name, const ClassMap& map) {
    YOLOZU_TRY(check_map(map, map.ids.size(), entry.original_width, entry.original_height));
    YOLOZU_ASSIGN(const std::string bytes, encode(map));
    YOLOZU_TRY(write(name + ".png", bytes));
    return list->append_map(name, entry.image, relative(name + ".png"));
}

Result<std::string> ResultWriter::State::encode(const ClassMap& map) {
    const bool wide = model.class_count > largest_byte ||
                      std::ranges::any_of(map.ids, [](std::uint16_t id) { return id > largest_byte; });
    if (wide) return encode_grey_png(map.width, map.height, std::span<const std::uint16_t>(map.ids));
    pixels.assign(map.ids.begin(), map.ids.end());
    return encode_grey_png(map.width, map.height, std::span<const std::uint8_t>(pixels));
}

Status ResultWriter::State::append_depth(const std::string& name, const DepthMap& map) {
    YOLOZU_TRY(check_map(map, map.metres.size(), entry.original_width, entry.original_height));
    YOLOZU_ASSIGN(const std::string bytes, encode_npy(map.width, map.height, map.metres));
    YOLOZU_TRY(write(name + ".npy", bytes));
    entry.depth_file = relative(name + ".npy");
    return {};
}

Status ResultWriter::State::write(const std::string& name, std::string_view bytes) {
    return in_file("folder", paths.folder, folder->write(name, bytes));
}

Status ResultWriter::State::end_list(const RunRecord& record) {
    if (options.shape == PredictionsShape::wrapped) YOLOZU_TRY(check_run_record(record, keys));
    return list->end(record, keys.size(),
                     to_preprocess_record(model.preprocess, model.input_width, model.input_height));
}

/// The folder, the list, the predictions: who finds a file finds what it names.
Status ResultWriter::State::finish(const RunRecord& record) {
    if (list) YOLOZU_TRY(end_list(record));
    if (folder) {
        YOLOZU_TRY(check_replaceable(paths.folder, model.task));
        YOLOZU_TRY(in_file("folder", paths.folder, folder->place()));
    }
    Status placed = list ? list->place() : Status{};
    if (placed && predictions) placed = predictions->finish(record);
    if (placed) return {};
    // The first failure is the one to tell.
    if (list) (void)list->withdraw();
    if (folder) (void)folder->withdraw();
    return placed;
}

ResultWriter::ResultWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
ResultWriter::~ResultWriter() = default;
ResultWriter::ResultWriter(ResultWriter&&) noexcept = default;
ResultWriter& ResultWriter::operator=(ResultWriter&&) noexcept = default;

Result<ResultWriter> ResultWriter::create(const ResultOptions& options, const ModelInfo& model) {
    std::unique_ptr<State> state(new State{options, model, result_paths(options.output, model.task)});
    YOLOZU_TRY(state->open());
    return ResultWriter(std::move(state));
}

Status ResultWriter::append(const std::string& key, int width, int height, const Prediction* prediction) {
    state_->describe(key, width, height, prediction);
    return state_->append(prediction);
}

const PredictionEntry& ResultWriter::last_entry() const {
    return state_->entry;
}

Status ResultWriter::finish(const RunRecord& record) {
    return state_->finish(record);
}

CameraIntrinsics place_intrinsics(const CameraIntrinsics& camera, const Placement& placement) {
    return {camera.fx * placement.scale_x, camera.fy * placement.scale_y,
            camera.cx * placement.scale_x + placement.left, camera.cy * placement.scale_y + placement.top};
}

}  // namespace yolozu

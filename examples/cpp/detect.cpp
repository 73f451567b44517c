// SPDX-License-Identifier: Apache-2.0
//
// detect MODEL PICTURE...: prints what is in each picture, a line for each object:
//   class, score, left, upper, right and lower side in pixels
// The pictures are shared out to two threads, each with a detector of its own.
#include <cstdio>
#include <string>
#include <thread>
#include <vector>
#include <yolozu/yolozu.hpp>

namespace {

std::string describe(const yolozu::Detections& found, const yolozu::ModelInfo& model) {
    std::string text;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto id = static_cast<std::size_t>(found.class_id[i]);
        const std::string name = id < model.names.size() ? model.names[id] : "class " + std::to_string(id);
        char line[200];
        std::snprintf(line, sizeof line, "%.80s %.4f %.2f %.2f %.2f %.2f\n", name.c_str(), found.score[i], found.x1[i],
                      found.y1[i], found.x2[i], found.y2[i]);
        text += line;
    }
    return text;
}

/// What is in a picture file, or why that is not known.
std::string look_at(yolozu::Detector& detector, const yolozu::ModelInfo& model, const char* file) {
    const auto image = yolozu::read_image(file);
    if (!image) return "error: " + image.error().to_string() + "\n";
    const auto found = detector.detect(*image);
    if (!found) return "error: " + found.error().to_string() + "\n";
    return describe(*found, model);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: %s MODEL PICTURE...\n", argv[0]);
        return 2;
    }
    yolozu::ModelOptions options;
    options.decode.score_threshold = 0.25;
    const auto model = yolozu::Model::load(argv[1], options);
    if (!model) {
        std::fprintf(stderr, "%s\n", model.error().to_string().c_str());
        return 1;
    }

    const std::vector<const char*> files(argv + 2, argv + argc);
    std::vector<std::string> texts(files.size());
    const auto work = [&](std::size_t first) {
        auto detector = model->create_detector();
        for (std::size_t i = first; i < files.size(); i += 2)
            texts[i] = detector ? look_at(*detector, model->info(), files[i])
                                : "error: " + detector.error().to_string() + "\n";
    };
    std::thread other(work, 1);
    work(0);
    other.join();

    bool failed = false;
    for (std::size_t i = 0; i < files.size(); ++i) {
        std::printf("%s\n%s", files[i], texts[i].c_str());
        failed |= texts[i].starts_with("error: ");
    }
    return failed ? 1 : 0;
}

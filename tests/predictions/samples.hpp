// SPDX-License-Identifier: Apache-2.0
//
// Small predictions that the tests of this folder begin with, and the two ends they drive.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "yolozu/predictions.hpp"

namespace yolozu::test {

/// {"class_id": 45, "score": 0.5, "bbox": the middle quarter}, as C++ and as JSON.
PredictedObject sample_object();
nlohmann::json sample_detection();

/// Entries of 640x427 pictures, letterboxed to 640x640, with one detection; as C++ and as strictly valid JSON.
PredictionEntry sample_entry(const std::string& image);
nlohmann::json sample_entry_json(const std::string& image);

/// The strings, kept until the program ends: a RunRecord borrows its keys.
std::vector<std::string_view> kept(const std::vector<std::string>& images);

/// A finished run over `images`.
RunRecord sample_record(const std::vector<std::string>& images);

/// `meta` with every key that the validators demand.
nlohmann::json sample_meta();

/// {"schema_version": 1, "predictions": [entry]}.
nlohmann::json wrap(const nlohmann::json& entry);

/// What the validator says about a document, or about any text.
ValidationReport validate(const nlohmann::json& document, bool strict);
ValidationReport validate_text(std::string text, bool strict);

/// Writes the entries and the record and returns the file's text; a failure of the writer fails the test.
std::string written(PredictionsShape shape, const std::vector<PredictionEntry>& entries, const RunRecord& record);

}  // namespace yolozu::test

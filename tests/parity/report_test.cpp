// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "parity/report.hpp"
#include "support/files.hpp"

namespace yolozu {
namespace {

using nlohmann::json;

/// The report about two files with the given texts, of pictures of 100 by 100 pixels.
std::string report(std::string_view reference, std::string_view candidate) {
    const test::TemporaryFolder folder;
    test::write_text(folder / "r.json", reference);
    test::write_text(folder / "c.json", candidate);
    const auto first = PredictionIndex::read(folder / "r.json"), second = PredictionIndex::read(folder / "c.json");
    ParityOptions options;
    options.picture_size = PictureSize{100, 100};
    const auto pictures = compare_predictions(*first, *second, options);
    std::string text;
    write_parity_report("/data/r.json", "/data/c.json", options, *pictures,
                        [&](std::string_view piece) { text += piece; });
    return text;
}

TEST(ParityReport, HasYolozusKeysInItsOrder) {
    constexpr std::string_view expected = R"({
 "bbox_atol": 0.0001,
 "bbox_format": "auto",
 "candidate": "/data/c.json",
 "images": 2,
 "iou_thresh": 0.99,
 "ok": true,
 "reference": "/data/r.json",
 "results": [
  {
   "counts": {"cand": 2, "extra_cand": 1, "matched": 1, "ref": 1},
   "extras": [0],
   "failures": [],
   "image": "a.jpg",
   "invalid_extras": [],
   "matches": [
    {"bbox_ok": true, "cand_index": 1, "class_id": 0, "iou": 1.0, "ref_index": 0, "score_cand": 0.5, "score_ok": true, "score_ref": 0.5}
   ],
   "ok": true,
   "size": {"height": 100, "width": 100}
  },
  {
   "counts": {"cand": 0, "extra_cand": 0, "matched": 0, "ref": 0},
   "extras": [],
   "failures": [],
   "image": "ä.jpg",
   "invalid_extras": [],
   "matches": [],
   "ok": true,
   "size": {"height": 100, "width": 100}
  }
 ],
 "score_atol": 0.0001
}
)";
    EXPECT_EQ(report(R"({"a.jpg": [{"class_id": 0, "score": 0.5, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.5, "h": 0.5}}],
                         "ä.jpg": []})",
                     R"({"a.jpg": [{"class_id": 1, "score": 0.5, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.5, "h": 0.5}},
                                   {"class_id": 0, "score": 0.5, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.5, "h": 0.5}}]})"),
              expected);
}

TEST(ParityReport, TellsEveryKindOfFailure) {
    const json found = json::parse(report(
        R"({"a.jpg": [{"class_id": 0, "score": 0.5, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.5, "h": 0.5}},
                      {"class_id": 1, "score": 0.25, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.5, "h": 0.5}},
                      {"class_id": 2, "score": 0.125, "bbox": {"cx": 0.5}}]})",
        R"({"a.jpg": [{"class_id": 0, "score": 0.75, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.5, "h": 0.5}},
                      {"class_id": 2, "score": 0.125, "bbox": [-1, 0.5, true, null, "x", {"y": 18446744073709551615}]}]})"));
    EXPECT_EQ(found["ok"], false);
    EXPECT_EQ(found["results"][0]["failures"], json::parse(R"([
        {"type": "value_mismatch", "ref_index": 0, "cand_index": 0, "class_id": 0, "iou": 1.0,
         "ref": {"score": 0.5, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.5, "h": 0.5}},
         "cand": {"score": 0.75, "bbox": {"cx": 0.5, "cy": 0.5, "w": 0.5, "h": 0.5}}},
        {"type": "missing_match", "ref_index": 1, "class_id": 1, "ref_score": 0.25, "best_iou": null},
        {"type": "invalid_reference_bbox", "ref_index": 2, "class_id": 2, "bbox": {"cx": 0.5}},
        {"type": "invalid_candidate_bbox", "cand_index": 1, "class_id": 2, "bbox": [-1, 0.5, true, null, "x", {"y": 18446744073709551615}]}])"));
    EXPECT_EQ(found["results"][0]["invalid_extras"], json::array({1}));
}

}  // namespace
}  // namespace yolozu

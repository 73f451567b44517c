// SPDX-License-Identifier: Apache-2.0
#include "show/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>

#include "base/sha256.hpp"
#include "base/try.hpp"
#include "image/encode.hpp"
#include "show/base64.hpp"
#include "show/page_text.hpp"
#include "show/shrink.hpp"

namespace yolozu::show {
namespace {

constexpr int quality = 80;
constexpr std::size_t most_failures = 20;

std::string css_colour(std::size_t class_id) {
    const Colour colour = class_colour(class_id);
    return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue);
}

/// 'sha256-...' as a Content-Security-Policy has it.
Result<std::string> policy_hash(std::string_view text) {
    YOLOZU_ASSIGN(const std::string hexadecimal, sha256_hex(std::as_bytes(std::span(text))));
    std::string bytes;
    for (std::size_t at = 0; at < hexadecimal.size(); at += 2) {
        unsigned byte = 0;
        for (const char digit : {hexadecimal[at], hexadecimal[at + 1]})
            byte = byte * 16 + static_cast<unsigned>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
        bytes += static_cast<char>(byte);
    }
    return fmt::format("'sha256-{}'", base64(bytes));
}

/// SVG of one object; lengths that are not lines' widths are in the picture's pixels.
class ObjectDrawing {
public:
    ObjectDrawing(std::string& svg, const ShownObject& object, double text_size)
        : svg_(svg), object_(object), drawing_(object.drawing), text_size_(text_size) {}

    void write();

private:
    template <class... Values>
    void add(fmt::format_string<Values...> format, Values&&... values) {
        fmt::format_to(std::back_inserter(svg_), format, std::forward<Values>(values)...);
    }
    void write_mask();
    void write_box();
    void write_keypoints();
    void write_label();

    std::string& svg_;
    const ShownObject& object_;
    const Annotation& drawing_;
    double text_size_;
};

void ObjectDrawing::write_mask() {
    if (object_.columns.empty() && object_.polygons.empty()) return;
    svg_ += "<path class=\"m\" fill-rule=\"evenodd\" d=\"";
    for (const ColumnRun& run : object_.columns)
        add("M{} {}v{}h1v-{}z", run.column, run.first, run.end - run.first, run.end - run.first);
    for (const std::vector<double>& polygon : object_.polygons) {
        for (std::size_t at = 0; at + 1 < polygon.size(); at += 2)
            add("{}{:.1f} {:.1f}", at == 0 ? "M" : "L", polygon[at], polygon[at + 1]);
        svg_ += "z";
    }
    svg_ += "\"/>";
}

void ObjectDrawing::write_box() {
    if (!drawing_.corners) {
        add("<rect class=\"b\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>", drawing_.x1,
            drawing_.y1, std::max(0.0, drawing_.x2 - drawing_.x1), std::max(0.0, drawing_.y2 - drawing_.y1));
        return;
    }
    svg_ += "<polygon class=\"b\" points=\"";
    for (const auto& [x, y] : *drawing_.corners) add("{:.1f},{:.1f} ", x, y);
    svg_ += "\"/>";
}

void ObjectDrawing::write_keypoints() {
    const std::vector<AnnotatedPoint>& points = drawing_.keypoints;
    std::string limbs;
    for (const auto& [first, second] : limbs_of(points.size()))
        if (points[first].visible && points[second].visible)
            fmt::format_to(std::back_inserter(limbs), "M{:.1f} {:.1f}L{:.1f} {:.1f}", points[first].x, points[first].y,
                           points[second].x, points[second].y);
    if (!limbs.empty()) add("<path class=\"l\" d=\"{}\"/>", limbs);
    for (const AnnotatedPoint& point : points)
        if (point.visible)
            add("<circle class=\"k\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\"/>", point.x, point.y, text_size_ / 5);
}

void ObjectDrawing::write_label() {
    const double x = std::max(drawing_.x1, 0.0) + text_size_ / 8;
    const bool has_room = drawing_.y1 >= text_size_;
    // What is found is named at the top of its box, what is known at its bottom, so that both can be read.
    const double y = object_.is_truth ? drawing_.y2 - text_size_ / 4
                                      : std::max(drawing_.y1, 0.0) + (has_room ? -text_size_ / 4 : text_size_);
    add("<text class=\"n\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", x, y, escaped(drawing_.label));
}

void ObjectDrawing::write() {
    const std::string colour = css_colour(drawing_.colour_index);
    add("<g class=\"{}\" data-c=\"{}\" data-s=\"{:.4f}\" stroke=\"{}\" fill=\"{}\">", object_.is_truth ? "o t" : "o",
        object_.class_id, object_.score, colour, colour);
    write_mask();
    write_box();
    write_keypoints();
    write_label();
    svg_ += "</g>\n";
}

}  // namespace

Result<PageWriter> PageWriter::create(const std::filesystem::path& target, const std::string& title,
                                      double least_score) {
    YOLOZU_ASSIGN(AtomicFile file, AtomicFile::create(target));
    PageWriter page(std::move(file), title, least_score);
    YOLOZU_TRY(page.write_head());
    return page;
}

Status PageWriter::write_head() {
    YOLOZU_ASSIGN(const std::string style, policy_hash(page_style));
    YOLOZU_ASSIGN(const std::string script, policy_hash(page_script));
    return file_.write(fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src {}; "
        "script-src {}; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n"
        "<style>{}</style>\n</head>\n<body>\n<main>\n",
        style, script, escaped(title_), page_style));
}

void PageWriter::count(const ShownObject& object) {
    has_truth_ = has_truth_ || object.is_truth;
    auto place = std::ranges::lower_bound(classes_, object.class_id, {}, &ShownClass::class_id);
    if (place == classes_.end() || place->class_id != object.class_id)
        place = classes_.insert(place, {object.class_id, object.class_name});
    place->detections += object.is_truth ? 0 : 1;
}

Status PageWriter::show(ShownPicture& picture) {
    const int width = picture.image.width(), height = picture.image.height();
    const Image small = shrunk(picture.image, page_picture_side);
    YOLOZU_ASSIGN(const std::string jpeg, encode_jpeg(small.view(), quality));
    const std::string key = escaped(picture.key);
    YOLOZU_TRY(file_.write(
        fmt::format("<figure><div class=\"picture\"><img alt=\"{}\" width=\"{}\" height=\"{}\" loading=\"lazy\" "
                    "src=\"data:image/jpeg;base64,",
                    key, small.width(), small.height())));
    YOLOZU_TRY(file_.write(base64(jpeg)));
    const double text_size = std::max(width, height) / 32.0;
    std::string svg = fmt::format("\">\n<svg viewBox=\"0 0 {} {}\" font-size=\"{:.1f}\">\n", width, height, text_size);
    for (const ShownObject& object : picture.objects) {
        count(object);
        ObjectDrawing(svg, object, text_size).write();
    }
    return file_.write(svg + fmt::format("</svg></div>\n<figcaption>{} &middot; {}&times;{} &middot; "
                                         "<output>{}</output> shown</figcaption></figure>\n",
                                         key, width, height, picture.objects.size()));
}

std::string PageWriter::header(const ShowSummary& summary) const {
    std::string text = fmt::format("<header hidden>\n<h1>{}</h1>\n", escaped(title_));
    const std::size_t looked_at = summary.images + summary.failed;
    if (looked_at < summary.entries)
        text += fmt::format("<p>Only the first {} of {} images are in this page (--max-images).</p>\n", looked_at,
                            summary.entries);
    for (std::size_t index = 0; index < std::min(failures_.size(), most_failures); ++index)
        text += fmt::format("<p>Not shown: {}</p>\n", escaped(failures_[index]));
    if (failures_.size() > most_failures)
        text += fmt::format("<p>Not shown: {} more images</p>\n", failures_.size() - most_failures);
    text += fmt::format(
        "<div class=\"controls\">\n<label>Score from <input type=\"range\" id=\"score\" min=\"{0}\" max=\"1\" "
        "step=\"0.01\" value=\"{0}\"> <output id=\"least\">{0}</output></label>\n"
        "<label><input type=\"checkbox\" id=\"names\" checked> names</label>\n"
        "<label><input type=\"checkbox\" id=\"masks\" checked> masks</label>\n"
        "<label{1}><input type=\"checkbox\" id=\"truth\" checked> ground truth (dashed)</label>\n"
        "<label><input type=\"checkbox\" id=\"empty\" checked> images without any</label>\n"
        "<span><output id=\"total\"></output> detections shown</span>\n"
        "<button type=\"button\" id=\"all\">all or no classes</button>\n</div>\n<fieldset id=\"classes\">\n",
        least_score_, has_truth_ ? "" : " hidden");
    for (const ShownClass& each : classes_)
        text += fmt::format(
            "<label><input type=\"checkbox\" value=\"{}\" checked> <svg viewBox=\"0 0 1 1\"><rect width=\"1\" "
            "height=\"1\" fill=\"{}\"/></svg> {} ({})</label>\n",
            each.class_id, css_colour(static_cast<std::size_t>(each.class_id)), escaped(each.name), each.detections);
    return text + "</fieldset>\n</header>\n";
}

Status PageWriter::finish(const ShowSummary& summary) {
    YOLOZU_TRY(file_.write("</main>\n" + header(summary)));
    YOLOZU_TRY(file_.write(fmt::format("<script>{}</script>\n</body>\n</html>\n", page_script)));
    return file_.commit();
}

}  // namespace yolozu::show

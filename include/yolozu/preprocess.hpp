// SPDX-License-Identifier: Apache-2.0
//
// From a picture to a network's input tensor, and from the network's pixels back to the picture's.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "yolozu/image.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

namespace yolozu {

/// How a picture is fitted into the network's input.
enum class ResizeMode {
    letterbox,         ///< keep the aspect ratio, centre, fill the rest
    top_left,          ///< keep the aspect ratio, size truncated, paste at the top left, fill the rest (YOLOX)
    top_left_rounded,  ///< the same, size int(length * scale + 0.5) (MMDetection, mmcv.imrescale)
    stretch,           ///< both sides to the network's, aspect ratio lost
    centre_crop,       ///< the shorter side to the network's, then the centre cut out (Ultralytics' classifiers)
    square_crop,       ///< the largest centred square cut out, then resized (YOLOv5's classifiers)
};

/// How pixels are interpolated.
enum class Interpolation {
    opencv_linear,    ///< bit-exact cv::resize INTER_LINEAR on 8 bits (half-pixel centres, no antialiasing;
                      ///< exact halves are averaged as OpenCV does)
    opencv_cubic,     ///< bit-exact cv::resize INTER_CUBIC on 8 bits
    opencv_warp,      ///< cv::warpPerspective's linear: the first pixels of both pictures meet (no half-pixel shift)
    pillow_bilinear,  ///< Pillow's BILINEAR: a triangle filter that widens when shrinking (antialiased)
    pillow_bicubic,   ///< Pillow's BICUBIC, likewise
    float_antialias,  ///< the triangle filter in float32 without rounding to 8 bits between (torch's antialias=True)
};

/// Order of the three channel planes in the tensor.
enum class ChannelOrder { rgb, bgr };

std::string_view to_string(ResizeMode mode);
std::string_view to_string(Interpolation interpolation);
std::string_view to_string(ChannelOrder order);

/// The whole preprocessing of a model. The value of a channel c with pixel p (0-255) is
/// (p / divisor - mean[c]) / deviation[c], computed in float32; c counts in the tensor's channel order.
struct PreprocessSpec {
    ResizeMode resize = ResizeMode::letterbox;
    Interpolation interpolation = Interpolation::opencv_linear;
    ChannelOrder order = ChannelOrder::rgb;
    std::uint8_t fill = 114;  ///< grey level of the border, all channels, before normalisation
    int margin = 0;           ///< letterbox: pixels of each side of the input that stay border at least (YOLO-NAS: 4)
    bool channels_last = false;  ///< the tensor is [B, H, W, 3]
    float divisor = 255.0F;   ///< 255: values 0..1; 1: values 0..255
    std::array<float, 3> mean{0.0F, 0.0F, 0.0F};
    std::array<float, 3> deviation{1.0F, 1.0F, 1.0F};

    bool operator==(const PreprocessSpec&) const = default;
};

/// Where a picture lands in the network's input, in pixels.
struct Placement {
    int source_width = 0, source_height = 0;       ///< the picture
    int input_width = 0, input_height = 0;         ///< the network's input
    int resized_width = 0, resized_height = 0;     ///< the picture after resizing
    int left = 0, top = 0, right = 0, bottom = 0;  ///< border widths; left + resized_width + right = input_width
    double scale_x = 1.0, scale_y = 1.0;           ///< network pixels for one picture pixel

    bool operator==(const Placement&) const = default;
};

/// Computes the placement. In letterbox mode, in double precision (YOLOZU's compute_letterbox):
///   scale = min(input_width / source_width, input_height / source_height)
///   resized = round-half-even(source * scale);  border = (input - resized) / 2;  left, top = floor, right, bottom =
///   ceil
/// so 1280x853 at 640 is 640x426. In top_left mode resized = trunc(source * scale) (YOLOX preproc); in stretch mode
/// resized = input and scale_x, scale_y differ. A side never becomes less than one pixel.
/// Fails when a size is not positive or larger than 65,536.
Result<Placement> place_image(int source_width, int source_height, int input_width, int input_height, ResizeMode mode);

/// A box by its corners. Units and origin are those of the function that uses it.
struct Box {
    double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
};

/// A box in network pixels, brought back to the picture's pixels and clipped to it:
///   x = clip((x - left) / scale_x, 0, source_width), and y likewise.
Box undo_placement(const Placement& placement, const Box& network_box);

/// Fits pictures into input tensors: resize, border, channel order, normalisation and HWC to CHW in one pass, straight
/// into the tensor. Keeps its interpolation tables and row buffers between calls, so a call for a size seen before
/// allocates nothing. One Preprocessor serves one thread at a time.
class Preprocessor {
public:
    explicit Preprocessor(const PreprocessSpec& spec);
    ~Preprocessor();
    Preprocessor(Preprocessor&&) noexcept;
    Preprocessor& operator=(Preprocessor&&) noexcept;

    const PreprocessSpec& spec() const;

    /// Writes slot `batch_index` of `input`, a float32 or float16 tensor of shape [B, 3, H, W], and returns the
    /// placement. Fails on another type or shape, and on an empty image.
    Result<Placement> run(const ImageView& image, const MutableTensorView& input, std::int64_t batch_index = 0);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace yolozu

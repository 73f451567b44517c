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

#pragma GCC visibility push(default)
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
    opencv_warp,      ///< cv::warpPerspective's linear: pixel (0, 0) of the picture goes to the picture's corner in
                      ///< the input, without the half-pixel shift of a resize; outside the picture is the fill
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
    ResizeMode resize = ResizeMode::letterbox;                   ///< into the network's input
    Interpolation interpolation = Interpolation::opencv_linear;  ///< of the pixels between
    ChannelOrder order = ChannelOrder::rgb;                      ///< of the tensor, whatever the picture's
    std::uint8_t fill = 114;  ///< grey level of the border, all channels, before normalisation
    int margin = 0;           ///< letterbox: pixels of the input's width, and of its height, that stay border at least,
                              ///< both sides together (YOLO-NAS: 4)
    bool channels_last = false;                        ///< the tensor is [B, H, W, 3]
    float divisor = 255.0F;                            ///< 255: values 0..1; 1: values 0..255
    std::array<float, 3> mean{0.0F, 0.0F, 0.0F};       ///< of the channels, after the division
    std::array<float, 3> deviation{1.0F, 1.0F, 1.0F};  ///< of the channels

    bool operator==(const PreprocessSpec&) const = default;
};

/// Where a picture lands in the network's input, in pixels. A point of the picture is at
///   x_network = x * scale_x + left + shift_x
/// in the input, and y likewise. Where the input shows only a part of the picture (centre_crop), the borders on the
/// sides that are cut off are negative.
struct Placement {
    int source_width = 0, source_height = 0;       ///< the picture
    int input_width = 0, input_height = 0;         ///< the network's input
    int resized_width = 0, resized_height = 0;     ///< the picture after resizing; in square_crop its square
    int left = 0, top = 0, right = 0, bottom = 0;  ///< border widths; left + resized_width + right = input_width
    double scale_x = 1.0, scale_y = 1.0;           ///< network pixels for one picture pixel
    double shift_x = 0.0, shift_y = 0.0;  ///< what left and top lack where the picture does not begin on a whole pixel:
                                          ///< square_crop, and letterbox with opencv_warp; 0 otherwise

    /// From the network's pixels to the picture's, not clipped.
    double to_picture_x(double network_x) const { return (network_x - left - shift_x) / scale_x; }
    /// From the network's pixels to the picture's, not clipped.
    double to_picture_y(double network_y) const { return (network_y - top - shift_y) / scale_y; }
    /// From the picture's pixels to the network's, not clipped.
    double to_network_x(double picture_x) const { return picture_x * scale_x + left + shift_x; }
    /// From the picture's pixels to the network's, not clipped.
    double to_network_y(double picture_y) const { return picture_y * scale_y + top + shift_y; }

    bool operator==(const Placement&) const = default;
};

/// Computes the placement, in double precision; `spec` gives the mode, the margin and the interpolation.
///
/// letterbox (YOLOZU's compute_letterbox):
///   scale = min((input_width - margin) / source_width, (input_height - margin) / source_height)
///   resized = round-half-even(source * scale);  border = (input - resized) / 2;  left, top = floor, right, bottom =
///   ceil
/// so 1280x853 at 640 is 640x426. With opencv_warp nothing is rounded: left + shift_x = (input_width - source_width *
/// scale) / 2 (NanoDet's get_resize_matrix).
///
/// top_left: resized = trunc(source * scale) and scale_x = scale_y = scale (YOLOX preproc).
///
/// top_left_rounded: resized = trunc(source * scale + 0.5), scale_x = resized_width / source_width and scale_y likewise
/// (mmcv.imrescale, MMDetection's scale_factor). MMDetection turns a scale that is not square with the picture; here
/// the input is what it is.
///
/// stretch: resized = input, scale_x and scale_y differ.
///
/// centre_crop: the shorter side becomes the input's, the longer one trunc(side * longer / shorter), left =
/// -round-half-even((resized_width - input_width) / 2), top likewise (torchvision's Resize and CenterCrop). For an
/// input that is not square Ultralytics resizes to the input itself, so it is stretch.
///
/// square_crop: with m = min(source_width, source_height) the square m x m whose corner is ((source_width - m) /
/// 2, (source_height - m) / 2), rounded down, is stretched to the input (YOLOv5's CenterCrop).
///
/// A side never becomes less than one pixel. Fails when a size is not positive or larger than 65,536, when the margin
/// is negative or leaves nothing of the input, and when a side after centre_crop's resizing has more than 2^30 pixels.
Result<Placement> place_image(int source_width, int source_height, int input_width, int input_height,
                              const PreprocessSpec& spec);

/// The same for a specification of that mode which is otherwise the default one.
Result<Placement> place_image(int source_width, int source_height, int input_width, int input_height, ResizeMode mode);

/// A box by its corners. Units and origin are those of the function that uses it.
struct Box {
    double x1 = 0, y1 = 0, x2 = 0, y2 = 0;  ///< upper left and lower right corner
};

/// A box in network pixels, brought back to the picture's pixels and clipped to it:
///   x = clip((x - left - shift_x) / scale_x, 0, source_width), and y likewise.
Box undo_placement(const Placement& placement, const Box& network_box);

/// Fits pictures into input tensors: resize, border, channel order, normalisation and HWC to CHW in one pass, straight
/// into the tensor. Keeps its interpolation tables and row buffers between calls, so a call for a size seen before
/// allocates nothing. One Preprocessor serves one thread at a time.
class Preprocessor {
public:
    /// Nothing is allocated before the first run.
    explicit Preprocessor(const PreprocessSpec& spec);
    ~Preprocessor();
    Preprocessor(Preprocessor&&) noexcept;
    Preprocessor& operator=(Preprocessor&&) noexcept;

    const PreprocessSpec& spec() const;  ///< what it was made with

    /// Writes slot `batch_index` of `input`, a float32, float16 or uint8 tensor of shape [B, 3, H, W], or [B, H, W, 3]
    /// where the specification says channels_last, and returns the placement. A uint8 tensor takes the levels as they
    /// are. Fails on another type or shape, on an empty image, and for a uint8 tensor on a specification that
    /// normalises or does not round to 8 bits (float_antialias).
    Result<Placement> run(const ImageView& image, const MutableTensorView& input, std::int64_t batch_index = 0);

    /// The same with a placement that was worked out before: place_image's of this specification, or one with other
    /// borders. Fails also when it is not one of this picture and this tensor.
    Status run_at(const ImageView& image, const Placement& placement, const MutableTensorView& input,
                  std::int64_t batch_index = 0);

private:
    struct [[gnu::visibility("hidden")]] State;
    std::unique_ptr<State> state_;
};

}  // namespace yolozu
#pragma GCC visibility pop

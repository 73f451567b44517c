// SPDX-License-Identifier: Apache-2.0
#include "cli/preprocess_option.hpp"

#include <gtest/gtest.h>

namespace yolozu::cli {
namespace {

TEST(PreprocessOption, ChangesOnlyWhatIsNamed) {
    EXPECT_EQ(*parse_preprocess("letterbox"), PreprocessSpec{});
    PreprocessSpec yolox;
    yolox.resize = ResizeMode::top_left;
    yolox.order = ChannelOrder::bgr;
    yolox.divisor = 1.0F;
    EXPECT_EQ(*parse_preprocess("top-left,bgr,0-255"), yolox);
    PreprocessSpec imagenet;
    imagenet.resize = ResizeMode::stretch;
    imagenet.interpolation = Interpolation::pillow_bilinear;
    imagenet.fill = 0;
    imagenet.mean = {0.485F, 0.456F, 0.406F};
    imagenet.deviation = {0.229F, 0.224F, 0.225F};
    EXPECT_EQ(*parse_preprocess("stretch,antialias,fill=0,mean=0.485:0.456:0.406,std=0.229:0.224:0.225"), imagenet);
    EXPECT_EQ(*parse_preprocess("bgr,rgb,0-255,0-1,antialias,linear"), PreprocessSpec{});
}

TEST(PreprocessOption, RefusesWhatItDoesNotUnderstand) {
    for (const char* const text : {"", "letterbox,", "Letterbox", "fill=256", "fill=-1", "fill=", "mean=1:2",
                                   "mean=1:2:3:4", "mean=a:b:c", "std=1:0:1", "std=inf:1:1", "gamma=2"})
        EXPECT_FALSE(parse_preprocess(text)) << text;
}

}  // namespace
}  // namespace yolozu::cli

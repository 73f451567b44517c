// SPDX-License-Identifier: Apache-2.0
#include "model/preprocess_words.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "support/mutation.hpp"
#include "support/seed.hpp"

namespace yolozu::test {
namespace {

TEST(PreprocessWords, ChangeOnlyWhatIsNamed) {
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

TEST(PreprocessWords, NameEveryValue) {
    EXPECT_EQ(parse_preprocess("top-left-rounded")->resize, ResizeMode::top_left_rounded);
    EXPECT_EQ(parse_preprocess("centre-crop")->resize, ResizeMode::centre_crop);
    EXPECT_EQ(parse_preprocess("square-crop")->resize, ResizeMode::square_crop);
    EXPECT_EQ(parse_preprocess("cubic")->interpolation, Interpolation::opencv_cubic);
    EXPECT_EQ(parse_preprocess("warp")->interpolation, Interpolation::opencv_warp);
    EXPECT_EQ(parse_preprocess("bicubic")->interpolation, Interpolation::pillow_bicubic);
    EXPECT_EQ(parse_preprocess("float-antialias")->interpolation, Interpolation::float_antialias);
    EXPECT_EQ(parse_preprocess("divisor=127.5")->divisor, 127.5F);
    EXPECT_EQ(parse_preprocess("margin=4")->margin, 4);
    EXPECT_TRUE(parse_preprocess("channels-last")->channels_last);
    EXPECT_EQ(*parse_preprocess(" stretch ,\tbgr"), *parse_preprocess("stretch,bgr"));
}

TEST(PreprocessWords, ImagenetIsInTheTensorsChannelOrder) {
    EXPECT_EQ(*parse_preprocess("imagenet"), *parse_preprocess("mean=0.485:0.456:0.406,std=0.229:0.224:0.225"));
    for (const char* const words : {"imagenet,bgr", "bgr,imagenet"})
        EXPECT_EQ(*parse_preprocess(words), *parse_preprocess("bgr,mean=0.406:0.456:0.485,std=0.225:0.224:0.229"));
    EXPECT_EQ(*parse_preprocess("imagenet,bgr,mean=1:2:3"), *parse_preprocess("bgr,mean=1:2:3,std=0.225:0.224:0.229"));
    EXPECT_EQ(*parse_preprocess("imagenet,bgr,std=1:2:3"), *parse_preprocess("bgr,mean=0.406:0.456:0.485,std=1:2:3"));
}

TEST(PreprocessWords, RefuseWhatTheyDoNotUnderstand) {
    for (const char* const text : {"",           "letterbox,", "Letterbox",    "fill=256",
                                   "fill=-1",    "fill=",      "mean=1:2",     "mean=1:2:3:4",
                                   "mean=a:b:c", "std=1:0:1",  "std=-0:1:1",   "std=inf:1:1",
                                   "gamma=2",    "divisor=0",  "divisor=-1",   "divisor=nan",
                                   "divisor=",   "margin=-1",  "margin=65537", "margin=1.5",
                                   "imagenet=1"})
        EXPECT_FALSE(parse_preprocess(text)) << text;
    EXPECT_THAT(parse_preprocess("rgb,grey\n").error().to_string(),
                testing::StartsWith("'grey\\x0a' is not understood"));
}

TEST(PreprocessWords, SayWhatDiffersFromTheDefault) {
    EXPECT_EQ(to_words({}), "letterbox");
    for (const char* const words :
         {"stretch", "top-left,bgr,0-255", "margin=4", "stretch,cubic,imagenet", "bgr,imagenet", "divisor=127.5",
          "bgr,0-255,fill=0,mean=103.53:116.28:123.675,std=57.375:57.12:58.395", "imagenet,channels-last"})
        EXPECT_EQ(to_words(*parse_preprocess(words)), words);
}

float random_number(std::mt19937& random) {
    const float values[]{0.0F, 1.0F, 255.0F, 0.485F, 1e-30F, -3e30F, 0.1F};
    if (random() % 2 == 0) return values[random() % std::size(values)];
    return std::ldexp(static_cast<float>(random()) + 1.0F, static_cast<int>(random() % 80) - 60);
}

PreprocessSpec random_spec(std::mt19937& random) {
    PreprocessSpec spec;
    spec.resize = static_cast<ResizeMode>(random() % 6);
    spec.interpolation = static_cast<Interpolation>(random() % 6);
    spec.order = static_cast<ChannelOrder>(random() % 2);
    spec.fill = static_cast<std::uint8_t>(random());
    spec.margin = random() % 2 == 0 ? 0 : static_cast<int>(random() % 65'537);
    spec.channels_last = random() % 2 == 0;
    if (const float divisor = random_number(random); divisor > 0.0F) spec.divisor = divisor;
    if (random() % 4 == 0) return *parse_preprocess(to_words(spec) + ",imagenet");
    for (std::size_t channel = 0; channel < 3; ++channel) {
        spec.mean[channel] = random_number(random);
        if (const float deviation = random_number(random); deviation != 0.0F) spec.deviation[channel] = deviation;
    }
    return spec;
}

TEST(PreprocessWords, AreReadBackToTheSame) {
    const unsigned seed = random_seed();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random(seed);
    for (int round = 0; round < 5'000; ++round) {
        const PreprocessSpec spec = random_spec(random);
        const std::string words = to_words(spec);
        const Result<PreprocessSpec> read = parse_preprocess(words);
        ASSERT_TRUE(read.ok()) << words;
        ASSERT_EQ(*read, spec) << words;
        const Result<PreprocessSpec> damaged = parse_preprocess(mutated(words, 2, random));
        if (damaged) {
            ASSERT_EQ(*parse_preprocess(to_words(*damaged)), *damaged);
        }
    }
}

}  // namespace
}  // namespace yolozu::test

// SPDX-License-Identifier: Apache-2.0
#include "pipeline/credentials.hpp"

#include <gtest/gtest.h>

namespace yolozu {
namespace {

TEST(Credentials, StayOutOfNames) {
    EXPECT_EQ(without_credentials("rtsp://me:secret@host:554/a?b=c@d"), "rtsp://host:554/a?b=c@d");
    EXPECT_EQ(without_credentials("rtsp://me:se@cret@host"), "rtsp://host");
    EXPECT_EQ(without_credentials("http://host/a@b"), "http://host/a@b");
    EXPECT_EQ(without_credentials("http://me@host?c"), "http://host?c");
    EXPECT_EQ(without_credentials("videos/me@home.mp4"), "videos/me@home.mp4");
    EXPECT_EQ(without_credentials("concat:http://me:a@b/c|http://you:d@e/f"), "concat:http://b/c|http://e/f");
    EXPECT_EQ(without_credentials("://@"), "://");
}

}  // namespace
}  // namespace yolozu

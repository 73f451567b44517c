// SPDX-License-Identifier: Apache-2.0
#include "video/newest_frame.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <semaphore>
#include <thread>

namespace yolozu {
namespace {

/// A camera that takes a picture when it is told to.
struct Shutter {
    std::counting_semaphore<> releases{0};
    std::atomic<std::int64_t> taken = 0;
    std::atomic<std::int64_t> last = INT64_MAX;
    std::optional<Error> failure;
};

class FakeCamera final : public VideoReader {
public:
    explicit FakeCamera(Shutter& shutter) : shutter_(shutter) {}

    Result<std::optional<VideoFrame>> next() override {
        shutter_.releases.acquire();
        const std::int64_t number = ++shutter_.taken;
        if (number > shutter_.last && shutter_.failure) return *shutter_.failure;
        if (number > shutter_.last) return std::optional<VideoFrame>();
        return std::optional(VideoFrame{number, std::nullopt, Image(1, 1)});
    }

private:
    Shutter& shutter_;
};

class NewestFrame : public testing::Test {
protected:
    NewestFrame() : reader(std::make_unique<FakeCamera>(shutter), cancelled) {}
    /// Ends the camera, which the reader waits for.
    ~NewestFrame() override {
        shutter.last = 0;
        shutter.releases.release();
    }

    /// Takes so many pictures, which have reached the reader but for the last.
    void take(int pictures) {
        for (int picture = 0; picture < pictures; ++picture) {
            const std::int64_t before = shutter.taken;
            shutter.releases.release();
            while (shutter.taken == before) std::this_thread::yield();
        }
    }

    std::int64_t next() {
        Result<std::optional<VideoFrame>> frame = reader.next();
        EXPECT_TRUE(frame);
        return frame && *frame ? (*frame)->number : 0;
    }

    Shutter shutter;
    std::atomic<bool> cancelled = false;
    NewestFrameReader reader;
};

TEST_F(NewestFrame, IsTheLastThatCame) {
    take(5);
    const std::int64_t seen = next();
    EXPECT_GE(seen, 4);
    if (seen == 4) {
        EXPECT_EQ(next(), 5);
    }
    take(1);
    EXPECT_EQ(next(), 6);
}

TEST_F(NewestFrame, IsWaitedFor) {
    std::jthread later([this] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        take(1);
    });
    EXPECT_EQ(next(), 1);
}

TEST_F(NewestFrame, EndsAsTheCameraDoes) {
    shutter.last = 1;
    take(1);
    EXPECT_EQ(next(), 1);
    shutter.releases.release();
    EXPECT_EQ(next(), 0);
    EXPECT_EQ(next(), 0);
}

TEST_F(NewestFrame, FailsAsTheCameraDoes) {
    shutter.last = 0;
    shutter.failure = Error(ErrorCode::io, "unplugged");
    shutter.releases.release();
    const Result<std::optional<VideoFrame>> frame = reader.next();
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().message(), "unplugged");
}

TEST_F(NewestFrame, EndsWhenItIsCancelledWhateverTheCameraDoes) {
    std::jthread later([this] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        cancelled = true;
    });
    EXPECT_EQ(next(), 0);
}

}  // namespace
}  // namespace yolozu

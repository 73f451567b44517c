// SPDX-License-Identifier: Apache-2.0
//
// Videos and cameras, as a user runs them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/videoio.hpp>
#include <thread>

#include "cli/run_program.hpp"
#include "support/files.hpp"
#include "video/video.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;
using test::Program;
using test::ProgramResult;
using test::read_json;
using testing::ElementsAre;
using testing::HasSubstr;

using Arguments = std::vector<std::string>;

constexpr int frame_count = 12;

/// The demo's scenes as a video, and each of its frames as OpenCV decodes it.
class VideoRun : public testing::Test {
protected:
    void SetUp() override {
        if (const VideoSupport support = video_support(); !support.available) GTEST_SKIP() << support.reason;
        cv::VideoWriter writer((folder / "scenes.avi").native(), cv::CAP_FFMPEG,
                               cv::VideoWriter::fourcc('M', 'J', 'P', 'G'), 10, {256, 256});
        std::vector<fs::path> scenes;
        for (const auto& scene : fs::directory_iterator(test::source_dir() / "models/demo/images"))
            scenes.push_back(scene.path());
        std::ranges::sort(scenes);
        for (const fs::path& scene : scenes) {
            cv::Mat frame(256, 256, CV_8UC3, cv::Scalar(90, 90, 90));
            const cv::Mat picture = cv::imread(scene.native());
            const cv::Rect both(0, 0, std::min(256, picture.cols), std::min(256, picture.rows));
            picture(both).copyTo(frame(both));
            writer.write(frame);
        }
        writer.release();
        fs::create_directory(folder / "frames");
        cv::VideoCapture capture((folder / "scenes.avi").native(), cv::CAP_FFMPEG);
        int number = 0;
        for (cv::Mat frame; capture.read(frame);)
            cv::imwrite((folder / "frames" / (std::to_string(10 + ++number) + ".png")).native(), frame);
        ASSERT_EQ(number, frame_count);
    }

    Arguments command(const std::string& output, const Arguments& more) const {
        Arguments all{"--model", test::source_dir() / "models/demo/model.onnx", "--output", folder / output};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    ProgramResult run(const std::string& output, const Arguments& more) const {
        return test::run_program(command(output, more), fixed_time);
    }

    std::vector<std::string> keys(const std::string& output) const {
        std::vector<std::string> found;
        const nlohmann::json file = read_json(folder / output);
        for (const auto& entry : file["predictions"]) found.push_back(entry["image"]);
        return found;
    }

    const std::vector<std::pair<std::string, std::string>> fixed_time{{"SOURCE_DATE_EPOCH", "1764000000"}};
    const test::TemporaryFolder folder;
};

TEST_F(VideoRun, FindsWhatIsOnTheFramesThatOpenCvReads) {
    ASSERT_EQ(run("video.json", {"--video", folder / "scenes.avi", "--image-key", "basename"}).exit_code, 0);
    ASSERT_EQ(run("frames.json", {"--image", folder / "frames"}).exit_code, 0);
    const nlohmann::json video = read_json(folder / "video.json")["predictions"];
    const nlohmann::json frames = read_json(folder / "frames.json")["predictions"];
    ASSERT_EQ(video.size(), frames.size());
    std::size_t detections = 0;
    for (std::size_t index = 0; index < video.size(); ++index) {
        EXPECT_EQ(video[index]["detections"], frames[index]["detections"]);
        detections += video[index]["detections"].size();
        EXPECT_EQ(video[index]["meta"]["frame"], index + 1);
        EXPECT_NEAR(video[index]["meta"]["seconds"].get<double>(), static_cast<double>(index) / 10, 1e-3);
    }
    EXPECT_GT(detections, 20U);
    EXPECT_EQ(video[11]["image"], "scenes.avi#000012");
    EXPECT_TRUE(test::passes_strict_validation(folder / "video.json"));
}

TEST_F(VideoRun, TakesAPartOfTheFramesAndSeveralVideos) {
    EXPECT_EQ(
        run("p.json", {"--video", folder / "scenes.avi", "--frame-step", "5", "--image-key", "basename"}).exit_code, 0);
    EXPECT_THAT(keys("p.json"), ElementsAre("scenes.avi#000001", "scenes.avi#000006", "scenes.avi#000011"));
    fs::copy(folder / "scenes.avi", folder / "again.avi");
    EXPECT_EQ(run("p.json", {"--video", folder / "scenes.avi", folder / "again.avi", "--frame-step", "8",
                             "--max-images", "3", "--image-key", "relative"})
                  .exit_code,
              0);
    EXPECT_THAT(keys("p.json"), ElementsAre("scenes.avi#000001", "scenes.avi#000009", "again.avi#000001"));
}

TEST_F(VideoRun, SavesItsFramesWithWhatWasFoundOnThem) {
    EXPECT_EQ(run("p.json", {"--video", folder / "scenes.avi", "--max-images", "2", "--save-images", folder / "drawn"})
                  .exit_code,
              0);
    EXPECT_TRUE(fs::exists(folder / "drawn/scenes.avi#000001.jpg"));
    EXPECT_TRUE(fs::exists(folder / "drawn/scenes.avi#000002.jpg"));
}

TEST_F(VideoRun, IsTheSameForAnyJobsAndAfterAnInterruption) {
    const std::string video = folder / "scenes.avi";
    EXPECT_EQ(run("whole.json", {"--video", video, "--jobs", "1"}).exit_code, 0);
    EXPECT_EQ(run("p.json", {"--video", video, "--jobs", "3"}).exit_code, 0);
    EXPECT_EQ(test::read_text(folder / "p.json"), test::read_text(folder / "whole.json"));
    fs::remove(folder / "p.json");
    int interruptions = 0;
    for (int attempt = 0; attempt < 10; ++attempt) {
        Program program(test::program_path(), command("p.json", {"--video", video, "--resume", "--jobs", "1"}),
                        fixed_time);
        std::this_thread::sleep_for(std::chrono::milliseconds(60 + 5 * attempt));
        program.send_signal(SIGKILL);
        if (program.wait().exit_code != 128 + SIGKILL) break;
        ++interruptions;
    }
    EXPECT_EQ(run("p.json", {"--video", video, "--resume"}).exit_code, 0);
    EXPECT_GT(interruptions, 0);
    EXPECT_EQ(test::read_text(folder / "p.json"), test::read_text(folder / "whole.json"));
}

TEST_F(VideoRun, HasOneErrorForAVideoThatCannotBeRead) {
    test::write_text(folder / "broken.mp4", "no video");
    const ProgramResult result =
        run("p.json", {"--video", folder / "broken.mp4", folder / "scenes.avi", "--image-key", "basename"});
    EXPECT_EQ(result.exit_code, 3);
    EXPECT_THAT(result.err, HasSubstr("broken.mp4': cannot open it: Invalid data found"));
    EXPECT_EQ(keys("p.json").size(), static_cast<std::size_t>(frame_count));
    EXPECT_EQ(read_json(folder / "p.json")["meta"]["extra"]["failed_inputs"][0]["image"], "broken.mp4");
    const ProgramResult alone = run("alone.json", {"--video", folder / "broken.mp4"});
    EXPECT_EQ(alone.exit_code, 1);
    EXPECT_FALSE(fs::exists(folder / "alone.json"));
}

TEST_F(VideoRun, WithACameraGoesOnUntilItIsStoppedAndThenHasItsFile) {
    for (const int number : {SIGINT, SIGTERM}) {
        fs::remove(folder / "p.json");
        Program program(test::program_path(), command("p.json", {"--camera", "testsrc=size=64x48:rate=100,realtime",
                                                                 "--video-format", "lavfi"}));
        while (!fs::exists(folder / "p.json.partial")) std::this_thread::sleep_for(std::chrono::milliseconds(5));
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        program.send_signal(number);
        const ProgramResult result = program.wait();
        EXPECT_EQ(result.exit_code, 128 + number) << result.err;
        EXPECT_GT(keys("p.json").size(), 2U);
        EXPECT_FALSE(fs::exists(folder / "p.json.partial"));
        EXPECT_TRUE(test::passes_strict_validation(folder / "p.json"));
    }
    EXPECT_EQ(run("p.json",
                  {"--camera", "testsrc=size=64x48:rate=100,realtime", "--video-format", "lavfi", "--max-images", "4"})
                  .exit_code,
              0);
    EXPECT_EQ(keys("p.json").size(), 4U);
}

TEST_F(VideoRun, MayComeThroughAPipe) {
    const std::string command = "'" + test::program_path().native() + "' --video - --max-images 3 --model '" +
                                (test::source_dir() / "models/demo/model.onnx").native() + "' --output '" +
                                (folder / "p.json").native() + "' < '" + (folder / "scenes.avi").native() + "'";
    EXPECT_EQ(Program("/bin/sh", {"-c", command}).wait().exit_code, 0);
    EXPECT_THAT(keys("p.json"), ElementsAre("-#000001", "-#000002", "-#000003"));
}

/// An address of this machine that takes connections and never sends anything.
class SilentServer {
public:
    SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        if (::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0 && ::listen(socket_, 1) == 0 &&
            ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0)
            port_ = ntohs(address.sin_port);
    }
    ~SilentServer() { ::close(socket_); }
    SilentServer(const SilentServer&) = delete;
    SilentServer& operator=(const SilentServer&) = delete;

    std::string address() const { return "tcp://127.0.0.1:" + std::to_string(port_); }

private:
    int socket_;
    int port_ = 0;
};

TEST_F(VideoRun, FromAPipeThatSendsNothingEndsWhenItIsStopped) {
    const std::string command = "exec 3<>'" + (folder / "pipe").native() + "'; exec '" + test::program_path().native() +
                                "' --video - --model '" + (test::source_dir() / "models/demo/model.onnx").native() +
                                "' --output '" + (folder / "p.json").native() + "' <&3";
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    Program program("/bin/sh", {"-c", command});
    while (!fs::exists(folder / "p.json.partial")) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    program.send_signal(SIGINT);
    EXPECT_EQ(program.wait().exit_code, 128 + SIGINT);
}

TEST_F(VideoRun, MayBeStoppedWhileItLooksForWhereItWas) {
    // Long enough to be stopped, without a model that would take the time.
    const Arguments video{"--video", "testsrc=size=1280x720:rate=30:duration=60", "--video-format", "lavfi",
                          "--dry-run"};
    Arguments resumed = video;
    resumed.emplace_back("--resume");
    Program first(test::program_path(), command("p.json", video));
    std::this_thread::sleep_for(std::chrono::milliseconds(1000));
    first.send_signal(SIGINT);
    ASSERT_EQ(first.wait().exit_code, 128 + SIGINT);
    Program second(test::program_path(), command("p.json", resumed));
    std::this_thread::sleep_for(std::chrono::milliseconds(250));
    second.send_signal(SIGTERM);
    const ProgramResult result = second.wait();
    EXPECT_EQ(result.exit_code, 128 + SIGTERM) << result.err;
    EXPECT_TRUE(fs::exists(folder / "p.json.partial"));
}

TEST_F(VideoRun, WithACameraThatSendsNothingEndsWhenItIsStopped) {
    const SilentServer camera;
    Program program(test::program_path(), command("p.json", {"--camera", camera.address()}));
    while (!fs::exists(folder / "p.json.partial")) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    program.send_signal(SIGINT);
    const ProgramResult result = program.wait();
    EXPECT_EQ(result.exit_code, 128 + SIGINT);
    EXPECT_THAT(result.err, HasSubstr("before the first frame came"));
    EXPECT_FALSE(fs::exists(folder / "p.json"));
}

TEST_F(VideoRun, MistakesAreTold) {
    const auto expect = [this](int exit_code, std::string_view words, const Arguments& sources) {
        const ProgramResult result = run("p.json", sources);
        EXPECT_EQ(result.exit_code, exit_code) << result.err;
        EXPECT_THAT(result.err, HasSubstr(std::string(words)));
        EXPECT_FALSE(fs::exists(folder / "p.json"));
    };
    const std::string video = folder / "scenes.avi";
    expect(2, "--video has all the images", {"--video", video, "--image", video});
    expect(2, "--camera has all the images", {"--video", video, "--camera", "/dev/video0"});
    expect(2, "videos of its own", {"--video", video, "--shard", "1/2"});
    expect(2, "--resume cannot go on with a --camera", {"--camera", "/dev/video0", "--resume"});
    expect(2, "--frame-step is for", {"--image", folder / "frames", "--frame-step", "2"});
    expect(2, "is that of two videos", {"--video", video, folder / "frames/../scenes.avi", "--image-key", "basename"});
    expect(1, "is a video, whose frames are read with --video", {"--image", video});
    expect(1, "No such file or directory", {"--camera", "/dev/no-camera"});
    expect(2, "FFmpeg knows no format 'v5l'", {"--video", video, "--video-format", "v5l"});
    EXPECT_EQ(test::run_program(
                  {"--model", test::source_dir() / "models/demo/model.onnx", "--output", video, "--video", video})
                  .exit_code,
              2);
}

}  // namespace
}  // namespace yolozu

// SPDX-License-Identifier: Apache-2.0
//
// Where ONNX Runtime's library is found, and what is said about one that will not do.
#include "backend/onnxruntime/search.hpp"

#include <elf.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>

#include "backend/onnxruntime/backend.hpp"
#include "support/files.hpp"

namespace yolozu {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;
using testing::HasSubstr;

fs::path real_library() {
    return onnxruntime_backend().status({}).library;
}

struct Refusal {
    ErrorCode code;
    std::string text;
    bool operator==(const Refusal&) const = default;
};
void PrintTo(const Refusal& refusal, std::ostream* stream) {
    *stream << refusal.text;
}

Refusal refusal(const Result<const ort::Library*>& library) {
    if (library) return {ErrorCode::internal, "found " + (*library)->path().string()};
    return {library.error().code(), library.error().to_string()};
}

class ScopedVariable {
public:
    explicit ScopedVariable(const fs::path& value) { ::setenv("YOLOZU_ONNXRUNTIME", value.c_str(), 1); }
    ~ScopedVariable() { ::unsetenv("YOLOZU_ONNXRUNTIME"); }
};

TEST(OnnxRuntimeSearch, FindsWhatTheSetUpFetched) {
    const BackendStatus status = onnxruntime_backend().status({});
    ASSERT_TRUE(status.available) << status.reason;
    EXPECT_THAT(status.version, testing::MatchesRegex("1\\.[0-9]+\\..*"));
    EXPECT_TRUE(fs::exists(status.library));
    EXPECT_THAT(status.devices, testing::Contains("cpu"));
}

TEST(OnnxRuntimeSearch, TakesAFileAFolderOrTheFolderAboveLib) {
    const TemporaryFolder folder;
    fs::create_directory(folder / "lib");
    fs::create_symlink(real_library(), folder / "lib/libonnxruntime.so");
    for (const fs::path& place : {folder / "lib/libonnxruntime.so", folder / "lib", folder.path()}) {
        const Result<const ort::Library*> library = ort::find_library(place);
        ASSERT_TRUE(library) << library.error().to_string();
        // The same library under another name is not loaded again.
        EXPECT_EQ(*library, *ort::find_library({}));
    }
}

TEST(OnnxRuntimeSearch, TakesALibraryUnderItsFullVersionNumber) {
    const TemporaryFolder folder;
    fs::create_symlink(FAKE_TOO_OLD, folder / "libonnxruntime.so.1.19.0");
    fs::create_symlink(real_library(), folder / "libonnxruntime.so.1.29.0");
    EXPECT_TRUE(ort::find_library(folder.path()));
}

TEST(OnnxRuntimeSearch, TakesABareNameForAFileHere) {
    const TemporaryFolder folder;
    const fs::path before = fs::current_path();
    fs::create_symlink(real_library(), folder / "mine.so");
    fs::current_path(folder.path());
    EXPECT_TRUE(ort::find_library("mine.so"));
    fs::current_path(before);
}

TEST(OnnxRuntimeSearch, TakesThePlaceInTheEnvironmentVariable) {
    const fs::path real_library = onnxruntime_backend().status({}).library;
    const ScopedVariable variable(FAKE_CUDA);
    EXPECT_TRUE(fs::equivalent((*ort::find_library({}))->path(), FAKE_CUDA));
    EXPECT_TRUE(fs::equivalent((*ort::find_library(real_library))->path(), real_library)) << "an option comes first";
}

TEST(OnnxRuntimeSearch, TakesTheFirstFolderThatHasOne) {
    const TemporaryFolder first, second;
    fs::create_symlink(FAKE_CUDA, second / "libonnxruntime.so");
    const auto library = ort::find_library({}, {{first.path(), second.path()}, {}});
    ASSERT_TRUE(library) << library.error().to_string();
    EXPECT_TRUE(fs::equivalent((*library)->path(), FAKE_CUDA));
}

TEST(OnnxRuntimeSearch, EndsAtANamedPlaceThatDoesNotExist) {
    EXPECT_EQ(refusal(ort::find_library("/nowhere/at-all")),
              (Refusal{ErrorCode::not_found,
                       "there is no ONNX Runtime library '/nowhere/at-all': the file or folder does not exist"}));
    const ScopedVariable variable("/nowhere/at-all");
    EXPECT_EQ(refusal(ort::find_library({})),
              (Refusal{ErrorCode::not_found,
                       "environment variable YOLOZU_ONNXRUNTIME: there is no ONNX Runtime library "
                       "'/nowhere/at-all': the file or folder does not exist"}));
}

TEST(OnnxRuntimeSearch, EndsAtANamedFolderWithoutALibrary) {
    const TemporaryFolder folder;
    EXPECT_EQ(refusal(ort::find_library(folder.path())),
              (Refusal{ErrorCode::not_found,
                       fmt::format("there is no ONNX Runtime library in the folder '{}': expected libonnxruntime.so in "
                                   "it or in its lib/",
                                   folder.path().string())}));
}

TEST(OnnxRuntimeSearch, SaysWhatToDoWhenThereIsNone) {
    EXPECT_EQ(
        refusal(ort::find_library({}, {{}, {"libno-such-library-anywhere.so"}})),
        (Refusal{ErrorCode::unavailable,
                 "ONNX Runtime was not found: run `tools/setup.sh onnxruntime`, or pass --onnxruntime PATH or set "
                 "YOLOZU_ONNXRUNTIME to a library or its folder"}));
}

TEST(OnnxRuntimeSearch, AsksTheSystemLast) {
    // The system's C library is certainly there, and certainly not ONNX Runtime.
    EXPECT_EQ(refusal(ort::find_library({}, {{}, {"libc.so.6"}})),
              (Refusal{ErrorCode::unavailable,
                       "ONNX Runtime library 'libc.so.6': it is not ONNX Runtime: it has no function OrtGetApiBase"}));
}

TEST(OnnxRuntimeLibrary, CollectsNoTelemetry) {
    ASSERT_TRUE(onnxruntime_backend().status({}).available);
    EXPECT_STREQ(::getenv("ORT_DISABLE_TELEMETRY"), "1");
    // Where it collects, it begins with this file.
    EXPECT_FALSE(fs::exists(fs::temp_directory_path() / fmt::format("mat-debug-{}.log", ::getpid())));
}

TEST(OnnxRuntimeLibrary, IsRefusedWhenItIsNoLibrary) {
    const TemporaryFolder folder;
    for (const std::string content : {"", "just a text file that is longer than an ELF header is, by some bytes"}) {
        const fs::path path = folder / "libonnxruntime.so";
        test::write_text(path, content);
        const Refusal found = refusal(ort::find_library(path));
        EXPECT_EQ(found.code, ErrorCode::malformed);
        EXPECT_EQ(found.text, fmt::format("ONNX Runtime library '{}': it is no shared library: it does not begin with "
                                          "an ELF header",
                                          path.string()));
    }
}

TEST(OnnxRuntimeLibrary, IsRefusedWhenItIsForAnotherProcessor) {
    const TemporaryFolder folder;
    std::string header = test::read_text(real_library()).substr(0, sizeof(Elf64_Ehdr));
    header[offsetof(Elf64_Ehdr, e_machine)] = static_cast<char>(EM_RISCV);
    header[offsetof(Elf64_Ehdr, e_machine) + 1] = 0;
    test::write_text(folder / "libonnxruntime.so", header);
    const Refusal found = refusal(ort::find_library(folder.path()));
    EXPECT_EQ(found.code, ErrorCode::unsupported);
    EXPECT_THAT(found.text, HasSubstr("libonnxruntime.so': it is a library for processor number 243 of the ELF format, "
                                      "this program runs on "));
}

TEST(OnnxRuntimeLibrary, IsRefusedWhenItIsCutShort) {
    const TemporaryFolder folder;
    const std::string whole = test::read_text(real_library());
    for (const std::size_t size : {sizeof(Elf64_Ehdr), std::size_t{10'000}, whole.size() / 2}) {
        test::write_text(folder / "libonnxruntime.so", whole.substr(0, size));
        const Refusal found = refusal(ort::find_library(folder.path()));
        EXPECT_EQ(found.code, ErrorCode::malformed);
        EXPECT_THAT(found.text, HasSubstr(fmt::format("libonnxruntime.so': it is cut short or damaged: parts of it lie "
                                                      "beyond its {} bytes",
                                                      size)));
    }
}

TEST(OnnxRuntimeLibrary, IsRefusedInTheLoadersWordsWhenItCannotBeLoaded) {
    const TemporaryFolder folder;
    std::string bytes = test::read_text(FAKE_STRANGER);
    bytes[offsetof(Elf64_Ehdr, e_type)] = ET_REL;
    test::write_text(folder / "libonnxruntime.so", bytes);
    const Refusal found = refusal(ort::find_library(folder.path()));
    EXPECT_EQ(found.code, ErrorCode::unavailable);
    EXPECT_THAT(found.text,
                HasSubstr("libonnxruntime.so': it cannot be loaded: only ET_DYN and ET_EXEC can be loaded"));
}

TEST(OnnxRuntimeLibrary, IsRefusedWhenItIsSomethingElse) {
    EXPECT_EQ(refusal(ort::find_library(FAKE_STRANGER)),
              (Refusal{ErrorCode::unavailable, "ONNX Runtime library '" FAKE_STRANGER
                                               "': it is not ONNX Runtime: it has no function OrtGetApiBase"}));
}

TEST(OnnxRuntimeLibrary, IsRefusedWhenItIsTooOld) {
    EXPECT_EQ(refusal(ort::find_library(FAKE_TOO_OLD)),
              (Refusal{ErrorCode::unavailable,
                       "ONNX Runtime library '" FAKE_TOO_OLD
                       "': it is too old: it is version 1.2.0, at least 1.17 is needed; run `tools/setup.sh "
                       "onnxruntime` or give a newer one with --onnxruntime PATH"}));
}

TEST(OnnxRuntimeLibrary, IsRefusedWhenItsVersionIsUnreadable) {
    EXPECT_EQ(refusal(ort::find_library(FAKE_ODD_VERSION)),
              (Refusal{ErrorCode::unavailable,
                       "ONNX Runtime library '" FAKE_ODD_VERSION "': its version 'nightly' is not of the form 1.N.N"}));
}

TEST(OnnxRuntimeLibrary, IsReportedByTheBackendsStatus) {
    BackendOptions options;
    options.library = FAKE_TOO_OLD;
    const BackendStatus status = onnxruntime_backend().status(options);
    EXPECT_FALSE(status.available);
    EXPECT_THAT(status.reason, HasSubstr("it is too old: it is version 1.2.0"));
}

}  // namespace
}  // namespace yolozu

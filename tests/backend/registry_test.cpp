// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "support/files.hpp"
#include "yolozu/backend.hpp"

namespace yolozu {
namespace {

using testing::StartsWith;

TEST(Backends, AreFoundByName) {
    for (const Backend* const backend : backends()) {
        const Result<const Backend*> found = find_backend(backend->name(), {});
        ASSERT_TRUE(found);
        EXPECT_EQ(*found, backend);
    }
    EXPECT_TRUE(find_backend("onnxruntime", {}));
}

TEST(Backends, NameThoseThereAreWhenOneIsUnknown) {
    for (const std::string name : {"tensorrt", "", "ONNXRuntime"}) {
        const Result<const Backend*> found = find_backend(name, {});
        ASSERT_FALSE(found) << name;
        EXPECT_EQ(found.error().code(), ErrorCode::not_found);
        EXPECT_EQ(found.error().to_string(),
                  "this build has no backend '" + name + "': there are auto and native, onnxruntime");
    }
}

TEST(Backends, AutoIsTheFirstThatIsAvailable) {
    const Result<const Backend*> found = find_backend("auto", {});
    ASSERT_TRUE(found) << found.error().to_string();
    EXPECT_EQ((*found)->name(), "native");
}

TEST(Backends, AutoWithALibraryIsTheOneThatTheLibraryIsOf) {
    BackendStatus status = (*find_backend("onnxruntime", {}))->status({});
    if (!status.available) GTEST_SKIP() << status.reason;
    BackendOptions options;
    options.library = status.library;
    const Result<const Backend*> found = find_backend("auto", options);
    ASSERT_TRUE(found) << found.error().to_string();
    EXPECT_EQ((*found)->name(), "onnxruntime");
}

TEST(Backends, AutoSaysWhyNoneIsAvailable) {
    const test::TemporaryFolder folder;
    BackendOptions options;
    options.library = folder.path();
    const Result<const Backend*> found = find_backend("auto", options);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code(), ErrorCode::unavailable);
    EXPECT_THAT(found.error().to_string(),
                StartsWith("no backend is available (native: it uses no library, and one was named; onnxruntime: there "
                           "is no ONNX Runtime library in the folder"));
}

}  // namespace
}  // namespace yolozu

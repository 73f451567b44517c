// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace yolozu::test {

/// What tests with random cases begin with: the same in every run, so that a change that passed keeps passing, or
/// another where the environment variable YOLOZU_TEST_SEED names a number. Failing tests print it (SCOPED_TRACE).
unsigned random_seed();

}  // namespace yolozu::test

// SPDX-License-Identifier: Apache-2.0
//
// A good shared library that is not ONNX Runtime.
extern "C" __attribute__((visibility("default"))) int stranger() {
    return 1;
}

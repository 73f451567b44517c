# SPDX-License-Identifier: Apache-2.0
# The two commands for a fresh clone, and those around them. `cmake --list-presets` shows the builds behind them.

.PHONY: demo test test-arm64 static sanitize bench docs format clean

demo:  ## build, run the bundled model on the bundled images, show where the results are
	tools/setup.sh build
	tools/demo.sh

test:  ## build and run the whole test suite
	tools/setup.sh build video test onnxruntime
	cmake --preset dev
	cmake --build --preset dev
	ctest --preset dev

test-arm64:  ## the computing layers' tests, compiled for arm64 and run in an emulator
	tools/setup.sh build arm64
	cmake --preset arm64
	cmake --build --preset arm64
	ctest --preset arm64

static:  ## one small program that needs no library: build/static/yolozu-infer
	tools/setup.sh build
	cmake --workflow --preset static

sanitize:  ## the whole suite under the address, leak and undefined-behaviour sanitizers
	tools/setup.sh build video test onnxruntime
	cmake --preset asan
	cmake --build --preset asan
	ctest --preset asan

docs:  ## the reference of the library's C++ and C interface: build/docs/index.html
	tools/setup.sh docs
	mkdir -p build
	YOLOZU_VERSION=$$(sed -n 's/^project(.* VERSION \([0-9.]*\) .*/\1/p' CMakeLists.txt) doxygen docs/Doxyfile

bench:  ## side-by-side benchmarks
	tools/setup.sh build video test bench onnxruntime
	cmake --preset dev
	cmake --build --preset dev --target preprocess_bench decode_bench tasks_bench kernels_bench convolutions_bench
	build/dev/bench/preprocess_bench
	build/dev/bench/decode_bench
	build/dev/bench/tasks_bench
	build/dev/bench/kernels_bench
	build/dev/bench/convolutions_bench
	bench/models

format:  ## format every C++ file
	git ls-files '*.cpp' '*.hpp' | xargs clang-format -i

clean:
	rm -rf build demo-output

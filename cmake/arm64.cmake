# SPDX-License-Identifier: Apache-2.0
# Toolchain: Debian's compiler for arm64, the libraries that `tools/setup.sh arm64` unpacks, programs run in an emulator.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64-static)

# Programs come from this machine, everything that is compiled or linked from that folder; the C and C++ libraries are
# the compiler's own.
set(arm64_libraries ${CMAKE_CURRENT_LIST_DIR}/../.cache/arm64)
cmake_path(NORMAL_PATH arm64_libraries)
set(CMAKE_FIND_ROOT_PATH ${arm64_libraries})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${arm64_libraries})
set(ENV{PKG_CONFIG_LIBDIR} ${arm64_libraries}/usr/lib/aarch64-linux-gnu/pkgconfig:${arm64_libraries}/usr/share/pkgconfig)
include_directories(SYSTEM ${arm64_libraries}/usr/include ${arm64_libraries}/usr/include/aarch64-linux-gnu)

# SPDX-License-Identifier: Apache-2.0
# Libraries from the system's packages; tools/setup.sh installs them on Debian.
find_package(Threads REQUIRED)
find_package(JPEG REQUIRED)
find_package(PNG REQUIRED)
find_package(TIFF REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(webp REQUIRED IMPORTED_TARGET libwebpdemux libwebp)
find_path(PROTOZERO_INCLUDE_DIR protozero/pbf_reader.hpp REQUIRED)
find_path(STB_INCLUDE_DIR stb/stb_easy_font.h REQUIRED)
find_path(MBEDTLS_INCLUDE_DIR mbedtls/sha256.h REQUIRED)
find_library(MBEDCRYPTO_LIBRARY mbedcrypto REQUIRED)
find_path(YAML_INCLUDE_DIR yaml.h REQUIRED)
find_library(YAML_LIBRARY yaml REQUIRED)

# Debian has no static fmt.
if(YOLOZU_STATIC)
  find_path(FMT_INCLUDE_DIR fmt/format.h REQUIRED)
  add_library(yolozu_fmt STATIC ${CMAKE_CURRENT_LIST_DIR}/fmt.cpp)
  target_include_directories(yolozu_fmt SYSTEM PUBLIC ${FMT_INCLUDE_DIR})
  add_library(fmt::fmt ALIAS yolozu_fmt)
  add_library(yolozu_terminate OBJECT ${CMAKE_CURRENT_LIST_DIR}/terminate.cpp)
  target_compile_options(yolozu_terminate PRIVATE ${YOLOZU_WARNINGS})
  target_link_libraries(yolozu_fmt INTERFACE $<TARGET_OBJECTS:yolozu_terminate>)
else()
  find_package(fmt REQUIRED)
endif()

# A shared libtiff knows the libraries of its compressions; for a static one only pkg-config does. An object comes before
# every library on the linker's command line, so what it defines is not taken from libtiff.
if(YOLOZU_STATIC)
  pkg_check_modules(tiff REQUIRED libtiff-4)
  add_library(yolozu_tiff_codecs OBJECT ${CMAKE_CURRENT_LIST_DIR}/tiff_codecs.cpp)
  target_include_directories(yolozu_tiff_codecs SYSTEM PRIVATE ${TIFF_INCLUDE_DIRS})
  target_compile_options(yolozu_tiff_codecs PRIVATE ${YOLOZU_WARNINGS})
  # The libraries lie where libtiff itself was found, which for another machine is no folder that the linker knows.
  cmake_path(GET TIFF_LIBRARY_RELEASE PARENT_PATH tiff_folder)
  target_link_libraries(TIFF::TIFF INTERFACE $<TARGET_OBJECTS:yolozu_tiff_codecs> -L${tiff_folder} ${tiff_STATIC_LIBRARIES})
  add_library(yolozu_jpeg_codecs OBJECT ${CMAKE_CURRENT_LIST_DIR}/jpeg_codecs.cpp)
  target_include_directories(yolozu_jpeg_codecs SYSTEM PRIVATE ${JPEG_INCLUDE_DIRS})
  target_compile_options(yolozu_jpeg_codecs PRIVATE ${YOLOZU_WARNINGS})
  target_link_libraries(JPEG::JPEG INTERFACE $<TARGET_OBJECTS:yolozu_jpeg_codecs>)
endif()

# Headers of others are system headers: their warnings are not ours to fix.
add_library(yolozu_mbedcrypto INTERFACE)
target_include_directories(yolozu_mbedcrypto SYSTEM INTERFACE ${MBEDTLS_INCLUDE_DIR})
target_link_libraries(yolozu_mbedcrypto INTERFACE ${MBEDCRYPTO_LIBRARY})
add_library(yolozu_yaml INTERFACE)
target_include_directories(yolozu_yaml SYSTEM INTERFACE ${YAML_INCLUDE_DIR})
target_link_libraries(yolozu_yaml INTERFACE ${YAML_LIBRARY})

if(YOLOZU_BUILD_TESTS)
  find_package(GTest REQUIRED)
  if(NOT CMAKE_CROSSCOMPILING)
    find_path(VALIJSON_INCLUDE_DIR valijson/validator.hpp REQUIRED)
  endif()
  include(GoogleTest)
endif()

# OpenCV is the oracle of tests and the rival in benchmarks, never a part of the product. Debian's CMake files for it come
# with all of OpenCV only, so its small parts are looked up one by one.
if((YOLOZU_BUILD_TESTS OR YOLOZU_BUILD_BENCHMARKS) AND NOT CMAKE_CROSSCOMPILING)
  find_path(OPENCV_INCLUDE_DIR opencv2/imgproc.hpp PATH_SUFFIXES opencv4 REQUIRED)
  add_library(yolozu_opencv INTERFACE)
  target_include_directories(yolozu_opencv SYSTEM INTERFACE ${OPENCV_INCLUDE_DIR})
  foreach(part imgcodecs imgproc core)
    find_library(OPENCV_${part}_LIBRARY opencv_${part} REQUIRED)
    target_link_libraries(yolozu_opencv INTERFACE ${OPENCV_${part}_LIBRARY})
  endforeach()
  find_library(OPENCV_videoio_LIBRARY opencv_videoio REQUIRED)  # of the tests of videos only
endif()

# SPDX-License-Identifier: Apache-2.0
# Headers that nearly all sources of a kind include are parsed once. What they cost otherwise is a third of the build.
# Sources still include what they use; all presets but `dev` build without, which finds what is missing.
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/no_code.cpp CONTENT "// What a target needs to be one.\n")
add_library(yolozu_common_headers OBJECT ${PROJECT_BINARY_DIR}/no_code.cpp)
target_link_libraries(yolozu_common_headers PRIVATE fmt::fmt)
target_compile_options(yolozu_common_headers PRIVATE ${YOLOZU_WARNINGS})
target_precompile_headers(yolozu_common_headers PRIVATE
  <algorithm> <array> <cmath> <cstdint> <cstring> <filesystem> <limits> <memory> <optional> <span> <string> <string_view>
  <utility> <vector> <fmt/format.h>)
if(YOLOZU_BUILD_TESTS)
  add_executable(yolozu_test_headers EXCLUDE_FROM_ALL ${PROJECT_BINARY_DIR}/no_code.cpp)
  target_link_libraries(yolozu_test_headers PRIVATE GTest::gmock_main)
  target_compile_options(yolozu_test_headers PRIVATE ${YOLOZU_WARNINGS})
  target_precompile_headers(yolozu_test_headers PRIVATE
    <algorithm> <cmath> <cstdint> <filesystem> <optional> <span> <string> <vector> <gmock/gmock.h> <gtest/gtest.h>)
endif()

# One static library for each folder of src/. The order of the layers is checked by tools/check_layers.py.
#
#   yolozu_add_layer(image SOURCES a.cpp b.cpp LINKS tensor LIBRARIES PNG::PNG [ISA_SOURCES isa/kernels_avx2.cpp ...])
#
# An ISA source is named <anything>_<level>.cpp and gets that level's compiler flags; levels of another architecture
# are left out.
function(yolozu_add_layer name)
  cmake_parse_arguments(LAYER "" "" "SOURCES;LINKS;LIBRARIES;ISA_SOURCES" ${ARGN})
  add_library(yolozu_${name} STATIC ${LAYER_SOURCES})
  target_include_directories(yolozu_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  target_compile_options(yolozu_${name} PRIVATE ${YOLOZU_WARNINGS})
  foreach(link IN LISTS LAYER_LINKS)
    target_link_libraries(yolozu_${name} PUBLIC yolozu_${link})
  endforeach()
  set_target_properties(yolozu_${name} PROPERTIES YOLOZU_LINKS "${LAYER_LINKS}" YOLOZU_LIBRARIES "${LAYER_LIBRARIES}"
                                                  YOLOZU_OBJECTS "$<TARGET_OBJECTS:yolozu_${name}>")
  target_link_libraries(yolozu_${name} PRIVATE ${LAYER_LIBRARIES})
  if(fmt::fmt IN_LIST LAYER_LIBRARIES)
    target_precompile_headers(yolozu_${name} REUSE_FROM yolozu_common_headers)
  endif()
  foreach(source IN LISTS LAYER_ISA_SOURCES)
    string(REGEX MATCH "_(sse2|avx2|avx512|neon)\\.cpp$" matched "${source}")
    set(level ${CMAKE_MATCH_1})
    if(NOT matched)
      message(FATAL_ERROR "${source}: an ISA source ends in _<level>.cpp")
    endif()
    if((CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" AND NOT level STREQUAL "neon")
       OR (CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64" AND level STREQUAL "neon"))
      yolozu_isa_flags(${level} flags)
      target_sources(yolozu_${name} PRIVATE ${source})
      set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "-O3;${flags}" SKIP_PRECOMPILE_HEADERS ON)
    endif()
  endforeach()
endfunction()

# Appends a layer and all those below it that it links to a list that has each of them once.
function(yolozu_collect_layers name list)
  if(NOT name IN_LIST ${list})
    list(APPEND ${list} ${name})
    get_target_property(links yolozu_${name} YOLOZU_LINKS)
    foreach(link IN LISTS links)
      yolozu_collect_layers(${link} ${list})
    endforeach()
  endif()
  set(${list} ${${list}} PARENT_SCOPE)
endfunction()

# yolozu_add_test(image_decode SOURCES a_test.cpp LINKS image LIBRARIES opencv_core): a GoogleTest program whose tests
# ctest runs one by one under the names it prints; where an emulator runs it, starting costs too much: all in one run.
function(yolozu_add_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;LINKS;LIBRARIES" ${ARGN})
  add_executable(${name}_test ${TEST_SOURCES})
  target_compile_options(${name}_test PRIVATE ${YOLOZU_WARNINGS})
  target_include_directories(${name}_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  foreach(link IN LISTS TEST_LINKS)
    target_link_libraries(${name}_test PRIVATE yolozu_${link})
  endforeach()
  target_link_libraries(${name}_test PRIVATE yolozu_test_support ${TEST_LIBRARIES} GTest::gmock_main)
  target_precompile_headers(${name}_test REUSE_FROM yolozu_test_headers)
  add_dependencies(yolozu_tests ${name}_test)
  if(CMAKE_CROSSCOMPILING)
    add_test(NAME ${name} COMMAND ${name}_test --gtest_brief=1)
    set_tests_properties(${name} PROPERTIES TIMEOUT 1200)
  else()
    gtest_discover_tests(${name}_test NO_PRETTY_VALUES DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 600)
  endif()
endfunction()

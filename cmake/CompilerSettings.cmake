# SPDX-License-Identifier: Apache-2.0
# Language, warnings and the switches that decide what floating-point results mean.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Contraction to FMA would make results depend on the compiler; code that wants FMA says so.
add_compile_options(-ffp-contract=off)
set(YOLOZU_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Werror)

# GCC 12 finds errors in its own library's headers that are none, and says so where they are precompiled.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
  list(APPEND YOLOZU_WARNINGS -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-restrict)
endif()

# Assertions stay on in development builds; line tables are enough for a stack trace and keep the tree small.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

find_program(YOLOZU_CCACHE ccache)
if(YOLOZU_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Checkouts in other folders find each other's objects: paths below the project do not count.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_INODECACHE=1 ${YOLOZU_CCACHE})
endif()

# Position-independent, so that a static program too is loaded at another address every time.
if(YOLOZU_STATIC)
  add_compile_options(-fPIE)
  add_link_options(-static-pie)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
endif()

# Objects serve the shared library too. What it exports is not meant to be replaced by another library's.
if(YOLOZU_BUILD_LIBRARY)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  add_compile_options(-fno-semantic-interposition)
endif()

# Flags of a vector level; the levels are those of src/base/isa.hpp.
function(yolozu_isa_flags level result)
  set(flags_sse2 "")
  set(flags_avx2 -mavx2 -mfma -mf16c)
  set(flags_avx512 ${flags_avx2} -mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512cd -mprefer-vector-width=512)
  set(flags_neon "")
  set(${result} "${flags_${level}}" PARENT_SCOPE)
endfunction()

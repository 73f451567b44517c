// SPDX-License-Identifier: Apache-2.0
//
// Linked before a static libstdc++: its own handler prints the demangled name of an exception that nobody catches, and
// brings 50 KB of demangler for it. No exception leaves this program's library.
#include <cstdlib>

namespace __gnu_cxx {

[[noreturn]] void __verbose_terminate_handler() {
    std::abort();
}

}  // namespace __gnu_cxx

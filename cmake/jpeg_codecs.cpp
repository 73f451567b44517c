// SPDX-License-Identifier: Apache-2.0
//
// Linked before a static libjpeg, these stand for parts of it that this program never asks for (writing, which libtiff
// can do, and pictures with a palette) and that would be 300 KB of it. One that is asked for after all fails as in a
// libjpeg that was built without it.
#include <cstdio>  // jpeglib.h needs it
#include <jpeglib.h>
#include <jerror.h>

namespace {

template <class Codec>
void refuse(Codec* codec) {
    codec->err->msg_code = JERR_NOT_COMPILED;
    codec->err->error_exit(reinterpret_cast<j_common_ptr>(codec));
}

}  // namespace

// libjpeg's own names and signatures. The last two have tables of 100 KB behind them and only writers use them.
extern "C" {
void jinit_compress_master(j_compress_ptr info) {
    refuse(info);
}
void jinit_1pass_quantizer(j_decompress_ptr info) {
    refuse(info);
}
void jinit_2pass_quantizer(j_decompress_ptr info) {
    refuse(info);
}
JOCTET* jsimd_huff_encode_one_block_sse2(void*, JOCTET*, JCOEFPTR, int, void*, void*) {
    return nullptr;
}
extern const int jconst_huff_encode_one_block[4] = {};
}

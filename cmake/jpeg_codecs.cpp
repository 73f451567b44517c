// SPDX-License-Identifier: Apache-2.0
//
// Linked before a static libjpeg, these stand for parts of it that this program never asks for (progressive and
// arithmetic writing, pictures with a palette) and that would be 90 KB of it. One that is asked for after all fails as in a
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

// libjpeg's own names and signatures.
extern "C" {
void jinit_phuff_encoder(j_compress_ptr info) {
    refuse(info);
}
void jinit_arith_encoder(j_compress_ptr info) {
    refuse(info);
}
void jinit_1pass_quantizer(j_decompress_ptr info) {
    refuse(info);
}
void jinit_2pass_quantizer(j_decompress_ptr info) {
    refuse(info);
}
}

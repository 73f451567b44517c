// SPDX-License-Identifier: Apache-2.0
#include "image/jpeg_files.hpp"

#include <cstdlib>

namespace yolozu::test {

Bytes jpeg_file(const cv::Mat& pixels, const JpegForm& form) {
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    unsigned char* memory = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &memory, &size);
    info.image_width = static_cast<JDIMENSION>(pixels.cols);
    info.image_height = static_cast<JDIMENSION>(pixels.rows);
    info.input_components = pixels.channels();
    info.in_color_space = form.given;
    jpeg_set_defaults(&info);
    jpeg_set_colorspace(&info, form.stored);
    jpeg_set_quality(&info, form.quality, TRUE);
    info.comp_info[0].h_samp_factor = form.horizontal_sampling;
    info.comp_info[0].v_samp_factor = form.vertical_sampling;
    info.restart_in_rows = form.restart_rows;
    info.arith_code = form.arithmetic ? TRUE : FALSE;
    if (form.progressive) jpeg_simple_progression(&info);
    jpeg_scan_info scans[4] = {};
    for (int i = 0; i < 4; ++i) scans[i] = {1, {i}, 0, 63, 0, 0};
    if (!form.interleaved) {
        info.scan_info = scans;
        info.num_scans = info.num_components;
    }
    jpeg_start_compress(&info, TRUE);
    if (!form.exif.empty())
        jpeg_write_marker(&info, JPEG_APP0 + 1, form.exif.data(), static_cast<unsigned>(form.exif.size()));
    for (int y = 0; y < pixels.rows; ++y) {
        JSAMPROW row = const_cast<JSAMPROW>(pixels.ptr(y));
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    Bytes file(memory, memory + size);
    std::free(memory);
    return file;
}

}  // namespace yolozu::test

// SPDX-License-Identifier: Apache-2.0
//
// Linked before a static libtiff, these stand in its table of compressions where it would otherwise bring in 1.5 MB of
// code for compressions that photographs and scans do not have. A file that has one is refused in words. Nothing is
// written with libtiff, so nothing compresses either.
#include <tiffio.h>

#include <cstddef>
#include <cstdint>

namespace {

int refuse(TIFF* file, const char* name) {
    TIFFErrorExtR(file, "TIFF", "the static program does not read %s compression", name);
    return 0;
}

}  // namespace

// libtiff's own names and signature.
extern "C" {
int TIFFInitLERC(TIFF* file, int) {
    return refuse(file, "LERC");
}
int TIFFInitZSTD(TIFF* file, int) {
    return refuse(file, "Zstandard");
}
int TIFFInitLZMA(TIFF* file, int) {
    return refuse(file, "LZMA");
}
int TIFFInitWebP(TIFF* file, int) {
    return refuse(file, "WebP");
}
int TIFFInitJBIG(TIFF* file, int) {
    return refuse(file, "JBIG");
}
int TIFFInitPixarLog(TIFF* file, int) {
    return refuse(file, "PixarLog");
}
int TIFFInitSGILog(TIFF* file, int) {
    return refuse(file, "SGI LogLuv");
}
int TIFFInitOJPEG(TIFF* file, int) {
    return refuse(file, "old-style JPEG");
}
int TIFFInitCCITTRLE(TIFF* file, int) {
    return refuse(file, "CCITT RLE");
}
int TIFFInitCCITTRLEW(TIFF* file, int) {
    return refuse(file, "CCITT RLE");
}
int TIFFInitCCITTFax3(TIFF* file, int) {
    return refuse(file, "CCITT fax group 3");
}
int TIFFInitCCITTFax4(TIFF* file, int) {
    return refuse(file, "CCITT fax group 4");
}
int TIFFInitThunderScan(TIFF* file, int) {
    return refuse(file, "ThunderScan");
}
int TIFFInitNeXT(TIFF* file, int) {
    return refuse(file, "NeXT");
}

// What is never called for a file that was opened to read.
int TIFFRewriteDirectory(TIFF*) {
    return 0;
}
int _TIFFRewriteField(TIFF*, uint16_t, TIFFDataType, tmsize_t, void*) {
    return 0;
}

// libdeflate's own names; a compressor that cannot be made is an error that libtiff knows.
struct libdeflate_compressor;
libdeflate_compressor* libdeflate_alloc_compressor(int) {
    return nullptr;
}
void libdeflate_free_compressor(libdeflate_compressor*) {}
std::size_t libdeflate_zlib_compress(libdeflate_compressor*, const void*, std::size_t, void*, std::size_t) {
    return 0;
}
std::size_t libdeflate_zlib_compress_bound(libdeflate_compressor*, std::size_t) {
    return 0;
}
}

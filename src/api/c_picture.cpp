// SPDX-License-Identifier: Apache-2.0
#include "api/c_call.hpp"
#include "api/c_handles.hpp"
#include "base/try.hpp"
#include "yolozu/yolozu.h"

using yolozu::Status;
using yolozu::c::begin;
using yolozu::c::call;
using yolozu::c::check_pointer;

yolozu_status yolozu_picture_read(const char* path, yolozu_picture** picture, yolozu_error* error) {
    return call(error, [&]() -> Status {
        YOLOZU_TRY(begin(picture, "picture"));
        YOLOZU_TRY(check_pointer(path, "path"));
        YOLOZU_ASSIGN(yolozu::Image image, yolozu::read_image(path));
        *picture = new yolozu_picture{std::move(image)};
        return {};
    });
}

yolozu_status yolozu_picture_decode(const void* bytes, size_t size, yolozu_picture** picture, yolozu_error* error) {
    return call(error, [&]() -> Status {
        YOLOZU_TRY(begin(picture, "picture"));
        YOLOZU_TRY(check_pointer(bytes, "bytes"));
        YOLOZU_ASSIGN(yolozu::Image image,
                      yolozu::decode_image({static_cast<const std::byte*>(bytes), size}, "picture in memory"));
        *picture = new yolozu_picture{std::move(image)};
        return {};
    });
}

void yolozu_picture_free(yolozu_picture* picture) {
    delete picture;
}

yolozu_status yolozu_picture_get_image(const yolozu_picture* picture, yolozu_image* image, yolozu_error* error) {
    return call(error, [&]() -> Status {
        YOLOZU_TRY(check_pointer(image, "image"));
        *image = {};
        YOLOZU_TRY(check_pointer(picture, "picture"));
        image->data = picture->image.data();
        image->width = picture->image.width();
        image->height = picture->image.height();
        image->stride_bytes = picture->image.stride_bytes();
        image->format = YOLOZU_RGB;
        return {};
    });
}

/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file
 * The C interface of libyolozu: C99, and what every other language can call.
 *
 * - Functions that can fail return a yolozu_status. What went wrong is also written into the yolozu_error that the caller
 *   may pass (NULL: not). No function prints, exits, throws or keeps an error anywhere else, so threads do not meet.
 * - NULL where an object is needed is YOLOZU_INVALID_ARGUMENT, not a crash. The functions that free accept NULL.
 * - A yolozu_model may be used by any number of threads at once. A yolozu_detector, a yolozu_detections and a
 *   yolozu_picture serve one thread at a time.
 * - Text is UTF-8 (paths: the bytes of the file system) and ends with a zero byte. Text that the library returns is
 *   const and lives as long as the object that it was asked of; that of functions without an object, for ever.
 * - Structs whose first member is struct_size may grow at their end in later versions. Let their init function fill them
 *   in, with the size that the program was compiled with: `yolozu_model_options_init(&options, sizeof options, NULL)`.
 *   A library takes smaller structs of older programs, and larger ones where what it does not know is zero. All other
 *   structs, and the numbers of all enumerators, stay as they are.
 */
#ifndef YOLOZU_YOLOZU_H
#define YOLOZU_YOLOZU_H

#include <stddef.h>
#include <stdint.h>

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif
#ifdef __cplusplus
extern "C" {
#endif

/** What kind of thing went wrong. */
typedef enum yolozu_status {
    YOLOZU_OK = 0,                /**< nothing */
    YOLOZU_INVALID_ARGUMENT = 1,  /**< the caller asked for something that makes no sense */
    YOLOZU_NOT_FOUND = 2,         /**< a file, a tensor or a name does not exist */
    YOLOZU_IO = 3,                /**< the operating system refused to read or write */
    YOLOZU_MALFORMED = 4,         /**< the bytes are not what their format says */
    YOLOZU_LIMIT_EXCEEDED = 5,    /**< a size is over a documented limit, or memory ran out */
    YOLOZU_UNSUPPORTED = 6,       /**< well formed, but this library cannot do it */
    YOLOZU_UNAVAILABLE = 7,       /**< a library, provider or device is not on this machine */
    YOLOZU_AMBIGUOUS = 8,         /**< more than one reading is possible and none was chosen */
    YOLOZU_BACKEND = 9,           /**< the inference runtime reported a failure */
    YOLOZU_CANCELLED = 10,        /**< stopped on request */
    YOLOZU_INTERNAL = 11          /**< a defect of this library */
} yolozu_status;

/** The status as a word: "ok", "malformed"; "unknown" for a number that is none. */
const char *yolozu_status_name(int32_t status);

/** The version of the library that is running, "0.1.0". */
const char *yolozu_version(void);

/** What went wrong, in the caller's memory. Needs no initialisation: a call that is given one writes all of it. */
typedef struct yolozu_error {
    int32_t status;     /**< a yolozu_status; YOLOZU_OK after success */
    char message[1020]; /**< one line for people, cut where it is longer; empty after success */
} yolozu_error;

/** A loaded model. */
typedef struct yolozu_model yolozu_model;
/** One thread's way from pictures to objects. */
typedef struct yolozu_detector yolozu_detector;
/** What was found in one picture. */
typedef struct yolozu_detections yolozu_detections;
/** A picture that was read from a file. */
typedef struct yolozu_picture yolozu_picture;

/** How a model is read and run. What is NULL or 0 is found out, unless its line says something else. */
typedef struct yolozu_model_options {
    size_t struct_size;               /**< set by yolozu_model_options_init */
    const char *backend;              /**< "native", "onnxruntime"; NULL: the first that is available */
    const char *device;               /**< "cpu", "cuda", "cuda:1"; NULL: "cpu" */
    const char *library;              /**< of the backend, or the folder it lies in; NULL: looked for */
    int32_t threads;                  /**< threads of one run; init sets 1. 0: one for each processor */
    int32_t batch;                    /**< pictures of one run, for models that leave it open; 0: one */
    double score_threshold;           /**< keep score >= threshold; init sets 0.01 */
    double iou_threshold;             /**< suppress where IoU > threshold; init sets 0.7 */
    int32_t max_detections;           /**< of a picture; init sets 300. 0: none */
    int32_t top_classes;              /**< of a classifier; init sets 5 */
    int32_t class_agnostic;           /**< not 0: suppress across classes */
    int32_t minimum_rectangle;        /**< not 0: letterbox into the smallest rectangle of whole strides */
    const int32_t *keep_classes;      /**< only these ids; NULL: all */
    size_t keep_class_count;          /**< elements of keep_classes */
    const int32_t *drop_classes;      /**< never these ids; NULL: none */
    size_t drop_class_count;          /**< elements of drop_classes */
    const char *task;                 /**< "detect", "segment", "pose", ... */
    const char *head;                 /**< layout of the output: "yolov8", "end2end", ... */
    const char *preprocess;           /**< words joined by commas, those of the program's --preprocess */
    const char *const *names;         /**< class names by id */
    size_t name_count;                /**< elements of names */
    int32_t input_width;              /**< for models that leave their input's size open, with input_height */
    int32_t input_height;             /**< 0 together with input_width */
    int32_t keypoint_count;           /**< of a pose model, with keypoint_dimensions */
    int32_t keypoint_dimensions;      /**< 2: x, y; 3: x, y, visibility */
    const float *anchors;             /**< of raw maps: width, height in pixels, three pairs for each stride */
    size_t anchor_value_count;        /**< elements of anchors, a multiple of 6 */
} yolozu_model_options;

/** Fills in the defaults: those of the program but for the threads, one. */
yolozu_status yolozu_model_options_init(yolozu_model_options *options, size_t struct_size, yolozu_error *error);

/** Loads an ONNX file and finds out what it is, from it and the files beside it. `options` may be NULL. On success
 *  *model is to be freed with yolozu_model_free, on failure it is NULL. */
yolozu_status yolozu_model_load(const char *path, const yolozu_model_options *options, yolozu_model **model,
                                yolozu_error *error);

/** The same for the bytes of a file, which need not live longer than the call. Nothing is beside it. */
yolozu_status yolozu_model_load_bytes(const void *bytes, size_t size, const yolozu_model_options *options,
                                      yolozu_model **model, yolozu_error *error);

/** Gives up the caller's share of the model; its detectors go on working. */
void yolozu_model_free(yolozu_model *model);

/** What a model was found to be. All text lives as long as the model. */
typedef struct yolozu_model_info {
    size_t struct_size;           /**< set by the caller: sizeof(yolozu_model_info) */
    const char *task;             /**< "detect", "segment", "pose", ... */
    const char *head;             /**< layout of the output */
    const char *family;           /**< for people: "YOLOv6" */
    const char *backend;          /**< who runs it */
    const char *provider;         /**< the backend's part that does: "CPUExecutionProvider" */
    int32_t input_width;          /**< pixels of the network's input */
    int32_t input_height;         /**< pixels of the network's input */
    int32_t class_count;          /**< 0 when nothing tells */
    int32_t keypoint_count;       /**< of each object; 0 unless the task is pose */
} yolozu_model_info;

/** Fills in `info` as far as its struct_size reaches. */
yolozu_status yolozu_model_get_info(const yolozu_model *model, yolozu_model_info *info, yolozu_error *error);

/** The name of a class; NULL where the model has none for it, and for a NULL model. */
const char *yolozu_model_class_name(const yolozu_model *model, int32_t class_id);

/** The bytes of one pixel in the order in which they lie in memory, 8 bits each. Alpha is not looked at. */
typedef enum yolozu_pixel_format {
    YOLOZU_RGB = 0,  /**< 3 bytes */
    YOLOZU_BGR = 1,  /**< 3 bytes, OpenCV's order */
    YOLOZU_RGBA = 2, /**< 4 bytes */
    YOLOZU_BGRA = 3, /**< 4 bytes */
    YOLOZU_GREY = 4  /**< 1 byte */
} yolozu_pixel_format;

/** A picture in the caller's memory, rows top to bottom; read during the call it is given to, and only then. */
typedef struct yolozu_image {
    const uint8_t *data;    /**< the first pixel of the first row */
    int32_t width;          /**< pixels, at least 1 */
    int32_t height;         /**< pixels, at least 1 */
    ptrdiff_t stride_bytes; /**< from one row to the next; 0: the rows follow without gaps */
    int32_t format;         /**< a yolozu_pixel_format */
} yolozu_image;

/** A detector for one thread. It costs the memory of one run, not that of the weights, and keeps the model alive. On
 *  success *detector is to be freed with yolozu_detector_free, on failure it is NULL. */
yolozu_status yolozu_detector_create(const yolozu_model *model, yolozu_detector **detector, yolozu_error *error);
/** Frees a detector. */
void yolozu_detector_free(yolozu_detector *detector);

/** Room for results, empty. On success *detections is to be freed with yolozu_detections_free, on failure it is NULL. */
yolozu_status yolozu_detections_create(yolozu_detections **detections, yolozu_error *error);
/** Frees results. */
void yolozu_detections_free(yolozu_detections *detections);

/** Finds what is in a picture and puts it into `detections`, in place of what that had. After a failure `detections` is
 *  empty. */
yolozu_status yolozu_detect(yolozu_detector *detector, const yolozu_image *image, yolozu_detections *detections,
                            yolozu_error *error);

/** The same for `count` pictures at once; a run of the model takes yolozu_model_options.batch of them. `detections` are
 *  `count` different objects; after a failure all are empty. */
yolozu_status yolozu_detect_batch(yolozu_detector *detector, const yolozu_image *images, size_t count,
                                  yolozu_detections *const *detections, yolozu_error *error);

/** Where an object stands in space, in the words of YOLOZU's own model of poses. */
typedef struct yolozu_pose6d {
    double log_z;         /**< logarithm of the depth */
    double rot6d[6];      /**< the rotation's first two rows */
    double offsets[2];    /**< of the projected centre, in network pixels */
    double k_delta[4];    /**< corrections of the intrinsics: dfx, dfy, dcx, dcy */
    double log_sigma_z;   /**< NaN where the model gives none */
    double log_sigma_rot; /**< NaN where the model gives none */
} yolozu_pose6d;

/** Results as arrays: element i is of object i. They lie in the yolozu_detections and stay until it is used again. What
 *  the task does not give is NULL, as is everything that has no element. */
typedef struct yolozu_detections_view {
    size_t struct_size;                /**< set by the caller: sizeof(yolozu_detections_view) */
    int32_t picture_width;             /**< pixels of the picture that was looked at */
    int32_t picture_height;            /**< pixels of the picture that was looked at */
    size_t count;                      /**< objects, best first */
    const double *x1;                  /**< left side of the box, pixels of the picture */
    const double *y1;                  /**< upper side */
    const double *x2;                  /**< right side */
    const double *y2;                  /**< lower side */
    const double *score;               /**< 0 to 1 */
    const int32_t *class_id;           /**< yolozu_model_class_name has the names */
    size_t keypoints_per_object;       /**< keypoint k of object i is element i * keypoints_per_object + k */
    const double *keypoint_x;          /**< pose: pixels of the picture */
    const double *keypoint_y;          /**< pose: pixels of the picture */
    const double *keypoint_visibility; /**< pose: 0 to 1; (0, 0) with 0: nowhere */
    const double *oriented_cx;         /**< obb: centre, pixels of the picture */
    const double *oriented_cy;         /**< obb: centre, pixels of the picture */
    const double *oriented_width;      /**< obb: pixels of the picture */
    const double *oriented_height;     /**< obb: pixels of the picture */
    const double *oriented_angle;      /**< obb: radians, clockwise on the picture */
    size_t mask_count;                 /**< segment: count, otherwise 0; see yolozu_detections_paint_mask */
    const yolozu_pose6d *poses;        /**< pose6d */
    size_t classification_count;       /**< classify: classes of the whole picture, best first */
    const int32_t *classification_id;  /**< classify */
    const double *classification_score; /**< classify */
    int32_t map_width;                 /**< semantic and depth: of the map */
    int32_t map_height;                /**< semantic and depth: of the map */
    const uint16_t *class_map;         /**< semantic: a class id for every pixel, row by row */
    const float *depth_map;            /**< depth: metres for every pixel, row by row */
} yolozu_detections_view;

/** Fills in `view` as far as its struct_size reaches. */
yolozu_status yolozu_detections_get_view(const yolozu_detections *detections, yolozu_detections_view *view,
                                         yolozu_error *error);

/** Writes the mask of an object, picture_width * picture_height bytes row by row: 255 where the object is, 0 elsewhere.
 *  `size` is the number of bytes at `pixels` and must be exactly that. */
yolozu_status yolozu_detections_paint_mask(const yolozu_detections *detections, size_t object, uint8_t *pixels,
                                           size_t size, yolozu_error *error);

/** Reads a JPEG, PNG, WebP, BMP, TIFF, GIF (first frame) or PNM file as RGB. On success *picture is to be freed with
 *  yolozu_picture_free, on failure it is NULL. */
yolozu_status yolozu_picture_read(const char *path, yolozu_picture **picture, yolozu_error *error);
/** The same for a file that is already in memory. */
yolozu_status yolozu_picture_decode(const void *bytes, size_t size, yolozu_picture **picture, yolozu_error *error);
/** Frees a picture. */
void yolozu_picture_free(yolozu_picture *picture);
/** The picture's pixels, which it keeps. */
yolozu_status yolozu_picture_get_image(const yolozu_picture *picture, yolozu_image *image, yolozu_error *error);

#ifdef __cplusplus
}
#endif
#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#endif

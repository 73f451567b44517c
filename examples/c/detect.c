/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detect MODEL PICTURE...: prints what is in each picture, a line for each object:
 *   class, score, left, upper, right and lower side in pixels
 */
#include <stdio.h>
#include <yolozu/yolozu.h>

static void describe(const yolozu_model *model, const yolozu_detections_view *found) {
    for (size_t i = 0; i < found->count; ++i) {
        const char *name = yolozu_model_class_name(model, found->class_id[i]);
        if (name == NULL)
            printf("class %d", (int)found->class_id[i]);
        else
            printf("%.80s", name);
        printf(" %.4f %.2f %.2f %.2f %.2f\n", found->score[i], found->x1[i], found->y1[i], found->x2[i], found->y2[i]);
    }
}

/* 0, or 1 when the error says why not. */
static int look_at(const yolozu_model *model, yolozu_detector *detector, yolozu_detections *detections, const char *file,
                   yolozu_error *error) {
    yolozu_picture *picture = NULL;
    yolozu_image image;
    yolozu_detections_view found;
    int failed;

    found.struct_size = sizeof found;
    failed = yolozu_picture_read(file, &picture, error) != YOLOZU_OK ||
             yolozu_picture_get_image(picture, &image, error) != YOLOZU_OK ||
             yolozu_detect(detector, &image, detections, error) != YOLOZU_OK ||
             yolozu_detections_get_view(detections, &found, error) != YOLOZU_OK;
    yolozu_picture_free(picture);
    if (!failed) describe(model, &found);
    return failed;
}

int main(int argc, char **argv) {
    yolozu_error error;
    yolozu_model_options options;
    yolozu_model *model = NULL;
    yolozu_detector *detector = NULL;
    yolozu_detections *detections = NULL;
    int failed;

    if (argc < 3) {
        fprintf(stderr, "usage: %s MODEL PICTURE...\n", argv[0]);
        return 2;
    }
    failed = yolozu_model_options_init(&options, sizeof options, &error) != YOLOZU_OK;
    options.score_threshold = 0.25;
    failed = failed || yolozu_model_load(argv[1], &options, &model, &error) != YOLOZU_OK ||
             yolozu_detector_create(model, &detector, &error) != YOLOZU_OK ||
             yolozu_detections_create(&detections, &error) != YOLOZU_OK;
    for (int i = 2; i < argc && !failed; ++i) {
        printf("%s\n", argv[i]);
        failed = look_at(model, detector, detections, argv[i], &error);
    }
    if (failed) fprintf(stderr, "%s\n", error.message);
    yolozu_detections_free(detections);
    yolozu_detector_free(detector);
    yolozu_model_free(model);
    return failed;
}

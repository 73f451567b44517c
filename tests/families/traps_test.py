#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The ten traps that a program which finds out for itself what a model is must survive; each test says its trap.

traps_test.py PROGRAM [TEST...]
"""

from __future__ import annotations

import pathlib
import sys
import unittest

import numpy as np
import onnx

import anchor_models as anchors
import cases
import decoding
import numpy_onnx
import pictures
import query_models as queries
import scene
import selected_models as selected
import trap_models as traps
from cases import Case
from checking import PICTURES, FamilyTest, visible
from decoding import Decoder
from pictures import Recipe

Array = np.ndarray

FLAGS = ("--head",)


class Trap(FamilyTest):
    def case(self, model: onnx.ModelProto, recipe: Recipe, decode: Decoder, **more) -> Case:
        return Case("trap", lambda: model, recipe, decode, "", "", **more)

    def check_objects(self, case: Case, *flags: str) -> None:
        """As check(), but for what was decided; a detector of any head."""
        model = case.build()
        self.write(model, case.files)
        written = self.predict(*flags)
        for name, picture in PICTURES.items():
            with self.subTest(picture=name):
                expected = visible(case.expected(model, picture))
                self.assertGreater(len(expected), 4)
                self.compare(expected, written.entries[name]["detections"], pictures.size_of(picture))

    def check_right_or_refused(self, case: Case, *flags: str) -> None:
        """Where nothing in the file tells, the right answer or none, but never a wrong one."""
        self.write(case.build(), case.files)
        run = self.run_program()
        if run.code == 0:
            self.check_objects(case)
        else:
            self.assert_refused(*flags)


class SixColumns(Trap):
    """Trap 1: xyxy score class, fractions, Paddle's order, or one class with objectness. The families' own tests have
    them all with evidence; these have none."""

    def test_values_that_fit_several_readings_are_refused(self) -> None:
        self.write(traps.six_columns(np.zeros((80, 6))))
        self.assert_refused("--head")

    def test_the_flag_that_is_named_settles_it(self) -> None:
        rows = traps.pixel_rows()
        self.check_objects(self.case(traps.six_columns(rows), pictures.LETTERBOX, decoding.end_to_end),
                           "--head", "end2end", "--preprocess", "letterbox")

    def test_values_alone_never_mislead(self) -> None:
        case = self.case(traps.six_columns(traps.pixel_rows()), pictures.LETTERBOX, decoding.end_to_end)
        self.check_right_or_refused(case, "--head")

    def test_one_class_is_not_end_to_end(self) -> None:
        self.check_objects(self.case(anchors.yolov5(classes=1), pictures.LETTERBOX, decoding.yolov5))
        self.check_objects(self.case(anchors.yolov7_grid(classes=1), pictures.LETTERBOX, decoding.yolov7_one_class))

    def test_paddles_order_shows_by_its_inputs(self) -> None:
        self.check_objects(self.case(queries.rtdetr_paddle(), pictures.PADDLE_PLAIN, decoding.paddle,
                                     feeds=cases.paddle_feeds))


class SevenColumns(Trap):
    """Trap 2: class before score, score before class, an angle, or three classes of a YOLOv8."""

    def test_class_before_score(self) -> None:
        self.check_objects(self.case(selected.yolov7_ort(), pictures.LETTERBOX, decoding.nms_rows(False)))

    def test_score_before_class(self) -> None:
        self.check_objects(self.case(selected.yolo_nas_uint8(True), pictures.YOLO_NAS_BYTES, decoding.nms_rows(True)))

    def test_an_angle(self) -> None:
        self.check_objects(self.case(selected.yolo26("obb"), pictures.LETTERBOX, decoding.end_to_end_obb))

    def test_three_classes(self) -> None:
        for metadata in (True, False):
            with self.subTest(metadata=metadata):
                model = anchors.yolov8(classes=3, metadata=metadata)
                self.check_objects(self.case(model, pictures.LETTERBOX, decoding.yolov8))


class ChannelMajor(Trap):
    """Trap 3: more features than anchors."""

    def test_the_legal_number_of_anchors_tells(self) -> None:
        for names in (True, False):
            with self.subTest(names=names):
                model = traps.many_classes(names)
                self.check_objects(self.case(model, pictures.LETTERBOX, decoding.yolov8))


class SameShape(Trap):
    """Trap 4: YOLOX raw and decoded, YOLOv5 and YOLOv6 are all [B, N, 5 + nc]. The families' own tests tell them by the
    graph's tail; here it shows nothing and only the values do."""

    def test_yolov6(self) -> None:
        self.check_right_or_refused(
            self.case(traps.behind_a_product(anchors.yolov6()), pictures.LETTERBOX, decoding.yolov5), *FLAGS)

    def test_yolox(self) -> None:
        self.check_right_or_refused(
            self.case(traps.behind_a_product(anchors.yolox()), pictures.YOLOX, decoding.yolox), *FLAGS)

    def test_yolox_decoded(self) -> None:
        self.check_right_or_refused(
            self.case(traps.behind_a_product(anchors.yolox(decoded=True)), pictures.YOLOX, decoding.yolov5), *FLAGS)

    def test_yolov5(self) -> None:
        self.check_right_or_refused(
            self.case(traps.behind_a_product(anchors.yolov5()), pictures.LETTERBOX, decoding.yolov5), *FLAGS)


class TwoOutputs(Trap):
    """Trap 5: boxes and scores in either order, a segmenter, two branches, boxes with scores and labels, queries."""

    def test_the_order_shows_by_the_shapes(self) -> None:
        self.check_objects(self.case(anchors.yolo_nas(), pictures.YOLO_NAS, decoding.boxes_scores))
        self.check_objects(self.case(anchors.damo_yolo(), pictures.DAMO, decoding.scores_boxes))

    def test_four_classes(self) -> None:
        self.check_right_or_refused(
            self.case(traps.two_outputs_of_four_columns(), pictures.YOLO_NAS, decoding.boxes_scores), *FLAGS)

    def test_the_second_branch_is_the_main_one(self) -> None:
        self.check_objects(self.case(anchors.yolov9_dual(), pictures.LETTERBOX, decoding.yolov9_dual))

    def test_boxes_with_scores_and_labels_are_no_queries(self) -> None:
        self.check_objects(self.case(selected.rtmdet(), pictures.RTMDET, decoding.mmdeploy))
        self.check_objects(self.case(queries.rf_detr(), pictures.RF_DETR, decoding.rf_detr))


class Activation(Trap):
    """Trap 6: logits or probabilities."""

    def test_a_sigmoid_in_the_graph_counts_more_than_a_name(self) -> None:
        def decode(outputs: list[Array], placed: pictures.Placed) -> list[decoding.Found]:
            rows, _ = decoding.best_pairs(decoding.fractions(outputs[1][0], placed), outputs[0][0])
            return decoding.plain(rows, placed)
        self.check_objects(self.case(traps.activated_transformers(), pictures.STRETCH_PILLOW, decode))

    def test_logits_are_activated(self) -> None:
        self.check_objects(
            self.case(queries.rtdetr_transformers(), pictures.STRETCH_PILLOW, decoding.rtdetr_transformers))


class BadNumbers(Trap):
    """Trap 7: what is not a number, padding, ids that are none, and counts that lie."""

    def test_rows_that_are_no_detections_are_left_out(self) -> None:
        model = traps.hostile_rows()

        def decode(outputs: list[Array], placed: pictures.Placed) -> list[decoding.Found]:
            return decoding.end_to_end([outputs[0][:, :40]], placed)
        self.check_objects(self.case(model, pictures.LETTERBOX, decode))

    def test_counts_that_lie(self) -> None:
        for count, kept in ((-5, 0), (3, 3), (2_000_000_000, 20)):
            with self.subTest(count=count):
                model = traps.hostile_count(count)
                self.write(model)
                run = self.run_program()
                if run.code == 0:
                    self.compare_counted(model, kept)
                else:
                    self.assertNotEqual(count, 3)
                    self.assertEqual(run.code, 1, run.said)

    def compare_counted(self, model: onnx.ModelProto, kept: int) -> None:
        written = self.predict()
        for name, picture in PICTURES.items():
            tensor, placed = pictures.LETTERBOX.prepare(picture, scene.SIZE)
            outputs = numpy_onnx.run(model, {"images": tensor})
            expected = decoding.efficient_nms([np.array([[kept]]), *outputs[1:]], placed)
            self.compare(visible(expected), written.entries[name]["detections"], pictures.size_of(picture))


class HalfPrecision(Trap):
    """Trap 8: float16 in and out, or only in."""

    def test_both(self) -> None:
        self.check_objects(self.case(traps.half_yolov8(), pictures.LETTERBOX, decoding.yolov8))

    def test_inputs_and_outputs_of_other_types(self) -> None:
        self.check_objects(self.case(selected.yolo26_half(), pictures.LETTERBOX, decoding.end_to_end_segment))


class Feeding(Trap):
    """What differs in nothing but how it is fed: told by what is beside the model or in the graph, else refused."""

    def test_paddles_normalisation_must_be_said(self) -> None:
        """PP-YOLOE and PP-YOLOE+ are one graph."""
        model = selected.paddle(("image", "scale_factor"))
        self.write(model)
        self.assert_refused("--preprocess")
        self.check_objects(self.case(model, pictures.PADDLE, decoding.paddle, feeds=cases.scale_factor),
                           "--preprocess", "stretch,rgb,0-1,cubic,mean=0.485:0.456:0.406,std=0.229:0.224:0.225")

    def test_the_ports_of_super_gradients_are_not_fed_as_yolo_nas(self) -> None:
        for port, recipe in (("ppyoloe", Recipe("stretch", dtype=np.uint8)),
                             ("yolox", Recipe("bottom_right", dtype=np.uint8))):
            for flat in (False, True):
                with self.subTest(port=port, flat=flat):
                    decode = decoding.nms_rows(True) if flat else decoding.efficient_nms
                    self.check_right_or_refused(self.case(selected.yolo_nas_uint8(flat, port), recipe, decode),
                                                "--preprocess")

    def test_weights_of_yolox_before_0_2(self) -> None:
        """They want RGB from 0 to 1, mean and deviation; the file does not say so, the flag does."""
        recipe = Recipe("top_left", mean=pictures.IMAGENET_MEAN, deviation=pictures.IMAGENET_DEVIATION)
        self.check_objects(self.case(anchors.yolox(), recipe, decoding.yolox), "--preprocess",
                           "top-left,rgb,0-1,mean=0.485:0.456:0.406,std=0.229:0.224:0.225")


class Names(Trap):
    """Trap 9: metadata values are Python literals; families without metadata have their names beside the model."""

    def names_of(self, model: onnx.ModelProto, files: dict[str, str] | None = None) -> list[str]:
        self.write(model, files)
        return self.predict().meta["extra"]["class_names"]

    def test_names_with_every_kind_of_sign(self) -> None:
        self.assertEqual(self.names_of(anchors.yolov8()), anchors.NAMES)
        self.assertEqual(self.names_of(anchors.yolov5()), anchors.NAMES)

    def test_a_names_file_beside_the_model(self) -> None:
        names = [f"thing {number}" for number in range(scene.CLASSES)]
        self.assertEqual(self.names_of(anchors.yolox(), {"classes.txt": "\n".join(names) + "\n"}), names)

    def test_the_names_of_a_paddle_export(self) -> None:
        self.assertEqual(self.names_of(selected.paddle(("image", "scale_factor")),
                                       cases.infer_cfg("YOLO", cases.PLAIN_NORMALISE)),
                         [f"class {number}" for number in range(scene.CLASSES)])


class MetadataKeys(Trap):
    """Trap 10: imgsz, task, kpt_shape, end2end, head and args.nms each decide something."""

    def test_the_size_of_an_open_model(self) -> None:
        closed = anchors.yolov8()
        self.write(traps.made_dynamic(closed))
        written = self.predict()
        case = self.case(closed, pictures.LETTERBOX, decoding.yolov8)
        for name, picture in PICTURES.items():
            self.compare(visible(case.expected(closed, picture)), written.entries[name]["detections"],
                         pictures.size_of(picture))

    def test_keypoints_are_shaped_as_the_metadata_say(self) -> None:
        """15 numbers are five points of three or, less likely, seven and a half of two; 8 are four of two."""
        for shape in ((5, 3), (4, 2)):
            with self.subTest(shape=shape):
                model = anchors.yolov8("pose", keypoint_shape=shape)
                self.check_objects(self.case(model, pictures.LETTERBOX, decoding.yolov8_pose(shape[1])))

    def test_the_head_of_an_rtdetr_of_2026(self) -> None:
        self.check_objects(self.case(queries.rtdetr_ultralytics_selected(), pictures.STRETCH,
                                     decoding.rtdetr_ultralytics_selected))

    def test_suppression_in_the_graph(self) -> None:
        self.check_objects(self.case(selected.nms_rows(), pictures.LETTERBOX, decoding.end_to_end))


if __name__ == "__main__":
    FamilyTest.program = pathlib.Path(sys.argv[1])
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the program and shows what it does with the bundled model and images.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p demo-output
cmake --preset release >/dev/null
cmake --build --preset release --target yolozu-infer
program=build/release/yolozu-infer

echo
$program --model models/demo/model.onnx --image models/demo/images --image-key basename \
    --score-threshold 0.25 --output demo-output/predictions.json --save-images demo-output/images
echo
$program validate --strict demo-output/predictions.json
echo
echo "Predictions:         demo-output/predictions.json"
echo "Pictures with boxes: demo-output/images/"
echo "Your own model:      $program --model MODEL.onnx --image IMAGE-OR-FOLDER --output predictions.json"

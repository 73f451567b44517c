#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Gives tools/check_layers.py a small tree with one violation of each kind and expects it to find them all."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).parent.parent.parent / "tools" / "check_layers.py"


def check(files):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "src").mkdir()
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        run = subprocess.run([sys.executable, SCRIPT, root], capture_output=True, text=True, check=False)
        return run.returncode, run.stdout


class CheckLayers(unittest.TestCase):
    def expect_complaint(self, files, words):
        code, output = check(files)
        self.assertEqual(code, 1, output)
        self.assertIn(words, output)

    def test_downward_includes_pass(self):
        code, output = check({
            "src/image/a.cpp": '#include "base/file.hpp"\n#include "image/b.hpp"\n#include "yolozu/tensor.hpp"\n'
                               '#include <vector>\n',
            "include/yolozu/image.hpp": '#include "yolozu/result.hpp"\n'})
        self.assertEqual(code, 0, output)

    def test_upward_include(self):
        self.expect_complaint({"src/base/a.cpp": '#include "image/b.hpp"\n'}, "includes go to lower layers only")

    def test_sibling_include(self):
        self.expect_complaint({"src/image/a.cpp": '#include "onnx/b.hpp"\n'}, "includes go to lower layers only")

    def test_upward_include_of_a_public_header(self):
        self.expect_complaint({"src/onnx/a.cpp": '#include "yolozu/model_info.hpp"\n'}, "includes go to lower layers only")

    def test_public_header_with_an_internal_include(self):
        self.expect_complaint({"include/yolozu/image.hpp": '#include "base/file.hpp"\n'}, "public headers only")

    def test_runtime_header_outside_the_backend(self):
        self.expect_complaint({"src/pipeline/a.cpp": "#include <onnxruntime_c_api.h>\n"}, "only src/backend")

    def test_runtime_header_in_a_public_header(self):
        self.expect_complaint({"include/yolozu/backend.hpp": "#include <onnxruntime_c_api.h>\n"},
                              "must not show a runtime")

    def test_public_header_that_hides_its_namespace(self):
        hidden = "namespace yolozu {\nvoid f();\n}  // namespace yolozu\n"
        self.expect_complaint({"include/yolozu/image.hpp": hidden}, "around its namespace")
        code, output = check({"include/yolozu/image.hpp": "#pragma GCC visibility push(default)\n" + hidden +
                                                          "#pragma GCC visibility pop\n"})
        self.assertEqual(code, 0, output)

    def test_unlisted_folder(self):
        self.expect_complaint({"src/base/a.cpp": "", "src/magic/a.cpp": ""}, "src/magic has no layer")

    def test_unlisted_public_header(self):
        self.expect_complaint({"include/yolozu/magic.hpp": ""}, "is not listed")

    def test_an_empty_tree_is_no_success(self):
        self.assertEqual(check({})[0], 1)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs a build into a temporary folder and uses it as a stranger's project does.

  install_test.py BUILD-FOLDER
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

BUILD = pathlib.Path(sys.argv.pop(1))
PROJECT = pathlib.Path(__file__).resolve().parent.parent.parent
DEMO = PROJECT / "models" / "demo"
# A build that watches itself gives programs that link it statically, or load it, its runtimes to carry.
CACHE = (BUILD / "CMakeCache.txt").read_text(encoding="utf-8")
SANITIZERS = re.search(r"^CMAKE_CXX_FLAGS:\w+=.*?(-fsanitize=\S+)", CACHE, re.MULTILINE)
FLAGS = [SANITIZERS.group(1)] if SANITIZERS else []


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command} exited with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def exported(library):
    """The dynamic symbols that a library defines, demangled."""
    lines = run("nm", "-DC", "--defined-only", library).splitlines()
    return [re.sub(r"^\S+ \w ", "", line) for line in lines]


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(cls.temporary.name)
        cls.prefix = cls.root / "a prefix"
        run("cmake", "--install", BUILD, "--prefix", cls.prefix, "--strip")
        cls.library = next(cls.prefix.rglob("libyolozu.so"))
        cls.pictures = sorted((DEMO / "images").iterdir())
        cls.expected = cls.what_predict_says()

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    @classmethod
    def what_predict_says(cls):
        """The lines that the examples should print, of the installed program's own predictions."""
        output = cls.root / "predictions.json"
        arguments = [part for picture in cls.pictures for part in ("--image", picture)]
        run(cls.prefix / "bin" / "yolozu-infer", "--model", DEMO / "model.onnx", *arguments, "--output", output,
            "--score-threshold", "0.25", "--quiet", "--threads", "1")
        document = json.loads(output.read_text(encoding="utf-8"))
        lines = []
        for entry in document["predictions"]:
            lines.append(entry["image"])
            for each in entry["detections"]:
                box, width, height = each["bbox"], entry["orig_w"], entry["orig_h"]
                lines.append((each["class_id"], each["score"], (box["cx"] - box["w"] / 2) * width,
                              (box["cy"] - box["h"] / 2) * height, (box["cx"] + box["w"] / 2) * width,
                              (box["cy"] + box["h"] / 2) * height))
        return lines

    def check(self, program):
        """That an example finds what the program does."""
        environment = {**os.environ, "LD_LIBRARY_PATH": str(self.library.parent)}
        text = run(program, DEMO / "model.onnx", *self.pictures, env=environment)
        lines = text.splitlines()
        self.assertEqual(len(lines), len(self.expected), text)
        self.assertGreater(len(lines), len(self.pictures) + 20)
        for line, expected in zip(lines, self.expected):
            if isinstance(expected, str):
                self.assertEqual(line, expected)
                continue
            name, *numbers = line.split(" ")
            self.assertIn(name, ("circle", "square", "triangle", "star", "cross", "ring"))
            for number, wanted, decimals in zip(map(float, numbers), expected[1:], (4, 2, 2, 2, 2)):
                self.assertAlmostEqual(number, wanted, delta=0.51 * 10 ** -decimals)
        return text

    def build_example(self, name, *arguments):
        folder = self.root / f"{name}{len(arguments)}"
        flags = " ".join(FLAGS)
        run("cmake", "-S", PROJECT / "examples" / name, "-B", folder, f"-DCMAKE_PREFIX_PATH={self.prefix}",
            f"-DCMAKE_CXX_FLAGS={flags}", f"-DCMAKE_C_FLAGS={flags}", *arguments)
        run("cmake", "--build", folder)
        return folder / "detect"

    def test_the_examples_agree_with_the_program(self):
        shared = self.check(self.build_example("cpp"))
        self.assertEqual(self.check(self.build_example("c")), shared)

    def test_a_static_example_needs_no_library_of_ours(self):
        program = self.build_example("c", "-DSTATIC=ON")
        self.check(program)
        self.assertNotIn("yolozu", run("readelf", "-d", program))

    def test_pkg_config(self):
        environment = {**os.environ, "PKG_CONFIG_PATH": str(self.library.parent / "pkgconfig")}
        # A path with a space comes quoted for a shell.
        flags = run("pkg-config", "--cflags", "--libs", "yolozu", env=environment).strip()
        program = self.root / "by_hand"
        run("sh", "-c", f"cc -std=c99 -pedantic-errors -Wall -Wextra -Werror {' '.join(FLAGS)} "
            f"{PROJECT}/examples/c/detect.c {flags} -o {program}")
        self.check(program)

    def test_every_header_stands_alone(self):
        headers = sorted((self.prefix / "include" / "yolozu").iterdir())
        self.assertEqual([header.name for header in headers],
                         sorted(header.name for header in (PROJECT / "include" / "yolozu").iterdir()))
        text = "".join(f"#include <yolozu/{header.name}>\n" for header in headers)
        for compiler, language, standard in (("c++", "c++", "c++20"), ("cc", "c", "c99")):
            source = text if language == "c++" else "#include <yolozu/yolozu.h>\n"
            run(compiler, f"-std={standard}", "-pedantic-errors", "-Wall", "-Wextra", "-Werror", "-fsyntax-only",
                f"-I{self.prefix}/include", "-x", language, "-", input=source)

    def test_the_shared_library_exports_its_interfaces_and_nothing_else(self):
        names = exported(self.library)
        foreign = [name for name in names
                   if not re.match(r"(yolozu_|yolozu::|(vtable|typeinfo|typeinfo name) for yolozu::)", name)]
        self.assertEqual(foreign, [])
        self.assertEqual([name for name in names if "::State::" in name], [])
        header = (PROJECT / "include" / "yolozu" / "yolozu.h").read_text(encoding="utf-8")
        declared = set(re.findall(r"^[a-z].*?\b(yolozu_\w+)\(", header, re.MULTILINE))
        self.assertGreater(len(declared), 15)
        self.assertEqual({name for name in names if name.startswith("yolozu_")}, declared)
        for name in ("yolozu::Model::load(", "yolozu::Detector::detect(", "yolozu::read_image(", "yolozu::version()",
                     "yolozu::Error::to_string", "yolozu::backends()"):
            self.assertTrue(any(each.startswith(name) for each in names), name)
        # Internal functions live in the same namespace.
        self.assertFalse(any(name.startswith(("yolozu::sanitize_detections", "yolozu::engine::")) for name in names))

    def test_the_library_has_its_name(self):
        version = run(self.prefix / "bin" / "yolozu-infer", "--version").split()[1]
        soname = "libyolozu.so." + ".".join(version.split(".")[:2])
        self.assertIn(f"[{soname}]", run("readelf", "-d", self.library))
        self.assertTrue((self.library.parent / soname).exists())

    def test_manual_completions_and_licences_are_there(self):
        share = self.prefix / "share"
        for name in ("man/man1/yolozu-infer.1", "bash-completion/completions/yolozu-infer",
                     "zsh/site-functions/_yolozu-infer", "fish/vendor_completions.d/yolozu-infer.fish",
                     "doc/yolozu-infer/LICENSE"):
            self.assertGreater((share / name).stat().st_size, 500, name)
        notices = share / "doc" / "yolozu-infer" / "THIRD-PARTY-LICENSES"
        if pathlib.Path("/etc/debian_version").exists():
            self.assertIn("Independent JPEG Group", notices.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()

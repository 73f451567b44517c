#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The manual page and the completions have every command and flag of --help, and the shells take them."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1)
SCRIPT = pathlib.Path(__file__).parent.parent.parent / "tools" / "help_files.py"


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class HelpFiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        subprocess.run([sys.executable, SCRIPT, PROGRAM, cls.folder.name], check=True)
        cls.manual, cls.bash, cls.zsh, cls.fish = (
            (pathlib.Path(cls.folder.name) / name).read_text(encoding="utf-8")
            for name in ("yolozu-infer.1", "yolozu-infer.bash", "_yolozu-infer", "yolozu-infer.fish"))
        # Read in another way than the script does: whatever looks like a command or like a flag at the start of a line.
        commands = re.findall(r"^  ([a-z]+)  ", output_of(PROGRAM, "--help"), re.MULTILINE)
        helps = [(name, output_of(PROGRAM, name, "--help")) for name in commands]
        helps.append(("compare", output_of(PROGRAM, "compare", "a.json", "--help")))
        cls.commands = commands
        cls.flags = {(name, flag) for name, text in helps for line in text.splitlines() if line.startswith("  -")
                     for flag in re.findall(r"(?<![\w-])--?[a-z][a-z0-9-]*", line.split("  ")[1].split(" ")[0])}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_there_are_commands_and_flags(self):
        self.assertGreaterEqual(len(self.commands), 10)
        self.assertGreaterEqual(len(self.flags), 60)
        self.assertIn(("predict", "--model"), self.flags)
        self.assertIn(("compare", "--iou-thresh"), self.flags)

    def complete(self, *words):
        """What bash offers for the last word."""
        script = (f'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _yolozu_infer; '
                  'printf "%s\\n" "${COMPREPLY[@]}"')
        return output_of("bash", "-uc", script, "bash", f"{self.folder.name}/yolozu-infer.bash", "yolozu-infer",
                         *words).split()

    def test_bash_offers_every_command_and_flag(self):
        self.assertEqual(self.complete(""), self.commands)
        self.assertEqual(self.complete("ins"), ["inspect"])
        for command in self.commands:
            expected = sorted(flag for name, flag in self.flags if name == command)
            self.assertEqual(sorted(self.complete(command, "-")), expected)
        self.assertIn("--model", self.complete("--mod"))
        self.assertEqual(self.complete("dump", "--stage", "imp"), ["imported"])
        self.assertEqual(self.complete("predict", "--model", "mod"), [])

    def test_fish_and_zsh_have_every_command_and_flag(self):
        for command in self.commands:
            self.assertRegex(self.fish, rf"(?m)^complete -c yolozu-infer -n __fish_use_subcommand -a {command} ")
            self.assertRegex(self.zsh, rf"(?m)^ +'{command}:")
        for command, flag in self.flags:
            option = f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}"
            chosen = f"__fish_seen_subcommand_from {command}"
            lines = [line for line in self.fish.splitlines() if f" {option} " in line]
            self.assertTrue(any((chosen + "'") in line or (command == "predict" and "'not __fish" in line)
                                for line in lines), f"fish: {command} {flag}")
            section = re.search(rf"(?ms)^        {command}(?: \| -\*)?\)$(.*?);;", self.zsh).group(1)
            self.assertIn(f"'*{flag}[", section, f"zsh: {command}")

    def test_the_manual_has_every_command_and_flag(self):
        sections = self.manual.replace("\\-", "-").split("\n.SH ")
        for command, flag in self.flags:
            own = "\n".join(text for text in sections if text.startswith(f'"YOLOZU-INFER {command.upper()}"'))
            self.assertRegex(own, rf"(?m)^\.B .*(?<!\S){flag}(?=[ ,\n])", f"{command} {flag}")

    def test_the_shells_and_the_formatter_take_them(self):
        for tool, arguments in (("bash", ["-n", "yolozu-infer.bash"]), ("zsh", ["-n", "_yolozu-infer"]),
                                ("fish", ["-n", "yolozu-infer.fish"]),
                                ("groff", ["-man", "-ww", "-z", "yolozu-infer.1"])):
            if shutil.which(tool) is None:
                print(f"not checked by {tool}, which is not here")
                continue
            run = subprocess.run([tool, *arguments], cwd=self.folder.name, capture_output=True, text=True, check=False)
            self.assertEqual((run.returncode, run.stderr), (0, ""), tool)


if __name__ == "__main__":
    unittest.main()

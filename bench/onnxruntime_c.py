# SPDX-License-Identifier: Apache-2.0
"""ONNX Runtime without its Python package, which Debian does not have: one session, through the library's C interface.

`InferenceSession` is what `onnxruntime.InferenceSession(path)` is with default options: all optimisations, a thread for each core.
Tensors pass in and out without being copied.
"""
import ctypes
import os
import pathlib

import numpy

LIBRARY = pathlib.Path(__file__).resolve().parent.parent / ".cache/onnxruntime/lib/libonnxruntime.so"

# The C interface is a table of functions that is only ever appended to, so these places, counted in onnxruntime_c_api.h, hold for
# every version from that on which the table is asked for.
TABLE_VERSION = 17
POINTER, SIZE, INT = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
FUNCTIONS = {
    "GetErrorMessage": (2, ctypes.c_char_p, POINTER),
    "CreateEnv": (3, POINTER, INT, ctypes.c_char_p, POINTER),
    "CreateSession": (7, POINTER, POINTER, ctypes.c_char_p, POINTER, POINTER),
    "Run": (9, POINTER, POINTER, POINTER, POINTER, POINTER, SIZE, POINTER, SIZE, POINTER),
    "CreateSessionOptions": (10, POINTER, POINTER),
    "SessionGetInputTypeInfo": (33, POINTER, POINTER, SIZE, POINTER),
    "SessionGetInputName": (36, POINTER, POINTER, SIZE, POINTER, POINTER),
    "SessionGetOutputName": (37, POINTER, POINTER, SIZE, POINTER, POINTER),
    "CreateTensorWithDataAsOrtValue": (49, POINTER, POINTER, POINTER, SIZE, POINTER, SIZE, INT, POINTER),
    "GetTensorMutableData": (51, POINTER, POINTER, POINTER),
    "CastTypeInfoToTensorInfo": (55, POINTER, POINTER, POINTER),
    "GetDimensionsCount": (61, POINTER, POINTER, POINTER),
    "GetDimensions": (62, POINTER, POINTER, POINTER, SIZE),
    "GetTensorTypeAndShape": (65, POINTER, POINTER, POINTER),
    "CreateCpuMemoryInfo": (69, POINTER, INT, INT, POINTER),
    "GetAllocatorWithDefaultOptions": (78, POINTER, POINTER),
    "ReleaseStatus": (93, None, POINTER),
    "ReleaseValue": (96, None, POINTER),
    "ReleaseTypeInfo": (98, None, POINTER),
    "ReleaseTensorTypeAndShapeInfo": (99, None, POINTER),
}
LOGGING_WARNING, ARENA_ALLOCATOR, DEFAULT_MEMORY, FLOAT32 = 2, 1, 0, 1


class OrtApiBase(ctypes.Structure):
    _fields_ = [("GetApi", ctypes.CFUNCTYPE(POINTER, ctypes.c_uint32)), ("GetVersionString", ctypes.CFUNCTYPE(ctypes.c_char_p))]


def library_path():
    """Where YOLOZU_ONNXRUNTIME says, a file or its folder; else where the set-up puts it."""
    named = os.environ.get("YOLOZU_ONNXRUNTIME")
    path = pathlib.Path(named) if named else LIBRARY
    return path / LIBRARY.name if path.is_dir() else path


def load_functions():
    path = library_path()
    if not path.is_file():
        raise FileNotFoundError(f"there is no ONNX Runtime library at {path}: run tools/setup.sh test onnxruntime")
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    library = ctypes.CDLL(str(path))
    library.OrtGetApiBase.restype = ctypes.POINTER(OrtApiBase)
    table = library.OrtGetApiBase().contents.GetApi(TABLE_VERSION)
    if not table:
        raise OSError(f"{path} is older than version 1.{TABLE_VERSION} of ONNX Runtime")
    return {name: ctypes.CFUNCTYPE(*types)(POINTER.from_address(table + place * ctypes.sizeof(POINTER)).value)
            for name, (place, *types) in FUNCTIONS.items()}


class Interface:
    def __init__(self):
        self.functions = load_functions()

    def do(self, name, *arguments):
        """Calls a function that returns a status."""
        status = self.functions[name](*arguments)
        if status:
            message = self.functions["GetErrorMessage"](status).decode()
            self.functions["ReleaseStatus"](status)
            raise RuntimeError(f"ONNX Runtime, {name}: {message}")

    def get(self, name, *arguments, kind=POINTER):
        """The same, for functions that leave what they give in their last argument."""
        result = kind()
        self.do(name, *arguments, ctypes.byref(result))
        return result

    def release(self, what, pointer):
        self.functions["Release" + what](pointer)

    def shape(self, tensor_info):
        count = self.get("GetDimensionsCount", tensor_info, kind=SIZE).value
        dimensions = (ctypes.c_int64 * count)()
        self.do("GetDimensions", tensor_info, dimensions, count)
        return tuple(dimensions)


class Output:
    """A tensor that belongs to ONNX Runtime, and that NumPy looks at where it lies."""

    def __init__(self, interface, value):
        self.interface, self.value = interface, value
        info = interface.get("GetTensorTypeAndShape", value)
        address = interface.get("GetTensorMutableData", value).value
        self.__array_interface__ = {"version": 3, "typestr": "<f4", "shape": interface.shape(info), "data": (address, True)}
        interface.release("TensorTypeAndShapeInfo", info)

    def __del__(self):
        self.interface.release("Value", self.value)


class InferenceSession:
    """A model with one float32 input and one float32 output. What it holds goes with the process."""

    def __init__(self, path):
        self.interface = Interface()
        get = self.interface.get
        self.environment = get("CreateEnv", LOGGING_WARNING, b"python")
        options = get("CreateSessionOptions")
        self.session = get("CreateSession", self.environment, os.fsencode(path), options)
        self.memory = get("CreateCpuMemoryInfo", ARENA_ALLOCATOR, DEFAULT_MEMORY)
        allocator = get("GetAllocatorWithDefaultOptions")
        self.input_name = get("SessionGetInputName", self.session, 0, allocator)
        self.output_name = get("SessionGetOutputName", self.session, 0, allocator)

    def input_shape(self):
        info = self.interface.get("SessionGetInputTypeInfo", self.session, 0)
        shape = self.interface.shape(self.interface.get("CastTypeInfoToTensorInfo", info))
        self.interface.release("TypeInfo", info)
        return shape

    def run(self, tensor):
        tensor = numpy.ascontiguousarray(tensor, numpy.float32)
        shape = (ctypes.c_int64 * tensor.ndim)(*tensor.shape)
        value = self.interface.get("CreateTensorWithDataAsOrtValue", self.memory, tensor.ctypes.data, tensor.nbytes, shape,
                                   tensor.ndim, FLOAT32)
        output = POINTER()
        self.interface.do("Run", self.session, None, ctypes.byref(self.input_name), ctypes.byref(value), 1,
                          ctypes.byref(self.output_name), 1, ctypes.byref(output))
        self.interface.release("Value", value)
        return numpy.asarray(Output(self.interface, output))

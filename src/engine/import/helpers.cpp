// SPDX-License-Identifier: Apache-2.0
#include "engine/import/helpers.hpp"

#include <fmt/format.h>

#include "onnx/element_type.hpp"

namespace yolozu::engine {

Result<DataType> type_attribute(const NodeImport& node, std::string_view name, DataType otherwise) {
    YOLOZU_ASSIGN(const std::int64_t number, node.integer(name, 0));
    if (number == 0) return otherwise;
    if (number < 0 || number > INT32_MAX)
        return Error(ErrorCode::malformed, fmt::format("attribute '{}' is {}, no element type", name, number));
    const onnx::ElementType element = onnx::element_type(static_cast<std::int32_t>(number));
    if (element.type == DataType::undefined)
        return Error(ErrorCode::unsupported, fmt::format("{} tensors are not supported", onnx::to_string(element)));
    return element.type;
}

}  // namespace yolozu::engine

// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <set>

#include "base/try.hpp"
#include "engine/import/functions.hpp"
#include "engine/import/import.hpp"
#include "engine/import/node_import.hpp"
#include "engine/import/scope.hpp"
#include "onnx/reader.hpp"

namespace yolozu::engine {

namespace {

constexpr std::int64_t newest_opset = 23;

/// Who uses no operator of ONNX's own need not import them.
Status check_opset(std::span<const onnx::OpsetImport> imports, std::int64_t oldest) {
    const std::int64_t version = version_of(imports, "");
    if (version >= oldest && version <= newest_opset) return {};
    return Error(ErrorCode::unsupported,
                 fmt::format("the model uses version {} of the ONNX operators; the native engine knows 1 to {} (7 and "
                             "later completely). --backend onnxruntime may run it",
                             version, newest_opset));
}

Error unknown_operator(const onnx::Node& node, std::int64_t version) {
    const std::string domain = node.domain.empty() ? std::string("ai.onnx") : printable(node.domain);
    return Error(ErrorCode::unsupported,
                 fmt::format("node '{}' needs the operator {}.{} (version {}), which the native engine does not have. "
                             "--backend onnxruntime may run it",
                             printable(node.name.empty() && !node.outputs.empty() ? node.outputs.front() : node.name),
                             domain, printable(node.op_type), version));
}

/// Looks at every node that will be run for sure: those of functions too, but not the branches of If, of which one is
/// left out.
class OperatorCheck {
public:
    explicit OperatorCheck(const onnx::Model& model) : functions_(model) {}

    /// Functions may call each other to any depth, so those to look at wait in a list and not on the stack.
    Status check(const onnx::Model& model) {
        YOLOZU_TRY(nodes(model.graph.nodes, model.opset_imports));
        while (!waiting_.empty()) {
            const onnx::Function& function = *waiting_.back();
            waiting_.pop_back();
            YOLOZU_TRY(check_opset(function.opset_imports, 0));
            YOLOZU_TRY(nodes(function.nodes, function.opset_imports));
        }
        return {};
    }

private:
    Status nodes(std::span<const onnx::Node> nodes, std::span<const onnx::OpsetImport> imports) {
        for (const onnx::Node& node : nodes) {
            if (const onnx::Function* const function = functions_.find(node)) {
                if (seen_.insert(function).second) waiting_.push_back(function);
            } else if (!is_if(node) && find_importer(node.domain, node.op_type) == nullptr) {
                return unknown_operator(node, version_of(imports, node.domain));
            } else if (plain_domain(node.domain).empty()) {
                YOLOZU_TRY(check_opset(imports, 1));
            }
        }
        return {};
    }

    FunctionIndex functions_;
    std::set<const onnx::Function*> seen_;
    std::vector<const onnx::Function*> waiting_;
};

Status check_model(const onnx::Model& model) {
    YOLOZU_TRY(check_opset(model.opset_imports, 0));
    if (!model.graph.sparse_initializers.empty())
        return Error(ErrorCode::unsupported,
                     fmt::format("initializer '{}' is sparse; the native engine knows dense ones only. --backend "
                                 "onnxruntime may run it",
                                 printable(model.graph.sparse_initializers.front())));
    return OperatorCheck(model).check(model);
}

}  // namespace

Result<std::shared_ptr<const ModelFile>> open_model(const std::filesystem::path& path) {
    YOLOZU_ASSIGN(MappedFile bytes, MappedFile::open(path));
    YOLOZU_ASSIGN(onnx::Model model, onnx::read_model(bytes.bytes()));
    YOLOZU_TRY(check_model(model));
    return std::shared_ptr<const ModelFile>(new ModelFile{path, std::move(bytes), std::move(model)});
}

}  // namespace yolozu::engine

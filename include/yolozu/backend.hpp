// SPDX-License-Identifier: Apache-2.0
//
// Inference backends: who runs the model. Nothing of any particular runtime is visible here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "yolozu/model_info.hpp"
#include "yolozu/result.hpp"
#include "yolozu/tensor.hpp"

#pragma GCC visibility push(default)
namespace yolozu {

/// Where and how a model should run.
struct BackendOptions {
    std::string device = "cpu";  ///< "cpu", "cuda", "cuda:1"
    int threads = 1;             ///< threads for one run; at least 1
    /// The runtime's shared library or the folder it lies in; empty: the backend's own search order.
    std::filesystem::path library;
};

/// What a backend can do on this machine.
struct BackendStatus {
    bool available = false;            ///< whether load() can succeed with these options
    std::string version;               ///< of the runtime, when available
    std::filesystem::path library;     ///< what was loaded, when it is a separate library
    std::vector<std::string> devices;  ///< e.g. {"cpu", "cuda"}
    std::string reason;                ///< why it is not available and what to do, or a remark
};

/// One thread's running model. Not thread safe; several sessions of one model may run at the same time.
class Session {
public:
    virtual ~Session() = default;

    /// Runs once. `inputs` are in the model's order, their types and shapes must fit its signature. The returned views
    /// (all outputs in the model's order) stay valid until the next run or the session's end.
    virtual Result<std::span<const TensorView>> run(std::span<const TensorView> inputs) = 0;
};

/// A model that was loaded once; immutable, shared between sessions and threads. A session keeps its model alive.
class LoadedModel {
public:
    virtual ~LoadedModel() = default;

    /// Inputs and outputs as the runtime sees them.
    virtual const std::vector<TensorSignature>& inputs() const = 0;
    virtual const std::vector<TensorSignature>& outputs() const = 0;  ///< in the model's order, as inputs()
    /// The provider that really runs it, e.g. "CPUExecutionProvider".
    virtual std::string_view provider() const = 0;
    virtual std::string_view runtime_version() const = 0;  ///< as BackendStatus::version

    virtual Result<std::unique_ptr<Session>> create_session() const = 0;  ///< may be called by several threads at once
};

/// A kind of runtime. Stateless and shared; found through the registry below.
class Backend {
public:
    virtual ~Backend() = default;

    virtual std::string_view name() const = 0;  ///< what --backend calls it
    /// Looks what this machine offers, without loading a model.
    virtual BackendStatus status(const BackendOptions& options) const = 0;
    /// Loads a model. A device that is not there is an `unavailable` error that says what to do, never a fall-back.
    virtual Result<std::shared_ptr<const LoadedModel>> load(const std::filesystem::path& model,
                                                            const BackendOptions& options) const = 0;
};

/// All backends this program was built with, in order of preference.
std::span<const Backend* const> backends();

/// The backend of that name; "auto" is the first that is available with these options.
/// The error lists the names there are, or for "auto" why none is available.
Result<const Backend*> find_backend(std::string_view name, const BackendOptions& options);

}  // namespace yolozu
#pragma GCC visibility pop

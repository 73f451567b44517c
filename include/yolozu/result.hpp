// SPDX-License-Identifier: Apache-2.0
//
// Errors as values. No function of this library throws, prints or exits: it returns a Result.
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#pragma GCC visibility push(default)
namespace yolozu {

/// What kind of thing went wrong, for programs; the message is for people.
enum class ErrorCode {
    invalid_argument,  ///< the caller asked for something that makes no sense
    not_found,         ///< a file, a tensor or a name does not exist
    io,                ///< the operating system refused to read or write
    malformed,         ///< the bytes are not what their format says
    limit_exceeded,    ///< a size is over a documented limit
    unsupported,       ///< well formed, but this program cannot do it
    unavailable,       ///< a library, provider or device is not on this machine
    ambiguous,         ///< more than one reading is possible and none was chosen
    backend,           ///< the inference runtime reported a failure
    cancelled,         ///< stopped on request
    internal,          ///< a defect of this library
};

/// The code's name as written above, e.g. "malformed".
std::string_view to_string(ErrorCode code);

/// An error: a code, a message that says what was found, what was expected and what to do,
/// and the chain of circumstances ("image 'a.jpg'", "node 'Conv_3'") from outermost to innermost.
class Error {
public:
    /// An error without circumstances yet.
    Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

    ErrorCode code() const { return code_; }                              ///< for programs
    const std::string& message() const { return message_; }               ///< for people, without the context
    const std::vector<std::string>& context() const { return context_; }  ///< outermost first

    /// Adds an outer circumstance; it is printed before those already there.
    Error with_context(std::string circumstance) &&;

    /// "outermost: ...: innermost: message", one line.
    std::string to_string() const;

private:
    ErrorCode code_;
    std::string message_;
    std::vector<std::string> context_;  // outermost first
};

/// Either a value or an Error. Check before use: reading the wrong side is a programming error.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      ///< success
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  ///< failure

    bool ok() const { return state_.index() == 0; }  ///< whether there is a value
    explicit operator bool() const { return ok(); }  ///< the same

    /// The value.
    T& value() & {
        assert(ok());
        return *std::get_if<0>(&state_);
    }
    const T& value() const& {
        assert(ok());
        return *std::get_if<0>(&state_);
    }
    T&& value() && {
        assert(ok());
        return std::move(*std::get_if<0>(&state_));
    }

    T& operator*() & { return value(); }  ///< the value
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }  ///< of the value
    const T* operator->() const { return &value(); }

    /// The error.
    const Error& error() const& {
        assert(!ok());
        return *std::get_if<1>(&state_);
    }
    Error&& error() && {
        assert(!ok());
        return std::move(*std::get_if<1>(&state_));
    }

private:
    std::variant<T, Error> state_;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}  ///< failure

    bool ok() const { return !error_.has_value(); }  ///< whether there is no error
    explicit operator bool() const { return ok(); }  ///< the same

    /// The error.
    const Error& error() const& {
        assert(!ok());
        return *error_;
    }
    Error&& error() && {
        assert(!ok());
        return std::move(*error_);
    }

private:
    std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace yolozu
#pragma GCC visibility pop

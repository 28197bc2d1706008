// Requests, events and streams of operations whose types are not known where they are handed on.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/operation.hpp>
#include <oaicompat/base/stream.hpp>
#include <oaicompat/http/request.hpp>
#include <oaicompat/json/document.hpp>

#include <memory>
#include <utility>

namespace oaicompat::inline v1::detail {

// A request whose type only its operation knows.
struct AnyRequest {
  std::shared_ptr<void> state{};  // a Parsed<Request>::State
  void* value = nullptr;          // the Request in it; nobody changes it once the operation runs
};
template <class T>
AnyRequest erased(const Parsed<T>& request) {
  return {request.state(), &request.state()->value};
}
template <class T>
Parsed<T> typed_request(AnyRequest request) {
  return Parsed<T>{std::static_pointer_cast<typename Parsed<T>::State>(std::move(request.state))};
}

// A stream that knows its type again.
template <class T>
class TypedStream final : public Stream<T> {
 public:
  explicit TypedStream(AnyStreamPtr from) : from_{std::move(from)} {}
  Pull pull(T& out) override { return from_->pull_into(&out); }
  void when_ready(Wake wake) override { from_->when_ready(std::move(wake)); }
  Error error() const override { return from_->error(); }

 private:
  AnyStreamPtr from_;
};
// The stream of a type that was handed on without it.
template <class T>
StreamPtr<T> typed_stream(AnyStreamPtr stream) {
  return StreamPtr<T>{static_cast<Stream<T>*>(stream.release())};
}

// What is done with events whose type is not known.
struct EventType {
  std::shared_ptr<void> (*make)();
  void (*move)(void* to, void* from);
  AnyStreamPtr (*typed)(AnyStreamPtr from);  // a Stream of the type
};
template <class T>
struct EventTypeOf {
  static std::shared_ptr<void> make() { return std::make_shared<T>(); }
  static void move(void* to, void* from) { *static_cast<T*>(to) = std::move(*static_cast<T*>(from)); }
  static AnyStreamPtr typed(AnyStreamPtr from) { return std::make_unique<TypedStream<T>>(std::move(from)); }
  static constexpr EventType value{&make, &move, &typed};
};

// Performs one operation.
class AnyPerform {
 public:
  AnyPerform() = default;
  AnyPerform(const AnyPerform&) = delete;
  AnyPerform& operator=(const AnyPerform&) = delete;
  virtual ~AnyPerform() = default;
  // Gives a Stream of the operation's events.
  virtual AnyStreamPtr run(AnyRequest request, Context context) const = 0;
};

// Performs all operations that a backend has no offer of its own for.
class Forward {
 public:
  Forward() = default;
  Forward(const Forward&) = delete;
  Forward& operator=(const Forward&) = delete;
  virtual ~Forward() = default;
  virtual bool offers(OperationRef operation) const = 0;
  // Gives a Stream of the operation's events. Only for what it offers.
  virtual AnyStreamPtr run(OperationRef operation, AnyRequest request, Context context) const = 0;
};

}  // namespace oaicompat::inline v1::detail

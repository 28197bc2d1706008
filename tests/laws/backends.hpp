// Backends that follow a script, stacked into proxies, and how they are drained.
// SPDX-License-Identifier: MIT
#pragma once

#include "chats.hpp"
#include "support/script.hpp"

#include <oaicompat/api/call.hpp>
#include <oaicompat/api/serve.hpp>
#include <oaicompat/resources/chat/operations.hpp>
#include <oaicompat/resources/codec.hpp>
#include <oaicompat/resources/completions/operations.hpp>
#include <oaicompat/resources/embeddings/operations.hpp>
#include <oaicompat/resources/models/operations.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace laws {

using test::Script;
using test::ScriptedStream;

template <Operation Op>
std::shared_ptr<Script<Op>> script_of(std::vector<Event<Op>> events, std::optional<Error> error = {}) {
  auto script = std::make_shared<Script<Op>>(Script<Op>{.holds_wakes = true});
  for (auto& event : events) script->steps.emplace_back(std::in_place_index<0>, std::move(event));
  if (error) script->steps.emplace_back(*std::move(error));
  return script;
}
/// Has it wait now and then, before events and before the end.
template <Operation Op>
void add_waits(Random& r, Script<Op>& script) {
  for (auto i = script.steps.size() + (script.error() ? 0 : 1); i-- > 0;) {
    if (r.chance(30)) script.steps.insert(script.steps.begin() + static_cast<std::ptrdiff_t>(i), test::Wait{});
  }
}

/// The backend, behind so many proxies.
template <Operation Op>
Backend stacked(std::shared_ptr<Script<Op>> script, std::size_t proxies) {
  Backend made;
  made.on<Op>([script = std::move(script)](const Parsed<typename Op::Request>& request, const Context&) {
    script->request = to_json(*request);
    return std::make_unique<ScriptedStream<Op>>(script);
  });
  for (; proxies > 0; --proxies) made = call(serve(made));
  return made;
}

/// All that a stream gives. Whenever it waits, what the backend waited for comes, and must wake whoever waits here.
template <Operation Op>
struct Drained {
  std::vector<Event<Op>> events;
  Pull last = Pull::wait;
  Error error;
};
template <Operation Op>
Pull pull_on(Stream<Event<Op>>& stream, Script<Op>& script, Event<Op>& out) {
  for (;;) {
    const auto got = stream.pull(out);
    if (got != Pull::wait) return got;
    bool woken = false;
    stream.when_ready([&] { woken = true; });
    script.ring();
    REQUIRE(woken);
  }
}
template <Operation Op>
Drained<Op> drained(const Backend& backend, Script<Op>& script, typename Op::Request request) {
  Drained<Op> out;
  const auto stream = backend.run<Op>(std::move(request));
  Event<Op> event;
  while ((out.last = pull_on<Op>(*stream, script, event)) == Pull::some) out.events.push_back(std::move(event));
  if (out.last == Pull::fail) out.error = stream->error();
  CHECK(script.dropped);
  CHECK(stream->pull(event) == out.last);
  return out;
}

using Chat = CreateChatCompletion;

inline ChatRequest chat_request(bool streamed, bool with_usage = false) {
  ChatRequest request{.model = "m", .messages = {user("Hello")}};
  if (streamed) request.stream = true;
  if (streamed && with_usage) request.stream_options.emplace().include_usage = true;
  return request;
}
inline std::vector<Event<Chat>> chunks(Random& r, bool with_usage) {
  std::vector<Event<Chat>> out;
  const auto n = static_cast<std::int64_t>(1 + r.below(r.chance(90) ? 3 : 128));
  for (auto count = 1 + r.below(8); count > 0; --count)
    out.emplace_back(std::in_place_index<0>, chunk(r, n, with_usage));
  return out;
}
/// The events as JSON: what a failed check shows.
template <Operation Op>
std::vector<std::string> shown(const std::vector<Event<Op>>& events) {
  std::vector<std::string> out;
  for (const auto& event : events) {
    if constexpr (StreamedOperation<Op>) {
      out.push_back(std::visit([](const auto& each) { return to_json(each); }, event));
    } else {
      out.push_back(to_json(event));
    }
  }
  return out;
}

}  // namespace laws

// call(serve(b)) is b, for chats: whatever b gives, in its form or the other one.
// SPDX-License-Identifier: MIT
#include "backends.hpp"

using namespace laws;

namespace {

// Tries a law on its cases, each behind one to three proxies.
template <class Law>
void hold(Law law) {
  for (std::uint64_t seed = 0; seed < cases; ++seed) {
    CAPTURE(seed);
    Random r{seed};
    law(r, 1 + r.below(3));
  }
}
Result<ChatCompletion> accumulated(const std::vector<Event<Chat>>& events) {
  ChatAccumulator all;
  for (const auto& event : events) {
    if (auto added = all.add(std::get<0>(event)); !added) return added.error();
  }
  return all.finish();
}
// Chunks that make a completion: every choice is finished, every call has its name and id.
std::vector<Event<Chat>> complete_chunks(Random& r, bool with_usage) {
  std::vector<Event<Chat>> out;
  for (auto& each : ChatStreaming::split(completion(r))) {
    if (!with_usage) each.usage.reset();
    if (with_usage && each.usage.absent()) each.usage = null;
    out.emplace_back(std::in_place_index<0>, std::move(each));
  }
  // What nobody asked for is not sent.
  std::erase_if(out, [&](const auto& event) { return !with_usage && std::get<0>(event).choices.empty(); });
  return out;
}

}  // namespace

TEST_CASE("a streamed answer is the same behind proxies, chunk by chunk") {
  hold([](Random& r, std::size_t proxies) {
    const bool with_usage = r.chance(50);
    const auto script = script_of<Chat>(chunks(r, with_usage));
    add_waits(r, *script);
    const auto request = chat_request(true, with_usage);
    const auto got = drained(stacked(script, proxies), *script, request);
    CHECK(got.last == Pull::end);
    CHECK(shown<Chat>(got.events) == shown<Chat>(script->events()));
    CHECK(got.events == script->events());
    CHECK(script->request == to_json(request));
  });
}

TEST_CASE("a whole answer is the same behind proxies") {
  hold([](Random& r, std::size_t proxies) {
    const auto script = script_of<Chat>({Event<Chat>{std::in_place_index<1>, completion(r)}});
    add_waits(r, *script);
    const auto got = drained(stacked(script, proxies), *script, chat_request(false));
    CHECK(got.last == Pull::end);
    CHECK(shown<Chat>(got.events) == shown<Chat>(script->events()));
    CHECK(got.events == script->events());
  });
}

TEST_CASE("a whole answer that is asked for as a stream is the same once its chunks are put together") {
  hold([](Random& r, std::size_t proxies) {
    auto whole = completion(r);
    const auto script = script_of<Chat>({Event<Chat>{std::in_place_index<1>, whole}});
    add_waits(r, *script);
    const auto got = drained(stacked(script, proxies), *script, chat_request(true, true));
    CHECK(got.last == Pull::end);
    const auto made = accumulated(got.events);
    REQUIRE(made.has_value());
    CHECK(to_json(*made) == to_json(whole));
    CHECK(*made == whole);
  });
}

TEST_CASE("a streamed answer that is asked for whole is its chunks put together") {
  hold([](Random& r, std::size_t proxies) {
    const auto script = script_of<Chat>(complete_chunks(r, true));
    add_waits(r, *script);
    const auto got = drained(stacked(script, proxies), *script, chat_request(false));
    CHECK(got.last == Pull::end);
    REQUIRE(got.events.size() == 1);
    auto expected = accumulated(script->events());
    REQUIRE(expected.has_value());
    CHECK(to_json(std::get<1>(got.events[0])) == to_json(*expected));
  });
}

TEST_CASE("chunks of any kind, asked for whole, come to one end: the completion or the error that they make") {
  hold([](Random& r, std::size_t proxies) {
    const auto script = script_of<Chat>(chunks(r, false));
    const auto got = drained(stacked(script, proxies), *script, chat_request(false));
    const auto expected = accumulated(script->events());
    CHECK((got.last == Pull::end) == expected.has_value());
    if (!expected) {
      CHECK(got.error.code == expected.error().code);
      CHECK(got.error.message == expected.error().message);
      CHECK(got.error.status == 502);
    }
  });
}

TEST_CASE("an error before the first event is the same behind proxies, whole or streamed") {
  hold([](Random& r, std::size_t proxies) {
    const auto script = script_of<Chat>({}, error(r));
    add_waits(r, *script);
    const auto got = drained(stacked(script, proxies), *script, chat_request(r.chance(50)));
    CHECK(got.events.empty());
    CHECK(got.last == Pull::fail);
    CHECK(got.error == *script->error());
  });
}

TEST_CASE("an error after some chunks comes after the same chunks, and says the same") {
  hold([](Random& r, std::size_t proxies) {
    const auto script = script_of<Chat>(chunks(r, false), error(r));
    add_waits(r, *script);
    const auto got = drained(stacked(script, proxies), *script, chat_request(true));
    CHECK(got.events == script->events());
    CHECK(got.last == Pull::fail);
    auto expected = *script->error();
    expected.status = read_error({.status = 200}, error_body(expected)).status;  // that its code or its type names
    CHECK(got.error == expected);
  });
}

TEST_CASE("an error after some chunks of a whole answer keeps its status") {
  hold([](Random& r, std::size_t proxies) {
    const auto script = script_of<Chat>(complete_chunks(r, false), error(r));
    add_waits(r, *script);
    const auto got = drained(stacked(script, proxies), *script, chat_request(false));
    CHECK(got.events.empty());
    CHECK(got.last == Pull::fail);
    CHECK(got.error == *script->error());
  });
}

TEST_CASE("a stream that is dropped after some chunks has pulled just those, and lets go of the backend at once") {
  hold([](Random& r, std::size_t proxies) {
    const auto script = script_of<Chat>(chunks(r, false));
    add_waits(r, *script);
    const auto wanted = r.below(script->events().size() + 1);
    auto stream = stacked(script, proxies).run<Chat>(chat_request(true));
    Event<Chat> event;
    for (std::size_t i = 0; i < wanted; ++i) {
      CHECK(script->pulled == i);
      REQUIRE(pull_on<Chat>(*stream, *script, event) == Pull::some);
      CHECK(event == script->events()[i]);
    }
    CHECK(script->pulled == wanted);
    CHECK(!script->dropped);
    stream.reset();
    CHECK(script->dropped);
    CHECK(script->pulled == wanted);
  });
}

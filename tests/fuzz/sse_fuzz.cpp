// Server-sent events: the same however the bytes are cut, and the same after they were written again.
// SPDX-License-Identifier: MIT
#include "fuzz/laws.hpp"

#include <oaicompat/sse/decoder.hpp>
#include <oaicompat/sse/encoder.hpp>

#include <optional>
#include <string>
#include <vector>

using namespace oaicompat;
using fuzz::require;

namespace {

struct Told {
  std::string data, name, id;
  std::optional<std::chrono::milliseconds> retry;
  bool unterminated = false;
  bool operator==(const Told&) const = default;
};
struct Story {
  std::vector<Told> events;
  bool failed = false;
  bool operator==(const Story&) const = default;
};

void take_events(SseDecoder& decoder, Story& story) {
  SseEvent event;
  Pull got = Pull::some;
  while ((got = decoder.next(event)) == Pull::some) {
    story.events.push_back(
        {std::string{event.data}, std::string{event.name}, std::string{event.id}, event.retry, event.unterminated});
  }
  story.failed = got == Pull::fail;
}

Story decode(std::string_view bytes, unsigned seed, std::size_t most) {
  SseDecoder decoder{{.max_event_bytes = most}};
  Story story;
  fuzz::in_pieces(bytes, seed, [&](std::string_view piece) {
    const std::string alone{piece};  // nothing may be looked at once it has been read
    decoder.feed(alone);
    take_events(decoder, story);
    return !story.failed;
  });
  decoder.finish();
  if (!story.failed) take_events(decoder, story);
  if (story.failed) require(decoder.error().code == "event_too_large", "only a large event fails");
  return story;
}

void check_writing(const Story& story) {
  std::string written;
  std::size_t expected = 0;
  for (const auto& event : story.events) {
    if (event.unterminated) continue;
    append_sse_event(written, event.name, event.data);
    ++expected;
  }
  const auto again = decode(written, 0, std::size_t{1} << 20);
  require(!again.failed && again.events.size() == expected, "events that are written are read", written);
  for (std::size_t i = 0; i < expected; ++i) {
    require(again.events[i].data == story.events[i].data && again.events[i].name == story.events[i].name,
            "an event that is written is read as it was", written);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  const auto seed = input.choice();
  const std::size_t most = seed % 4 == 0 ? 16 : std::size_t{1} << 20;
  const auto whole = decode(input.rest(), 0, most);
  require(decode(input.rest(), 1, most) == whole, "byte by byte");
  require(decode(input.rest(), seed + 2, most) == whole, "in pieces");
  check_writing(whole);
  return 0;
}

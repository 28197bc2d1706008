// call(serve(b)) is b, for the operations beside chats.
// SPDX-License-Identifier: MIT
#include "backends.hpp"

#include <cmath>

using namespace laws;

namespace {

using Legacy = CreateCompletion;

CompletionLogprobs legacy_logprobs(Random& r) {
  CompletionLogprobs out{.extra = r.extras(10)};
  if (r.chance(80)) out.tokens = std::vector<Text>{r.text(3), r.text(3)};
  if (r.chance(80)) out.token_logprobs = std::vector<std::optional<double>>{std::nullopt, r.number()};
  if (r.chance(50)) out.text_offset = std::vector<std::int64_t>{0, r.integer()};
  if (r.chance(50))
    out.top_logprobs = std::vector<std::optional<Map<double>>>{std::nullopt, Map<double>{{{r.text(3), r.number()}}}};
  return out;
}
CompletionChoice legacy_choice(Random& r, std::int64_t index) {
  CompletionChoice out{
      .text = r.text(), .index = index, .logprobs = null, .finish_reason = null, .extra = r.extras(20)};
  if (r.chance(20)) out.logprobs = legacy_logprobs(r);
  if (r.chance(30)) out.finish_reason = word_of<FinishReason>(r);
  return out;
}
Completion legacy(Random& r) {
  Completion out{.id = r.text(30), .created = r.integer(), .model = r.word(), .extra = r.extras(20)};
  if (r.chance(20)) out.system_fingerprint = Text{r.text()};
  return out;
}
Completion legacy_chunk(Random& r, bool with_usage) {
  auto out = legacy(r);
  for (auto n = r.below(3); n > 0; --n) out.choices.push_back(legacy_choice(r, static_cast<std::int64_t>(r.below(3))));
  if (with_usage) out.usage = r.chance(80) ? Maybe<Usage>{null} : Maybe<Usage>{usage(r)};
  return out;
}
Completion legacy_whole(Random& r) {
  auto out = legacy(r);
  for (auto n = 1 + r.below(3); n > 0; --n) {
    auto& choice = out.choices.emplace_back(legacy_choice(r, static_cast<std::int64_t>(out.choices.size())));
    choice.finish_reason = word_of<FinishReason>(r);
  }
  if (r.chance(50)) out.usage = usage(r);
  return out;
}
CompletionRequest legacy_request(bool streamed, bool with_usage) {
  CompletionRequest request{.model = "m", .prompt = "x"};
  if (streamed) request.stream = true;
  if (with_usage) request.stream_options.emplace().include_usage = true;
  return request;
}

// One response, the same behind proxies; or an error, the same.
template <Operation Op, class Make>
void hold(const typename Op::Request& request, Make make) {
  for (std::uint64_t seed = 0; seed < cases; ++seed) {
    CAPTURE(seed);
    Random r{seed};
    const bool fails = r.chance(20);
    std::vector<Event<Op>> events;
    if (!fails) events.push_back(make(r));
    const auto script = script_of<Op>(std::move(events), fails ? std::optional{error(r)} : std::nullopt);
    add_waits(r, *script);
    const auto got = drained(stacked(script, 1 + r.below(3)), *script, request);
    CHECK(shown<Op>(got.events) == shown<Op>(script->events()));
    CHECK(got.events == script->events());
    CHECK(got.last == (fails ? Pull::fail : Pull::end));
    if (fails) CHECK(got.error == *script->error());
    CHECK(script->request == to_json(request));
  }
}

}  // namespace

TEST_CASE("a streamed legacy completion is the same behind proxies, and so is its late error") {
  for (std::uint64_t seed = 0; seed < cases; ++seed) {
    CAPTURE(seed);
    Random r{seed};
    const bool with_usage = r.chance(50);
    std::vector<Event<Legacy>> events;
    for (auto n = 1 + r.below(6); n > 0; --n) events.emplace_back(std::in_place_index<0>, legacy_chunk(r, with_usage));
    const auto script = script_of<Legacy>(std::move(events), r.chance(30) ? std::optional{error(r)} : std::nullopt);
    add_waits(r, *script);
    const auto got = drained(stacked(script, 1 + r.below(3)), *script, legacy_request(true, with_usage));
    CHECK(shown<Legacy>(got.events) == shown<Legacy>(script->events()));
    CHECK(got.events == script->events());
    CHECK(got.last == (script->error() ? Pull::fail : Pull::end));
    if (script->error()) CHECK(got.error.message == script->error()->message);
  }
}

TEST_CASE("a whole legacy completion is the same behind proxies, asked for whole or as a stream") {
  for (std::uint64_t seed = 0; seed < cases; ++seed) {
    CAPTURE(seed);
    Random r{seed};
    const bool streamed = r.chance(50);
    const auto whole = legacy_whole(r);
    const auto script = script_of<Legacy>({Event<Legacy>{std::in_place_index<1>, whole}});
    add_waits(r, *script);
    const auto got = drained(stacked(script, 1 + r.below(3)), *script, legacy_request(streamed, streamed));
    CHECK(got.last == Pull::end);
    if (!streamed) {
      CHECK(got.events == script->events());
      continue;
    }
    CompletionAccumulator all;
    for (const auto& event : got.events) CHECK(all.add(std::get<0>(event)).has_value());
    const auto made = all.finish();
    REQUIRE(made.has_value());
    CHECK(to_json(*made) == to_json(whole));
    CHECK(*made == whole);
  }
}

TEST_CASE("embeddings are the same behind proxies, as floats and as base64") {
  for (const auto& encoding : {EncodingFormat::float_, EncodingFormat::base64}) {
    hold<CreateEmbedding>({.input = "x", .model = "m", .encoding_format = encoding}, [&](Random& r) {
      EmbeddingList out{
          .model = r.word(), .usage = {.prompt_tokens = r.integer(), .extra = r.extras()}, .extra = r.extras()};
      for (auto n = r.below(4); n > 0; --n) {
        std::vector<float> values;
        for (auto k = r.below(5); k > 0; --k) values.push_back(static_cast<float>(r.number()));
        auto& made = out.data.emplace_back(Embedding{.index = r.integer(), .extra = r.extras()});
        for (auto& value : values) value = std::isfinite(value) ? value : 0.0F;
        if (encoding == EncodingFormat::float_) made.embedding = values;
        if (encoding == EncodingFormat::base64) made.embedding = Text{floats_to_base64(values)};
      }
      return out;
    });
  }
}

TEST_CASE("models are the same behind proxies, listed or asked for by any name") {
  const auto model = [](Random& r) {
    Model out{.id = r.text(), .created = r.integer(), .owned_by = r.text(), .extra = r.extras()};
    if (r.chance(30)) out.shutdown_date = words(r);
    return out;
  };
  hold<ListModels>({}, [&](Random& r) {
    ModelList out{.extra = r.extras()};
    for (auto n = r.below(4); n > 0; --n) out.data.push_back(model(r));
    return out;
  });
  hold<RetrieveModel>({.model = "org/a model:1?x=2&y#z%41\xE2\x82\xAC"}, model);
}

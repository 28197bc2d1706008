// call(serve(b)) is b, for the operations on audio; and what their answers are on the wire.
// SPDX-License-Identifier: MIT
#include "backends.hpp"

#include <oaicompat/resources/audio/operations.hpp>
#include <oaicompat/transport/memory.hpp>

#include <cmath>

using namespace laws;

namespace {

Upload law_recording() { return {"a.wav", "audio/wav", Text{std::string_view{"RIFF\0\r\n--\xFF", 10}}}; }

TranscriptionRequest transcription_request(TranscriptionFormat format) {
  TranscriptionRequest out{.file = law_recording(), .model = "m", .response_format = format};
  out.timestamp_granularities = std::vector<OpenEnum<TimestampGranularity>>{"word", "segment"};
  return out;
}
TranscriptionSegment law_segment(Random& r) {
  TranscriptionSegment out{.start = r.number(), .end = r.number(), .text = Text{r.text()}};
  r.chance(50) ? void(out.id = r.integer()) : void(out.id = Text{r.text()});
  if (r.chance(50)) out.tokens.emplace({r.integer()});
  if (r.chance(50)) out.avg_logprob = r.number();
  if (r.chance(50)) out.speaker = Text{r.text()};
  out.extra = r.extras();
  return out;
}
TranscriptionUsage law_usage(Random& r) {
  if (r.chance(50)) return TranscriptionDuration{.seconds = r.number(), .extra = r.extras()};
  TranscriptionTokens out{.input_tokens = r.integer(), .extra = r.extras()};
  if (r.chance(50)) out.input_token_details.emplace().audio_tokens = r.integer();
  return out;
}
TranscriptionLogprob law_logprob(Random& r) {
  return {.token = Text{r.text()}, .logprob = r.number(), .bytes = std::vector<std::int64_t>{r.integer()}};
}
// As it is once a server has given it the form that was asked for.
Transcription law_transcription(Random& r, TranscriptionFormat format) {
  Transcription out{.text = Text{r.text()}, .extra = r.extras()};
  if (r.chance(50)) out.usage = law_usage(r);
  if (r.chance(50)) out.logprobs.emplace().push_back(law_logprob(r));
  if (r.chance(50)) out.languages.emplace().push_back({.code = Text{r.text()}});
  if (format == TranscriptionFormat::json) return out;
  out.duration = r.number();
  if (format == TranscriptionFormat::diarized_json) out.task = "transcribe";
  if (format == TranscriptionFormat::verbose_json) {
    out.language = Text{r.text()};
    out.words.emplace().push_back({.word = Text{r.text()}, .end = r.number(), .extra = r.extras()});
  }
  out.segments.emplace();
  for (auto n = r.below(3); n > 0; --n) out.segments->push_back(law_segment(r));
  return out;
}

// What a client gets of these events, behind so many proxies.
template <Operation Op>
void same_behind_proxies(std::vector<Event<Op>> events, const typename Op::Request& request, Random& r) {
  const bool fails = r.chance(20);
  if (fails) events.resize(events.size() > 1 ? r.below(events.size()) : 0);  // a whole answer comes or fails
  const bool early = events.empty();
  const auto error = api_error(early ? 429 : 0, "Broken.", "server_error", "file");
  const auto script = script_of<Op>(std::move(events), fails ? std::optional{error} : std::nullopt);
  add_waits(r, *script);
  const auto got = drained(stacked(script, 1 + r.below(3)), *script, request);
  CHECK(got.events == script->events());
  CHECK(got.last == (fails ? Pull::fail : Pull::end));
  if (fails) CHECK(got.error.code == error.code);
  CHECK(script->request == to_json(request));
}

TranscriptionEvent transcription_event(Random& r) {
  switch (r.below(3)) {
    case 0:
      return TranscriptSegment{.id = Text{r.text()}, .end = r.number(), .text = Text{r.text()}, .extra = r.extras()};
    case 1: return Unknown{"transcript.text.other", {Text{R"({"type":"transcript.text.other","x":[1]})"}}};
    default: {
      TranscriptDelta out{.delta = Text{r.text()}, .extra = r.extras()};
      if (r.chance(50)) out.logprobs.emplace().push_back(law_logprob(r));
      return out;
    }
  }
}

Collected ask_for(const Backend& backend, const TranscriptionRequest& request) {
  const auto form = to_form(request);
  auto got = ask(serve(backend), {.method = "POST",
                                  .path = "/v1/audio/transcriptions",
                                  .headers = {{"content-type", form.content_type}},
                                  .body = form.body});
  REQUIRE(got.has_value());
  return *std::move(got);
}
Backend gives_whole(Transcription whole) {
  Backend backend;
  backend.on<CreateTranscription>(
      [whole = std::move(whole)](const auto&, const Context&) { return one_item<Event<CreateTranscription>>(whole); });
  return backend;
}

}  // namespace

TEST_CASE("a transcription is the same behind proxies, in each format of JSON") {
  for (const auto format :
       {TranscriptionFormat::json, TranscriptionFormat::verbose_json, TranscriptionFormat::diarized_json}) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      CAPTURE(seed);
      Random r{seed};
      same_behind_proxies<CreateTranscription>({law_transcription(r, format)}, transcription_request(format), r);
    }
  }
}

TEST_CASE("a transcription as text, and the request with its file, are the same behind proxies") {
  for (const auto format : {TranscriptionFormat::text, TranscriptionFormat::srt, TranscriptionFormat::vtt}) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      CAPTURE(seed);
      Random r{seed};
      same_behind_proxies<CreateTranscription>({Transcription{.text = Text{r.text()}}}, transcription_request(format),
                                               r);
    }
  }
}

TEST_CASE("a streamed transcription is the same behind proxies, and so is its late error") {
  auto request = transcription_request(TranscriptionFormat::json);
  request.stream = true;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    CAPTURE(seed);
    Random r{seed};
    std::vector<Event<CreateTranscription>> events;
    for (auto n = r.below(6); n > 0; --n) events.emplace_back(std::in_place_index<0>, transcription_event(r));
    events.emplace_back(std::in_place_index<0>, TranscriptDone{.text = Text{r.text()}, .usage = law_usage(r)});
    same_behind_proxies<CreateTranscription>(std::move(events), request, r);
  }
}

TEST_CASE("a translation is the same behind proxies") {
  const TranslationRequest request{
      .file = law_recording(), .model = "m", .response_format = TranslationFormat::verbose_json, .temperature = 0.5};
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    Random r{seed};
    auto whole = law_transcription(r, TranscriptionFormat::verbose_json);
    whole.words.reset();
    same_behind_proxies<CreateTranslation>({std::move(whole)}, request, r);
  }
}

TEST_CASE("speech is the same behind proxies, as bytes in pieces and as events") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    CAPTURE(seed);
    Random r{seed};
    SpeechRequest request{.model = "m", .input = Text{r.text()}, .voice = Text{"alloy"}};
    request.response_format = SpeechFormat::wav;
    std::vector<Event<CreateSpeech>> events;
    const bool as_events = r.chance(50);
    if (as_events) request.stream_format = SpeechStreamFormat::sse;
    for (auto n = 1 + r.below(5); n > 0; --n) {
      if (as_events) {
        events.emplace_back(std::in_place_index<0>,
                            SpeechDelta{.audio = Text{to_base64("x" + r.text())}, .extra = r.extras()});
      } else {
        events.emplace_back(std::in_place_index<1>, BinaryContent{"audio/wav", "x" + r.text()});
      }
    }
    if (as_events) events.emplace_back(std::in_place_index<0>, SpeechDone{.usage = {.total_tokens = r.integer()}});
    const auto script = script_of<CreateSpeech>(std::move(events));
    add_waits(r, *script);
    const auto got = drained(stacked(script, 1 + r.below(3)), *script, request);
    CHECK(got.events == script->events());
    CHECK(got.last == Pull::end);
    CHECK(script->request == to_json(request));
  }
}

TEST_CASE("speech that fails is refused with the error's status, or cut off") {
  const SpeechRequest request{.model = "m", .input = "x", .voice = Text{"alloy"}};
  const auto early = script_of<CreateSpeech>({}, api_error(400, "No.", "bad_voice", "voice"));
  const auto refused = drained(stacked(early, 2), *early, request);
  CHECK(refused.last == Pull::fail);
  CHECK(refused.error == *early->error());
  const auto late = script_of<CreateSpeech>({BinaryContent{"audio/wav", "RIFF"}}, api_error(500, "Broken."));
  const auto cut = drained(stacked(late, 1), *late, request);
  CHECK(cut.events.size() == 1);
  CHECK(cut.last == Pull::fail);
  const auto silent = script_of<CreateSpeech>({BinaryContent{"audio/wav", ""}}, api_error(500, "Broken."));
  const auto got =
      ask(serve(stacked(silent, 0)), {.method = "POST", .path = "/v1/audio/speech", .body = to_json(request)});
  REQUIRE(got.has_value());
  CHECK(got->head.status == 500);  // no byte of it had gone out
}

TEST_CASE("speech of no bytes at all is an answer") {
  const auto empty = script_of<CreateSpeech>({BinaryContent{"audio/wav", ""}});
  const auto json = to_json(SpeechRequest{.model = "m", .input = "x", .voice = Text{"alloy"}});
  const auto got = ask(serve(stacked(empty, 1)), {.method = "POST", .path = "/v1/audio/speech", .body = json});
  REQUIRE(got.has_value());
  CHECK(got->head.status == 200);
  CHECK(got->head.headers.get("content-type") == "audio/wav");
  CHECK(got->body.empty());
}

TEST_CASE("speech in the one form is sent in the other where that is asked for") {
  const auto served_speech = [](std::vector<Event<CreateSpeech>> events, std::string_view stream_format) {
    const auto script = script_of<CreateSpeech>(std::move(events));
    const auto json = R"({"model":"m","input":"x","voice":"a","stream_format":")" + std::string{stream_format} + "\"}";
    auto got = ask(serve(stacked(script, 0)), {.method = "POST", .path = "/v1/audio/speech", .body = json});
    REQUIRE(got.has_value());
    return *std::move(got);
  };
  const auto events = served_speech({BinaryContent{"audio/wav", "RI"}, BinaryContent{{}, "FF"}}, "sse");
  CHECK(events.head.headers.get("content-type") == "text/event-stream; charset=utf-8");
  CHECK(events.body ==
        "data: {\"type\":\"speech.audio.delta\",\"audio\":\"Ukk=\"}\n\n"
        "data: {\"type\":\"speech.audio.delta\",\"audio\":\"RkY=\"}\n\n"
        "data: "
        "{\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":0,\"output_tokens\":0,\"total_tokens\":0}}\n\n");
  const auto bytes = served_speech(
      {SpeechEvent{SpeechDelta{.audio = "Ukk="}}, SpeechEvent{SpeechDelta{.audio = "RkY="}}, SpeechEvent{SpeechDone{}}},
      "audio");
  CHECK(bytes.head.headers.get("content-type") == "audio/mpeg");
  CHECK(bytes.body == "RIFF");
}

TEST_CASE("a transcription with segments is written as subtitles") {
  Transcription whole{.text = "Hello there."};
  whole.segments.emplace({TranscriptionSegment{.start = 0, .end = 1.5, .text = " Hello"},
                          TranscriptionSegment{.start = 1.5, .end = 3723.0004, .text = "there.\n\nYes"}});
  const auto srt = ask_for(gives_whole(whole), transcription_request(TranscriptionFormat::srt));
  CHECK(srt.head.headers.get("content-type") == "text/plain; charset=utf-8");
  CHECK(srt.body == "1\n00:00:00,000 --> 00:00:01,500\nHello\n\n2\n00:00:01,500 --> 01:02:03,000\nthere.\nYes\n\n");
  const auto vtt = ask_for(gives_whole(whole), transcription_request(TranscriptionFormat::vtt));
  CHECK(vtt.body == "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nHello\n\n00:00:01.500 --> 01:02:03.000\nthere.\nYes\n\n");
  CHECK(ask_for(gives_whole(whole), transcription_request(TranscriptionFormat::text)).body == "Hello there.");
  CHECK(ask_for(gives_whole(whole), transcription_request(TranscriptionFormat::json)).body ==
        R"({"text":"Hello there."})");
}

TEST_CASE("a streamed transcription makes the whole one, and the whole one a stream") {
  Transcription whole{.text = "Hello there."};
  whole.usage = TranscriptionDuration{.seconds = 2};
  whole.logprobs.emplace().push_back({.token = "Hello"});
  TranscriptionAccumulator all;
  for (const auto& each : TranscriptionStreaming::split(whole)) CHECK(all.add(each));
  CHECK(all.complete());
  const auto made = all.finish();
  REQUIRE(made);
  CHECK(*made == whole);
  TranscriptionAccumulator cut;
  CHECK(cut.add(TranscriptDelta{.delta = "Hel"}));
  CHECK(cut.finish().error().code == "stream_cut_off");
  TranscriptionAccumulator small{{.max_bytes = 2}};
  CHECK(small.add(TranscriptDelta{.delta = "Hel"}).error().code == "answer_too_large");
}

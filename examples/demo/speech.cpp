// SPDX-License-Identifier: MIT
#include "speech.hpp"

#include "tones.hpp"
#include "wav.hpp"
#include "words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace demo {

using namespace oaicompat;

namespace {

Error unfit(std::string_view param, std::string_view what) {
  return api_error(400, fmt::format("Invalid '{}': it must {}.", param, what), "invalid_value", std::string{param});
}

OpenEnum<SpeechFormat> format_of(const SpeechRequest& request) {
  return request.response_format.value_or(SpeechFormat::wav);
}

std::optional<Error> wrong_with(const SpeechRequest& request) {
  constexpr std::size_t longest = 4096;
  if (request.input.empty() || request.input.size() > longest) return unfit("input", "hold 1 to 4096 bytes");
  if (const auto speed = request.speed.value_or(1); !(speed >= 0.25 && speed <= 4))
    return unfit("speed", "be from 0.25 to 4");
  if (const auto format = format_of(request); format != SpeechFormat::wav && format != SpeechFormat::pcm)
    return unfit("response_format", "be wav or pcm, as this server has no other");
  return std::nullopt;
}

using SpeechWriter = ChannelWriter<Event<CreateSpeech>>;

// The size is known beforehand, so that the head of a file can be sent first.
void speak(const SpeechRequest& request, Engine& engine, const std::stop_token& stop, SpeechWriter& out) {
  if (auto wrong = wrong_with(request)) return out.fail(*std::move(wrong));
  const ToneWriter tones{request.speed.value_or(1)};
  const bool wav = format_of(request) == SpeechFormat::wav;
  const auto opening = tones.opening();
  const auto bytes = 2 * (opening.size() + request.input.size() * tones.say("x").size());
  const auto send = [&](std::string piece) {
    return out.send(BinaryContent{wav ? "audio/wav" : "audio/pcm", std::move(piece)});
  };
  if (!send((wav ? wav_head(bytes) : std::string{}) + pcm_of(opening))) return;
  for (auto rest = request.input.view(); !rest.empty();) {
    const auto word = first_word(rest);
    rest.remove_prefix(word.size());
    if (!engine.pause(stop) || !send(pcm_of(tones.say(word)))) return;
  }
  if (!SpeechStreaming::wanted(request)) return out.end();
  const auto said = count_words(request.input);
  const auto made = static_cast<std::int64_t>(bytes / 2 / tone_rate);
  if (out.send(
          SpeechEvent{SpeechDone{.usage = {.input_tokens = said, .output_tokens = made, .total_tokens = said + made}}}))
    out.end();
}

void add_segment(Transcription& out, std::string_view text, double start, double end) {
  TranscriptionSegment segment{.start = start, .end = end, .text = Text{text}};
  segment.id = static_cast<std::int64_t>(out.segments->size());
  segment.seek = static_cast<std::int64_t>(start * 100);
  segment.tokens.emplace();
  for (auto rest = text; !rest.empty(); rest.remove_prefix(first_word(rest).size()))
    segment.tokens->push_back(static_cast<std::int64_t>(hash(first_word(rest)) % 50000));
  segment.temperature = 0;
  segment.avg_logprob = -0.1;
  segment.compression_ratio = 1;
  segment.no_speech_prob = 0;
  out.segments->push_back(std::move(segment));
}

// Words and sentences, each with its times.
void tell_times(Transcription& out, const Heard& heard) {
  const auto time_at = [&](std::size_t place) {
    return std::round((heard.opening + static_cast<double>(place) * heard.letter) * 1000) / 1000;
  };
  std::size_t at = 0, sentence = 0;
  const std::string_view text = heard.text;
  while (at < text.size()) {
    const auto word = first_word(text.substr(at));
    const auto blanks = std::min(word.find_first_not_of(" \n\t"), word.size() - 1);
    out.words->push_back(
        {.word = Text{word.substr(blanks)}, .start = time_at(at + blanks), .end = time_at(at + word.size())});
    at += word.size();
    if (at < text.size() && std::string_view{".!?"}.find(word.back()) == std::string_view::npos) continue;
    add_segment(out, text.substr(sentence, at - sentence), time_at(sentence), time_at(at));
    sentence = at;
  }
}

std::optional<Error> wrong_with(const Upload&, const std::optional<double>& temperature) {
  if (temperature && !(*temperature >= 0 && *temperature <= 1)) return unfit("temperature", "be from 0 to 1");
  return std::nullopt;
}

void diarize(Transcription& whole) {
  for (auto& each : *whole.segments) {
    const auto number = *each.id.get_if<std::int64_t>();
    TranscriptionSegment made{.start = each.start, .end = each.end, .text = each.text, .speaker = Text{"A"}};
    made.type = Text::literal("transcript.text.segment");
    made.id = Text{fmt::format("seg_{:03}", number + 1)};
    each = std::move(made);
  }
}

std::vector<TranscriptionLogprob> likelihoods(std::string_view word) {
  TranscriptionLogprob out{.token = Text{word}, .logprob = likely_words(word, 1).front().logprob};
  out.bytes.emplace();
  for (const char c : word) out.bytes->push_back(static_cast<unsigned char>(c));
  return {std::move(out)};
}

using TranscriptWriter = ChannelWriter<Event<CreateTranscription>>;

void tell(const TranscriptionRequest& request, const Transcription& whole, const Engine& engine,
          const std::stop_token& stop, TranscriptWriter& out) {
  const bool diarized = request.response_format == OpenEnum<TranscriptionFormat>{TranscriptionFormat::diarized_json};
  TranscriptDone done{.text = whole.text};
  for (auto rest = whole.text.view(); !rest.empty();) {
    const auto word = first_word(rest);
    rest.remove_prefix(word.size());
    TranscriptDelta delta{.delta = Text{word}};
    if (request.include) {
      delta.logprobs = likelihoods(word);
      if (!done.logprobs) done.logprobs.emplace();
      done.logprobs->push_back(delta.logprobs->front());
    }
    if (!engine.pause(stop) || !out.send(TranscriptionEvent{std::move(delta)})) return;
  }
  if (diarized) {
    for (const auto& event : TranscriptionStreaming::split(whole)) {
      if (event.get_if<TranscriptSegment>() && !out.send(event)) return;
    }
  }
  const auto heard = static_cast<std::int64_t>(std::ceil(*whole.duration)), said = count_words(whole.text);
  done.usage = TranscriptionTokens{.input_tokens = heard, .output_tokens = said, .total_tokens = heard + said};
  if (out.send(TranscriptionEvent{std::move(done)})) out.end();
}

void answer(const TranscriptionRequest& request, const Engine& engine, const std::stop_token& stop,
            TranscriptWriter& out) {
  if (auto wrong = wrong_with(request.file, request.temperature)) return out.fail(*std::move(wrong));
  auto whole = transcribe(request.file);
  if (!whole) return out.fail(whole.error());
  const bool diarized = request.response_format == OpenEnum<TranscriptionFormat>{TranscriptionFormat::diarized_json};
  if (diarized) diarize(*whole);
  if (TranscriptionStreaming::wanted(request)) return tell(request, *whole, engine, stop, out);
  if (request.include) {
    whole->logprobs.emplace();
    for (auto rest = whole->text.view(); !rest.empty(); rest.remove_prefix(first_word(rest).size()))
      whole->logprobs->push_back(likelihoods(first_word(rest)).front());
  }
  if (out.send(*std::move(whole))) out.end();
}

void answer(const TranslationRequest& request, const Engine&, const std::stop_token&,
            ChannelWriter<Event<CreateTranslation>>& out) {
  if (auto wrong = wrong_with(request.file, request.temperature)) return out.fail(*std::move(wrong));
  auto whole = transcribe(request.file);
  if (!whole) return out.fail(whole.error());
  whole->usage.reset();
  if (out.send(*std::move(whole))) out.end();
}
void answer(const SpeechRequest& request, Engine& engine, const std::stop_token& stop, SpeechWriter& out) {
  speak(request, engine, stop, out);
}

template <Operation Op>
void offer_model(Backend& backend, std::string_view model, Engine& engine, std::shared_ptr<WorkerPool> pool) {
  backend.on<Op>([model, &engine, pool = std::move(pool), others = backend](Parsed<typename Op::Request> request,
                                                                            const Context& context) {
    if (request->model != model) return others.run<Op>(std::move(request), context);
    return offload_stream<Event<Op>>(*pool, [request, &engine](ChannelWriter<Event<Op>>& out) {
      const auto run = engine.begin();
      answer(*request, engine, out.reader_gone(), out);
    });
  });
}

}  // namespace

Result<Transcription> transcribe(const Upload& file) {
  const auto recording = read_wav(file.body);
  if (!recording) return api_error(400, "Invalid file format: this server reads WAV.", "invalid_value", "file");
  Transcription out{.language = Text::literal("english"), .duration = recording->seconds};
  out.words.emplace();
  out.segments.emplace();
  out.usage = TranscriptionDuration{.seconds = std::ceil(recording->seconds)};
  const auto heard = recording->rate == tone_rate ? hear(recording->samples) : std::nullopt;
  if (heard) {
    out.text = Text{heard->text};
    tell_times(out, *heard);
  } else {
    out.text = Text{fmt::format("A recording of {:.2f} seconds at {} Hz.", recording->seconds, recording->rate)};
    add_segment(out, out.text, 0, recording->seconds);
  }
  return out;
}

void offer_audio(Backend& backend, Engine& engine, std::shared_ptr<WorkerPool> pool) {
  offer_model<CreateSpeech>(backend, speech_model, engine, pool);
  offer_model<CreateTranscription>(backend, transcription_model, engine, pool);
  offer_model<CreateTranslation>(backend, transcription_model, engine, pool);
}

}  // namespace demo
